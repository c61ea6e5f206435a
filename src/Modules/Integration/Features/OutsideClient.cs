using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using FirstWindow.Integration.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Web;

namespace FirstWindow.Integration.Features;

/// <summary>The hosts of a setting, looked up at the moment of use: whatever an address says, nothing goes
/// elsewhere.</summary>
/// <param name="allowed">Hosts at public addresses, by https only.</param>
/// <param name="named">Hosts in the bank's own network.</param>
[Clause("A4.2.1a")]
internal sealed class OutsideHosts(HostList allowed, HostList named)
{
    /// <summary>Whether the setting has it.</summary>
    public bool Has(Uri address) =>
        named.Has(address) || (allowed.Has(address) && address.Scheme == Uri.UriSchemeHttps);

    /// <summary>Where a name leads now.</summary>
    /// <exception cref="AddressRefusedException">Nowhere, or where nothing may be sent to.</exception>
    /// <exception cref="SocketException">The name is not found.</exception>
    public async Task<IPAddress[]> ResolveAsync(Uri address, CancellationToken ct)
    {
        var found = await Dns.GetHostAddressesAsync(address.IdnHost, ct);
        var isPlain = address.Scheme != Uri.UriSchemeHttps;
        return found.Length > 0 && found.All(a => AddressRule.Allows(a, named.Has(address), isPlain))
            ? found : throw new AddressRefusedException();
    }
}

/// <summary>A name leads to a network address that nothing is sent to.</summary>
internal sealed class AddressRefusedException : Exception;

/// <summary>Sends requests to hosts of a setting and nowhere else; redirects are not followed and the answer is not
/// read.</summary>
internal sealed class OutsideClient : IDisposable
{
    private readonly OutsideHosts hosts;
    private readonly TimeSpan patience;
    private readonly HttpClient client;

    public OutsideClient(OutsideHosts hosts, TimeSpan patience)
    {
        (this.hosts, this.patience) = (hosts, patience);
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

    /// <summary>Sends it, and says what came of it. Never throws for what a receiver does.</summary>
    public async Task<Outcome> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        if (!hosts.Has(request.RequestUri!))
        {
            return new(null, "address"); // The setting has changed since.
        }

        using var impatience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        impatience.CancelAfter(patience);
        try
        {
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

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var addresses = await hosts.ResolveAsync(context.InitialRequestMessage.RequestUri!, ct);
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
}
