using System.Globalization;
using System.Text;
using FirstWindow.Integration.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Outgoing;
using FirstWindow.Platform.Storage;

namespace FirstWindow.Integration.Features;

/// <summary>Something to be sent, with the secrets that sign it.</summary>
internal sealed record Letter(Uri To, string Event, string Body, IReadOnlyList<byte[]> Secrets);

/// <summary>Sends one event to one address, signed, and only to hosts of the setting.</summary>
[Clause("A4.2.1a")]
internal sealed class WebhookSender : IDisposable
{
    private readonly OutgoingHosts hosts;
    private readonly OutsideClient client;
    private readonly DatabaseClock clock;

    public WebhookSender(WebhookOptions options, DatabaseClock clock)
    {
        hosts = options.MakeHosts();
        (client, this.clock) = (new(hosts, options.Timeout), clock);
    }

    /// <summary>Whether events may be sent to an address; none when they may.</summary>
    public async Task<Error?> RefuseAsync(Uri address, CancellationToken ct) =>
        !hosts.IsOnList(address) ? WebhookErrors.HostNotAllowed
        : !await hosts.MayReachAsync(address, ct) ? WebhookErrors.AddressRefused
        : null;

    /// <summary>Sends it, and says what came of it. Never throws for what a receiver does.</summary>
    public async Task<Outcome> SendAsync(Letter letter, CancellationToken ct)
    {
        using var request = Write(letter);
        return await client.SendAsync(request, ct);
    }

    public void Dispose() => client.Dispose();

    private HttpRequestMessage Write(Letter letter)
    {
        var timestamp = clock.Now.ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, letter.To)
        {
            Content = new StringContent(letter.Body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("webhook-id", letter.Event);
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature",
            WebhookSignature.Sign(letter.Secrets, letter.Event, timestamp, letter.Body));
        request.Headers.Add("User-Agent", "FirstWindow");
        return request;
    }
}
