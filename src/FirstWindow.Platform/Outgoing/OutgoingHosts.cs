using System.Net;
using System.Net.Sockets;

namespace FirstWindow.Platform.Outgoing;

/// <summary>
/// Hosts that one part of the house may connect to. Whatever an address says, a connection goes only to hosts of the
/// setting and to network addresses that may be reached, looked up at the moment of connecting.
/// </summary>
/// <param name="allowedHosts">By https and at public addresses.</param>
/// <param name="privateHosts">In the bank's own network; this very machine also by plain http.</param>
public sealed class OutgoingHosts(string allowedHosts, string privateHosts)
{
    private readonly HostList allowed = new(allowedHosts);
    private readonly HostList named = new(privateHosts);

    /// <summary>Whether an address leads to a host of the setting.</summary>
    public bool IsOnList(Uri address) =>
        named.Has(address) || (allowed.Has(address) && address.Scheme == Uri.UriSchemeHttps);

    /// <summary>Whether the host of an address on the list stands where it may be reached now.</summary>
    public async Task<bool> MayReachAsync(Uri address, CancellationToken ct)
    {
        try
        {
            await ResolveAsync(address, address.IdnHost, ct);
            return true;
        }
        catch (Exception fault) when (fault is SocketException or AddressRefusedException)
        {
            return false;
        }
    }

    /// <summary>A client that connects nowhere else, follows no redirect and keeps nothing.</summary>
    /// <param name="connectTimeout">How long connecting may take; the whole answer is the caller's to limit.</param>
    public HttpClient MakeClient(TimeSpan connectTimeout) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        ConnectTimeout = connectTimeout,
        MaxResponseHeadersLength = 16,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        ConnectCallback = ConnectAsync,
    })
    { Timeout = Timeout.InfiniteTimeSpan };

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
}

/// <summary>The host of the setting stands at an address that may not be reached.</summary>
public sealed class AddressRefusedException : Exception;
