using System.Net;
using System.Net.Sockets;

namespace FirstWindow.Platform.Outgoing;

/// <summary>
/// Hosts that one part of the house may connect to. Whatever an address says, a connection goes only to hosts of the
/// setting and to network addresses that may be reached, looked up at the moment of connecting.
/// </summary>
/// <param name="allowedHosts">By https and at public addresses.</param>
/// <param name="privateHosts">In the bank's own network; this very machine also by plain http.</param>
[Clause("A4.2.1a")]
public sealed class OutgoingHosts(string allowedHosts, string privateHosts)
{
    private readonly HostList allowed = new(allowedHosts);
    private readonly HostList named = new(privateHosts);

    /// <summary>Whether an address leads to a host of the setting.</summary>
    public bool IsOnList(Uri address) =>
        named.Has(address) || (allowed.Has(address) && address.Scheme == Uri.UriSchemeHttps);

    /// <summary>Where an address of the list leads now.</summary>
    /// <exception cref="AddressRefusedException">Nowhere, or where nothing may be sent to.</exception>
    /// <exception cref="SocketException">The name is not found.</exception>
    public async Task<IPAddress[]> ResolveAsync(Uri address, CancellationToken ct)
    {
        var found = IsOnList(address) ? await Dns.GetHostAddressesAsync(address.IdnHost, ct) : [];
        var isPlain = address.Scheme != Uri.UriSchemeHttps;
        return found.Length > 0 && found.All(a => AddressRule.Allows(a, named.Has(address), isPlain))
            ? found : throw new AddressRefusedException();
    }

    /// <summary>Whether the host of an address on the list stands where it may be reached now.</summary>
    public async Task<bool> MayReachAsync(Uri address, CancellationToken ct)
    {
        try
        {
            await ResolveAsync(address, ct);
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

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var addresses = await ResolveAsync(context.InitialRequestMessage.RequestUri!, ct);
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
