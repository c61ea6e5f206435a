using System.Globalization;
using System.Text.Json;

namespace FirstWindow.Simulator.Bank;

/// <summary>One server-sent event; its number where it has one.</summary>
internal readonly record struct StreamEvent(int? Seq, string Name, JsonElement Data);

/// <summary>Reads an event stream and comes back after every break with the last number it has seen.</summary>
internal sealed class EventReader(Line line, string path)
{
    /// <summary>The bank gives a sign of life every 15 s; silence for longer means that the connection is
    /// dead.</summary>
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(45);

    /// <summary>Hands on every event until told to stop.</summary>
    /// <param name="lastSeq">The number to resume after.</param>
    /// <param name="hear">Takes one event, on the reading thread.</param>
    /// <param name="ct">Stops.</param>
    /// <exception cref="HttpRequestException">The bank refuses the stream for good.</exception>
    public async Task FollowAsync(Func<int> lastSeq, Action<StreamEvent> hear, CancellationToken ct)
    {
        for (var tries = 0; !ct.IsCancellationRequested; tries++)
        {
            try
            {
                using var response = await line.OpenStreamAsync(path, lastSeq(), ct);
                tries = 0;
                await ReadAsync(response, e => hear(e), ct);
            }
            catch (Exception fault) when (Line.IsOfTheNetwork(fault) && !ct.IsCancellationRequested)
            {
                if (fault is HttpRequestException { StatusCode: { } code } && (int)code is >= 400 and < 500 and not 429)
                {
                    throw;
                }
            }

            await Task.Delay(Line.BackOff(tries), ct);
        }
    }

    /// <summary>Hands on events of one connection until it ends.</summary>
    public static async Task ReadAsync(HttpResponseMessage response, Action<StreamEvent> hear, CancellationToken ct)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(ct));
        (int? seq, string name, string? data) = (null, "message", null);
        while (true)
        {
            silence.CancelAfter(SilenceMax);
            var text = await reader.ReadLineAsync(silence.Token);
            if (text is null)
            {
                return;
            }

            if (text.Length == 0)
            {
                // An event cut off by a broken connection never gets here, so half an event is never taken for a whole
                // one.
                if (data is not null)
                {
                    hear(new(seq, name, JsonSerializer.Deserialize<JsonElement>(data)));
                }

                (seq, name, data) = (null, "message", null);
            }
            else if (text.StartsWith("id: ", StringComparison.Ordinal))
            {
                seq = int.Parse(text.AsSpan(4), CultureInfo.InvariantCulture);
            }
            else if (text.StartsWith("event: ", StringComparison.Ordinal))
            {
                name = text[7..];
            }
            else if (text.StartsWith("data: ", StringComparison.Ordinal))
            {
                data = text[6..];
            }
        }
    }
}
