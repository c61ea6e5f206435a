using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using FirstWindow.Integration.Domain;
using FirstWindow.Platform;
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
    private readonly HostList allowed;
    private readonly HostList named;
    private readonly TimeSpan patience;
    private readonly DatabaseClock clock;
    private readonly HttpClient client;

    public WebhookSender(WebhookOptions options, DatabaseClock clock)
    {
        (allowed, named) = (new(options.AllowedHosts), new(options.PrivateHosts));
        (patience, this.clock) = (options.Timeout, clock);
        client = new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            ConnectTimeout = patience,
            MaxResponseHeadersLength = 16,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectCallback = ConnectAsync,
        })
        { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Whether events may be sent to an address; none when they may.</summary>
    public async Task<Error?> RefuseAsync(Uri address, CancellationToken ct)
    {
        if (!IsOnList(address))
        {
            return WebhookErrors.HostNotAllowed;
        }

        try
        {
            await ResolveAsync(address, address.IdnHost, ct);
            return null;
        }
        catch (Exception fault) when (fault is SocketException or AddressRefusedException)
        {
            return WebhookErrors.AddressRefused;
        }
    }

    /// <summary>Sends it, and says what came of it. Never throws for what a receiver does.</summary>
    public async Task<Outcome> SendAsync(Letter letter, CancellationToken ct)
    {
        if (!IsOnList(letter.To))
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

    private bool IsOnList(Uri address) =>
        named.Has(address) || (allowed.Has(address) && address.Scheme == Uri.UriSchemeHttps);

    private async Task<IPAddress[]> ResolveAsync(Uri address, string host, CancellationToken ct)
    {
        var found = await Dns.GetHostAddressesAsync(host, ct);
        var isPlain = address.Scheme != Uri.UriSchemeHttps;
        return found.Length > 0 && found.All(a => AddressRule.Allows(a, named.Has(address), isPlain))
            ? found : throw new AddressRefusedException();
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var target = context.InitialRequestMessage.RequestUri!;
        var addresses = await ResolveAsync(target, context.DnsEndPoint.Host, ct);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class AddressRefusedException : Exception;
}
