using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FirstWindow.Tests;

/// <summary>A certificate for this machine, made for one test, in a folder of its own.</summary>
public sealed class TestCertificate : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("fw-tls-").FullName;

    /// <summary>Makes one.</summary>
    public TestCertificate() => Renew();

    /// <summary>The certificate in PEM.</summary>
    public string CertificateFile => Path.Combine(folder, "server.pem");

    /// <summary>Its key in PEM.</summary>
    public string KeyFile => Path.Combine(folder, "server.key");

    /// <summary>Settings of a server that speaks TLS with it.</summary>
    public Dictionary<string, string?> Settings => new()
    {
        ["Https:CertificateFile"] = CertificateFile,
        ["Https:KeyFile"] = KeyFile,
    };

    /// <summary>Its digest.</summary>
    public string Thumbprint { get; private set; } = string.Empty;

    /// <summary>A browser at the server's https that trusts this certificate alone; it keeps no cookies.</summary>
    public HttpClient Browser(FirstWindowApp app) => Browser(app.SecureAddress);

    /// <summary>The same at any address.</summary>
    public HttpClient Browser(Uri address)
    {
        var browser = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            SslOptions = new()
            {
                RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == Thumbprint,
            },
        })
        { BaseAddress = address };
        browser.DefaultRequestHeaders.Add("X-FirstWindow", "1"); // As our scripts do.
        return browser;
    }

    /// <summary>Puts another in its place.</summary>
    public void Renew(int days = 2)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-3), now.AddDays(days));
        Thumbprint = made.Thumbprint;
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(CertificateFile, made.ExportCertificatePem());
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(folder, recursive: true);
}
