using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using FirstWindow.Platform;
using FirstWindow.Platform.Web;
using Xunit;

namespace FirstWindow.Tests;

/// <summary>An answer with its body read.</summary>
public sealed record Answer(HttpStatusCode Status, JsonElement Json, HttpResponseMessage Response)
{
    /// <summary>The problem's stable code.</summary>
    public string? Code =>
        Json.ValueKind is JsonValueKind.Object && Json.TryGetProperty("code", out var code) ? code.GetString() : null;

    /// <summary>The clause that refused.</summary>
    public string? Clause => Json.ValueKind is JsonValueKind.Object && Json.TryGetProperty("clause", out var clause)
        ? clause.GetString() : null;
}

/// <summary>Calls with JSON in and out.</summary>
public static class JsonCalls
{
    /// <summary>POST.</summary>
    public static Task<Answer> PostJsonAsync(this HttpClient client, string url, object body) =>
        client.CallAsync(HttpMethod.Post, url, body);

    /// <summary>PUT.</summary>
    public static Task<Answer> PutJsonAsync(this HttpClient client, string url, object body) =>
        client.CallAsync(HttpMethod.Put, url, body);

    /// <summary>GET.</summary>
    public static Task<Answer> GetJsonAsync(this HttpClient client, string url) =>
        client.CallAsync(HttpMethod.Get, url, null);

    /// <summary>Any call.</summary>
    public static async Task<Answer> CallAsync(this HttpClient client, HttpMethod method, string url, object? body)
    {
        using var request = new HttpRequestMessage(method, url);
        if (body is not null)
        {
            request.Content = JsonContent.Create(body, options: JsonSettings.Options);
        }

        var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var isJson = text.Length > 0 && (response.Content.Headers.ContentType?.MediaType?.Contains("json") ?? false);
        return new(response.StatusCode, isJson ? JsonDocument.Parse(text).RootElement : default, response);
    }
}

/// <summary>An event as it came over a stream.</summary>
public sealed record StreamEvent(int? Seq, string Name, JsonElement Data)
{
    /// <summary>Whose words.</summary>
    public string From => Data.GetProperty("from").GetString()!;

    /// <summary>The words.</summary>
    public string Text => Data.GetProperty("text").GetString()!;

    /// <summary>The state, of a change of state.</summary>
    public string? State => Data.TryGetProperty("state", out var state) ? state.GetString() : null;
}

/// <summary>Reads server-sent events as any client would.</summary>
public sealed class EventReader(HttpResponseMessage response) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private StreamReader? reader;

    /// <summary>The next event that is not a keep-alive; none when the stream has ended.</summary>
    public async Task<StreamEvent?> NextAsync()
    {
        using var impatience = new CancellationTokenSource(Patience);
        reader ??= new StreamReader(await response.Content.ReadAsStreamAsync(impatience.Token));
        int? seq = null;
        var name = "message";
        string? data = null;
        while (await reader.ReadLineAsync(impatience.Token) is { } line)
        {
            if (line.Length == 0 && data is not null)
            {
                return new(seq, name, JsonDocument.Parse(data).RootElement);
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var value = colon < 0 ? string.Empty : line[(colon + 1)..].TrimStart(' ');
            switch (colon < 0 ? line : line[..colon])
            {
                case "id":
                    seq = int.Parse(value, CultureInfo.InvariantCulture);
                    break;
                case "event":
                    name = value;
                    break;
                case "data":
                    data = value;
                    break;
            }
        }

        return null;
    }

    /// <summary>Reads on until an event fits.</summary>
    public async Task<StreamEvent> UntilAsync(Func<StreamEvent, bool> fits)
    {
        while (await NextAsync() is { } happening)
        {
            if (fits(happening))
            {
                return happening;
            }
        }

        throw new InvalidOperationException("The stream ended before the event came.");
    }

    /// <inheritdoc/>
    public void Dispose() => response.Dispose();
}

