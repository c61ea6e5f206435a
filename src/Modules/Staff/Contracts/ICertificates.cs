using FirstWindow.Platform;

namespace FirstWindow.Staff.Contracts;

/// <summary>What a person has shown to be able to do, in a language, until a day.</summary>
/// <param name="Code">What was shown, e.g. <c>general</c>.</param>
/// <param name="Scope">Code of the one queue or line it is for; <c>*</c> for all.</param>
/// <param name="Language">Language it was shown in.</param>
/// <param name="Level">1 to 3.</param>
/// <param name="ExpiresAt">From when it is worth nothing.</param>
public sealed record HeldCertificate(string Code, string Scope, string Language, int Level, DateTimeOffset ExpiresAt)
{
    /// <summary>The scope of a certificate for every queue that asks for its code.</summary>
    public const string Everywhere = "*";
}

/// <summary>What a queue asks of whoever serves it.</summary>
public sealed record NeededCertificate(string Code, string Queue, string Line, string Language, int LevelMin);

/// <summary>A queue or line certificates can be granted for, and the certificate it asks for.</summary>
public sealed record CertificateScope(string Scope, string Name, string Certificate);

/// <summary>Knows what certificates can be for; implemented by the owner of the queues.</summary>
public interface ICertificateScopes
{
    /// <summary>Every queue and line in force.</summary>
    ValueTask<IReadOnlyList<CertificateScope>> AllAsync(bool inEnglish, CancellationToken ct);
}
