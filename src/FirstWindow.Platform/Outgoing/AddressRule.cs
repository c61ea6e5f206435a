using System.Net;
using System.Net.Sockets;

namespace FirstWindow.Platform.Outgoing;

/// <summary>Which network addresses may be connected to: public ones, and private ones only for hosts that the
/// installation names.</summary>
public static class AddressRule
{
    // Nobody's service: link-local (where clouds keep their credentials), multicast, reserved, and the ranges that
    // carry an IPv4 address inside an IPv6 one.
    private static readonly IPNetwork[] Never =
    [
        .. new[]
        {
            "0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "198.18.0.0/15", "224.0.0.0/3", "::/128", "fe80::/10",
            "fec0::/10", "ff00::/8", "64:ff9b::/32", "2001::/32", "2002::/16", "100::/64",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork[] Private =
    [
        .. new[] { "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7" }
            .Select(IPNetwork.Parse),
    ];

    /// <summary>Whether an address may be connected to.</summary>
    /// <param name="address">As the name was resolved.</param>
    /// <param name="isNamed">Whether the installation names this host as one with a private address.</param>
    /// <param name="isPlain">Whether nothing is encrypted: then it must be this very machine.</param>
    public static bool Allows(IPAddress address, bool isNamed, bool isPlain)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6
            && !Never.Any(n => n.Contains(plain))
            && (isNamed || !Private.Any(n => n.Contains(plain)))
            && (!isPlain || IPAddress.IsLoopback(plain));
    }
}
