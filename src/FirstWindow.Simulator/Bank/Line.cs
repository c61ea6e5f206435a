using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace FirstWindow.Simulator.Bank;

/// <summary>What the bank answered.</summary>
internal readonly record struct Answer(HttpStatusCode Status, JsonElement Body)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;
}

/// <summary>
/// One person's connection to the bank. A request is made again, unchanged, until the bank answers it: through lost
/// connections, a busy or a restarting server. That is safe because every write carries an id of its own.
/// </summary>
internal sealed class Line(HttpClient http, Uri server)
{
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PauseLeast = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PauseMost = TimeSpan.FromSeconds(2);

    public string? Bearer { get; set; }

    public string? Cookie { get; set; }

    /// <summary>A client that takes any number of connections: every simulated person keeps a stream open.</summary>
    public static HttpClient NewClient() => new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Asks until there is an answer that another try would not change.</summary>
    public async Task<Answer> SendAsync(HttpMethod method, string path, object? body, CancellationToken ct)
    {
        for (var tries = 0; ; tries++)
        {
            var (answer, pause) = await TryAsync(method, path, body, ct);
            if (answer is { } final)
            {
                return final;
            }

            await Task.Delay(pause ?? BackOff(tries), ct);
        }
    }

    /// <summary>Opens an event stream; the caller disposes it.</summary>
    /// <exception cref="HttpRequestException">The bank does not answer, or refuses.</exception>
    public async Task<HttpResponseMessage> OpenStreamAsync(string path, int after, CancellationToken ct)
    {
        using var request = Make(HttpMethod.Get, path, null);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (after > 0)
        {
            request.Headers.Add("Last-Event-ID", $"{after}");
        }

        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        if (!response.IsSuccessStatusCode)
        {
            response.Dispose();
            throw new HttpRequestException("The stream was refused.", null, response.StatusCode);
        }

        return response;
    }

    /// <summary>A pause that grows, and differs from one person to the next so that they do not come back all at
    /// once.</summary>
    public static TimeSpan BackOff(int tries) =>
        TimeSpan.FromTicks(
            Math.Min(PauseMost.Ticks, PauseLeast.Ticks << Math.Min(tries, 10))) * (0.5 + Random.Shared.NextDouble());

    private async Task<(Answer? Answer, TimeSpan? Pause)> TryAsync(
        HttpMethod method, string path, object? body, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(AnswerMax); // A connection can be half open: then nothing ever comes.
        try
        {
            using var request = Make(method, path, body);
            using var response = await http.SendAsync(request, patience.Token);
            if (response.StatusCode is HttpStatusCode.TooManyRequests || (int)response.StatusCode >= 500)
            {
                return (null, response.Headers.RetryAfter?.Delta);
            }

            var text = await response.Content.ReadAsByteArrayAsync(patience.Token);
            return (new Answer(response.StatusCode, Parse(text, response)), null);
        }
        catch (Exception fault) when (IsOfTheNetwork(fault) && !ct.IsCancellationRequested)
        {
            return (null, null);
        }
    }

    private JsonElement Parse(byte[] text, HttpResponseMessage response)
    {
        if (response.Headers.TryGetValues("Set-Cookie", out var cookies))
        {
            Cookie = cookies.First().Split(';')[0];
        }

        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }

    /// <summary>Whether a fault lies on the way to the bank and may be gone the next time.</summary>
    public static bool IsOfTheNetwork(Exception fault) =>
        fault is HttpRequestException or IOException or OperationCanceledException or JsonException;

    private HttpRequestMessage Make(HttpMethod method, string path, object? body)
    {
        var request = new HttpRequestMessage(method, new Uri(server, path));
        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
        }

        if (Bearer is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Bearer);
        }

        if (Cookie is not null)
        {
            request.Headers.Add("Cookie", Cookie);
            request.Headers.Add("X-FirstWindow", "1");
        }

        return request;
    }
}
