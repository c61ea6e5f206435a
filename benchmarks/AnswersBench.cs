using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace FirstWindow.Bench;

/// <summary>How long a customer waits for the assistant: from sending a common question to the answer on the open
/// stream, with the demo bank's articles, one customer after the other.</summary>
internal static class AnswersBench
{
    private const int Warming = 50;

    public static void Run(string? postgres)
    {
        using var bank = Bank.Open(postgres, withDemo: true);
        using var http = new HttpClient { BaseAddress = new Uri($"http://localhost:{bank.Port}") };
        var questions = File.ReadLines(Path.Combine(Bank.Home(), "training", "examples", "common-questions.tsv"))
            .Skip(1).Select(l => l.Split('\t')[1]).ToList();
        foreach (var question in questions.Take(Warming))
        {
            AskAsync(http, question).GetAwaiter().GetResult();
        }

        var times = questions.Select(q => AskAsync(http, q).GetAwaiter().GetResult().TotalMilliseconds)
            .Order().ToList();
        Console.WriteLine($"answers: {times.Count} common questions, each in a conversation of its own; until the assistant's "
            + $"words are on the stream p50 {At(times, 0.5):F1} ms, p95 {At(times, 0.95):F1} ms, p99 {At(times, 0.99):F1} ms");
    }

    private static double At(List<double> times, double share) => times[(int)(times.Count * share)];

    private static async Task<TimeSpan> AskAsync(HttpClient http, string question)
    {
        using var opened = await http.PostAsJsonAsync("/api/v1/conversations", new { channel = "web", locale = "zh-CN" });
        var made = await opened.Content.ReadFromJsonAsync<JsonElement>();
        var (id, token) = (made.GetProperty("id").GetString(), made.GetProperty("token").GetString());
        using var listen = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/conversations/{id}/events");
        listen.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(listen, HttpCompletionOption.ResponseHeadersRead);
        using var stream = new StreamReader(await answer.Content.ReadAsStreamAsync());

        using var say = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/conversations/{id}/messages")
        {
            Content = JsonContent.Create(new { id = Guid.NewGuid(), text = question }),
        };
        say.Headers.Authorization = listen.Headers.Authorization;
        var start = Stopwatch.GetTimestamp();
        using var said = await http.SendAsync(say);
        said.EnsureSuccessStatusCode();
        var seq = (await said.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("seq").GetInt32();
        while (await stream.ReadLineAsync() is { } line)
        {
            if (!line.StartsWith("data: {\"seq\"", StringComparison.Ordinal))
            {
                continue;
            }

            var happened = JsonDocument.Parse(line["data: ".Length..]).RootElement;
            if (happened.GetProperty("seq").GetInt32() > seq)
            {
                return Stopwatch.GetElapsedTime(start); // The answer, the choices, or that a person comes.
            }
        }

        throw new IOException("The server closed a stream.");
    }
}
