using System.Net;
using Npgsql;

namespace FirstWindow.Platform.Storage;

/// <summary>The way to PostgreSQL: everything the house knows goes over it, so it leaves this machine only inside TLS
/// with the server's name verified.</summary>
internal static class PostgresWay
{
    /// <summary>Looks at every host of a connection string.</summary>
    /// <exception cref="InvalidSettingException">One is another machine, and TLS is not verified.</exception>
    public static void Check(NpgsqlConnectionStringBuilder settings, bool mayBePlain)
    {
        var outside = (settings.Host ?? string.Empty).Split(',', StringSplitOptions.TrimEntries)
            .FirstOrDefault(h => !IsHere(h));
        if (outside is not null && settings.SslMode is not SslMode.VerifyFull && !mayBePlain)
        {
            throw new InvalidSettingException(
                $"PostgreSQL on {outside} needs \"SSL Mode=VerifyFull\" in the connection string (and \"Root Certificate\" for a private authority); see docs/operations.md.");
        }
    }

    // None, a folder of sockets, or an address of this machine; with or without a port.
    private static bool IsHere(string host)
    {
        if (host.Length == 0 || host[0] is '/' or '@')
        {
            return true;
        }

        var name = host[0] is '[' ? host[..(host.IndexOf(']') + 1)]
            : host.Count(c => c == ':') == 1 ? host[..host.IndexOf(':')] : host;
        return string.Equals(name, "localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(name.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
    }
}
