using System.ComponentModel.DataAnnotations;
using System.Net;

namespace FirstWindow.Platform.Web;

/// <summary>Section "Https": TLS in the server itself, and whether anything else is answered.</summary>
public sealed class HttpsOptions : IValidatableObject
{
    /// <summary>PEM file: the server's certificate, then those that lead to its root. None: no TLS here, a proxy ends
    /// it.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>PEM file with the certificate's private key.</summary>
    public string? KeyFile { get; set; }

    /// <summary>Port, on every address of the machine.</summary>
    [Range(1, 65_535)]
    public int Port { get; set; } = 8443;

    /// <summary>Refuse what did not come by https, except from this very machine and for <c>/health</c>.</summary>
    public bool Required { get; set; }

    /// <summary>The certificate must lead to a root that this machine trusts, as everybody's browser must.</summary>
    public bool Trusted { get; set; }

    /// <summary>Whether the server itself speaks TLS.</summary>
    public bool IsOn => !string.IsNullOrEmpty(CertificateFile);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IsOn == string.IsNullOrEmpty(KeyFile))
        {
            yield return new("CertificateFile and KeyFile are set together or not at all.");
        }
    }
}

/// <summary>Section "Proxy": who may say from where, and by https or not, a request came.</summary>
public sealed class ProxyOptions : IValidatableObject
{
    /// <summary>Addresses or networks (10.0.0.5, 10.1.0.0/24, ::1) of the bank's own proxies, separated by blanks.
    /// Nobody when empty: forwarded headers then say nothing.</summary>
    public string Known { get; set; } = string.Empty;

    /// <summary>The networks; an address is one of a single machine.</summary>
    public IEnumerable<IPNetwork> Networks => Entries.Select(Parse).OfType<IPNetwork>();

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => Entries
        .Where(e => Parse(e) is not { PrefixLength: > 0 })
        .Select(e => new ValidationResult($"Known holds {e}, which is neither an address nor a network such as 10.1.0.0/24."));

    private string[] Entries => Known.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static IPNetwork? Parse(string entry) =>
        IPAddress.TryParse(entry, out var address)
            ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
            : IPNetwork.TryParse(entry, out var network) ? network : null;
}