/// <summary>A customer's browser.</summary>
public sealed record Visitor(HttpClient Client, Guid Id, string Token)
{
    /// <summary>How long an answer is waited for: a machine on which everything is tested at once may be slow, and no
    /// test says how fast the server is.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Opens a conversation at a server and asks for a person: the assistant stays quiet from
    /// here on.</summary>
    public static async Task<Visitor> OpenAsync(Uri address)
    {
        var client = new HttpClient { BaseAddress = address, Timeout = Patience };
        var opened = await client.PostJsonAsync("/api/v1/conversations", new { channel = "web", locale = "zh-CN" });
        var token = opened.Json.GetProperty("token").GetString()!;
        var visitor = new Visitor(client, opened.Json.GetProperty("id").GetGuid(), token).At(address);
        await visitor.AskForPersonAsync();
        return visitor;
    }

    /// <summary>The same visitor at another server.</summary>
    public Visitor At(Uri address)
    {
        var client = new HttpClient { BaseAddress = address, Timeout = Patience };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        return this with { Client = client };
    }

    /// <summary>Sends a message that must be accepted.</summary>
    /// <returns>Its number.</returns>
    public async Task<int> SayAsync(string text)
    {
        var answer = await TryToSayAsync(text);
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        return answer.Json.GetProperty("seq").GetInt32();
    }

    /// <summary>Sends a message.</summary>
    public Task<Answer> TryToSayAsync(string text, Guid? id = null) =>
        Client.PostJsonAsync($"/api/v1/conversations/{Id}/messages", new { id = id ?? Guid.NewGuid(), text });

    /// <summary>Asks for a person.</summary>
    public async Task AskForPersonAsync()
    {
        var answer = await Client.PostJsonAsync($"/api/v1/conversations/{Id}/person", new { });
        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    /// <summary>Opens the event stream.</summary>
    public async Task<EventReader> ListenAsync(int after = 0)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/conversations/{Id}/events");
        request.Headers.Add("Last-Event-ID", after.ToString(CultureInfo.InvariantCulture));
        var response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return new EventReader(response);
    }

    /// <summary>The first so many events.</summary>
    public async Task<IReadOnlyList<StreamEvent>> ReadAsync(int count, int after = 0)
    {
        using var stream = await ListenAsync(after);
        var events = new List<StreamEvent>();
        while (events.Count < count && await stream.NextAsync() is { } happening)
        {
            if (happening.Seq is not null)
            {
                events.Add(happening);
            }
        }

        return events;
    }
}

/// <summary>A colleague's browser.</summary>
public sealed record Colleague(FirstWindowApp App, StaffAccount Account, HttpClient Client)
{
    /// <summary>Id of the person.</summary>
    public StaffId Id => Account.Id;

    /// <summary>Number a customer is told.</summary>
    public string Number => Account.Number;

    /// <summary>Takes contacts from now on.</summary>
    public async Task BeAvailableAsync(int capacity = 4)
    {
        var answer = await Client.PutJsonAsync("/api/v1/desk/presence", new { state = "available", capacity });
        Assert.Equal(HttpStatusCode.NoContent, answer.Status);
    }

    /// <summary>Takes no further contacts.</summary>
    public async Task PauseAsync()
    {
        var answer = await Client.PutJsonAsync("/api/v1/desk/presence", new { state = "break", capacity = 1 });
        Assert.Equal(HttpStatusCode.NoContent, answer.Status);
    }

    /// <summary>Replies in a contact.</summary>
    public Task<Answer> ReplyAsync(Guid conversation, string text, int? seen = null) =>
        Client.PostJsonAsync($"/api/v1/conversations/{conversation}/replies", new { id = Guid.NewGuid(), text, seen });

    /// <summary>Closes a contact with a whole record.</summary>
    public Task<Answer> WrapUpAsync(Guid conversation) =>
        Client.PutJsonAsync($"/api/v1/conversations/{conversation}/wrap-up", Records.Whole());
}

/// <summary>Wrap-up records.</summary>
public static class Records
{
    /// <summary>A whole record, or one with parts replaced.</summary>
    public static Dictionary<string, object?> Whole(params (string Key, object? Value)[] changes)
    {
        var record = new Dictionary<string, object?>
        {
            ["contact"] = new { name = "张三", way = "13800000000" },
            ["category"] = "cards",
            ["need"] = "挂失信用卡",
            ["outcome"] = "resolved",
            ["furtherNeed"] = "没有其他需要",
            ["summary"] = "客户遗失信用卡,已指导在手机银行挂失并补卡。",
        };
        foreach (var (key, value) in changes)
        {
            record[key] = value;
        }

        return record;
    }
}
