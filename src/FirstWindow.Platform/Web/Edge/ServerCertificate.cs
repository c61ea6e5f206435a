using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FirstWindow.Platform.Web;

/// <summary>The server's certificate, read again when its file was renewed: nobody restarts the server for
/// it.</summary>
internal sealed class ServerCertificate
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(30);
    private readonly Lock gate = new();
    private readonly string certificateFile;
    private readonly string keyFile;
    private readonly TimeProvider clock;
    private readonly bool mustBeTrusted;
    private Read read;

    /// <summary>Reads it.</summary>
    /// <exception cref="InvalidSettingException">The files hold no certificate with its key, or its time is
    /// over.</exception>
    public ServerCertificate(string certificateFile, string keyFile, TimeProvider clock, bool mustBeTrusted = false)
    {
        (this.certificateFile, this.keyFile, this.clock) = (certificateFile, keyFile, clock);
        this.mustBeTrusted = mustBeTrusted;
        try
        {
            read = Load();
        }
        catch (Exception fault) when (IsUnreadable(fault))
        {
            throw new InvalidSettingException(
                $"Section \"Https\": {certificateFile} and {keyFile} are not a certificate and its private key in PEM ({fault.Message})");
        }

        if (clock.GetUtcNow() > read.Leaf.NotAfter.ToUniversalTime())
        {
            throw new InvalidSettingException($"Section \"Https\": the certificate in {certificateFile} ended {read.Leaf.NotAfter:u}.");
        }
    }

    /// <summary>The certificate as it was at the start.</summary>
    public X509Certificate2 Leaf => read.Leaf;

    /// <summary>The certificate that holds now, with what leads to its root.</summary>
    public SslStreamCertificateContext Current
    {
        get
        {
            lock (gate)
            {
                if (clock.GetUtcNow() - read.At > LookEvery
                    && File.GetLastWriteTimeUtc(certificateFile) != read.Written)
                {
                    try
                    {
                        read = Load();
                    }
                    catch (Exception fault) when (IsUnreadable(fault))
                    {
                        read = read with { At = clock.GetUtcNow() }; // Half written: the old one holds on.
                    }
                }

                return read.Context;
            }
        }
    }

    private static bool IsUnreadable(Exception fault) =>
        fault is CryptographicException or IOException or UnauthorizedAccessException;

    private Read Load()
    {
        var written = File.GetLastWriteTimeUtc(certificateFile);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(certificateFile);
        var leaf = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
        if (mustBeTrusted && !IsTrusted(leaf, chain))
        {
            throw new CryptographicException("it does not lead to a root that this machine trusts");
        }

        return new(leaf, SslStreamCertificateContext.Create(leaf, chain, offline: true), written, clock.GetUtcNow());
    }

    // Whether it was revoked is for its owner to know; whoever connects asks that.
    private static bool IsTrusted(X509Certificate2 leaf, X509Certificate2Collection others)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ExtraStore.AddRange(others);
        return chain.Build(leaf);
    }

    private sealed record Read(
        X509Certificate2 Leaf, SslStreamCertificateContext Context, DateTime Written, DateTimeOffset At);
}
