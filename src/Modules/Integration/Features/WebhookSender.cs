using System.Globalization;
using System.Security.Authentication;
using System.Text;
using FirstWindow.Integration.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Outgoing;
using FirstWindow.Platform.Storage;

namespace FirstWindow.Integration.Features;

/// <summary>Something to be sent, with the secrets that sign it.</summary>
internal sealed record Letter(Uri To, string Event, string Body, IReadOnlyList<byte[]> Secrets);

/// <summary>
/// Sends one event to one address. Whatever the address says, the connection goes only to hosts of the setting and to
/// network addresses that may be reached, looked up at the moment of connecting; redirects are not followed and the
/// answer is not read.
/// </summary>
[Clause("A4.2.1a")]
internal sealed class WebhookSender : IDisposable
{
    private readonly OutgoingHosts hosts;
    private readonly TimeSpan patience;
    private readonly DatabaseClock clock;
    private readonly HttpClient client;

    public WebhookSender(WebhookOptions options, DatabaseClock clock)
    {
        hosts = new(options.AllowedHosts, options.PrivateHosts);
        (patience, this.clock) = (options.Timeout, clock);
        client = hosts.MakeClient(patience);
    }

    /// <summary>Whether events may be sent to an address; none when they may.</summary>
    public async Task<Error?> RefuseAsync(Uri address, CancellationToken ct) =>
        !hosts.IsOnList(address) ? WebhookErrors.HostNotAllowed
        : !await hosts.MayReachAsync(address, ct) ? WebhookErrors.AddressRefused
        : null;

    /// <summary>Sends it, and says what came of it. Never throws for what a receiver does.</summary>
    public async Task<Outcome> SendAsync(Letter letter, CancellationToken ct)
    {
        if (!hosts.IsOnList(letter.To))
        {
            return new(null, "address"); // The setting has changed since.
        }

        using var impatience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        impatience.CancelAfter(patience);
        try
        {
            using var request = Write(letter);
            using var answer = await client.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, impatience.Token);
            var status = (int)answer.StatusCode;
            return new(status, status switch { >= 200 and < 300 => null, >= 300 and < 400 => "redirect", _ => "status" });
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new(null, "timeout");
        }
        catch (HttpRequestException fault)
        {
            return new(null, fault.InnerException switch
            {
                AddressRefusedException => "address",
                AuthenticationException => "certificate",
                _ => "connection",
            });
        }
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
