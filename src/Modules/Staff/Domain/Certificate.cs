using System.Text.RegularExpressions;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Promises;
using FirstWindow.Staff.Contracts;

namespace FirstWindow.Staff.Domain;

/// <summary>What a trainer vouches for; expired or suspended it is worth nothing from that moment on.</summary>
internal sealed partial class Certificate
{
    public const int LevelMax = 3;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public StaffId Staff { get; init; }

    public required string Code { get; init; }

    /// <summary>Code of a queue or line, or <c>*</c>.</summary>
    public required string Scope { get; init; }

    public required string Language { get; init; }

    public int Level { get; private set; }

    public StaffId? GrantedBy { get; private set; }

    public DateTimeOffset GrantedAt { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    public DateTimeOffset? SuspendedAt { get; private set; }

    public string? SuspendedWhy { get; private set; }

    /// <summary>The promise to look at it again before it expires.</summary>
    public Guid? Promise { get; set; }

    public static Certificate Grant(StaffId staff, HeldCertificate held, StaffId? by, DateTimeOffset at) => new()
    {
        Staff = staff,
        Code = held.Code,
        Scope = held.Scope,
        Language = held.Language,
        Level = held.Level,
        GrantedBy = by,
        GrantedAt = at,
        ExpiresAt = held.ExpiresAt,
    };

    public HeldCertificate ToHeld() => new(Code, Scope, Language, Level, ExpiresAt);

    /// <summary>Granted anew: level and term as shown now, and no suspension any more.</summary>
    public void Renew(int level, DateTimeOffset expiresAt, StaffId by, DateTimeOffset at)
    {
        (Level, ExpiresAt, GrantedBy, GrantedAt) = (level, expiresAt, by, at);
        Restore();
    }

    public void Suspend(string why, DateTimeOffset at) => (SuspendedAt, SuspendedWhy) = (at, why);

    public void Restore() => (SuspendedAt, SuspendedWhy) = (null, null);

    /// <summary>What is wrong with a certificate that is to be granted; none when all is well.</summary>
    public static Error? Check(HeldCertificate held, DateTimeOffset at, long daysMax) =>
        !CodePattern().IsMatch(held.Code)
            || (held.Scope != HeldCertificate.Everywhere && !CodePattern().IsMatch(held.Scope))
            || !Post.Languages.Contains(held.Language) || held.Level is < 1 or > LevelMax ? CertificateErrors.Bad
        : held.ExpiresAt <= at || held.ExpiresAt > at + TimeSpan.FromDays(daysMax) ? CertificateErrors.BadTerm
        : null;

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{1,39}\z")]
    private static partial Regex CodePattern();
}

internal static class CertificateActs
{
    public static readonly Act Granted = new("certificate.granted", "A3.2.1", "A1.3.3");
    public static readonly Act Suspended = new("certificate.suspended", "A3.2.1");
    public static readonly Act Restored = new("certificate.restored", "A3.2.1");
}

internal static class CertificatePromises
{
    /// <summary>To look at a certificate again before it expires. Its time allowed is the last hundred days: the
    /// warnings come thirty and seven days before.</summary>
    public static readonly PromiseKind Renewal = new("certificate-renewal", [70, 93], Role.Supervisor);

    public static readonly TimeSpan LookAhead = TimeSpan.FromDays(100);
}

internal static class CertificatePolicies
{
    public static readonly Policy DaysMax = new(
        "certificate.days-max", 730, "天", 30, 3_650, "FirstWindow 默认值", "上岗证书一次最长授予多久",
        "Longest time a certificate is granted for");
}

internal static class CertificateErrors
{
    public static readonly Error NotFound = new(
        ErrorKind.NotFound, "certificate.not-found", "There is no such certificate.");

    public static readonly Error Bad = new(ErrorKind.Invalid, "certificate.bad",
        "A certificate has a code, a queue, a line or * as its scope, zh or en, and a level from 1 to 3.");

    public static readonly Error BadTerm = new(ErrorKind.Invalid, "certificate.term",
        "A certificate expires in the future, within the longest term of the policy.");

    public static readonly Error NoReason = new(
        ErrorKind.Invalid, "certificate.reason", "Say in 4 to 200 characters why it is suspended.");

    public static readonly Error Oneself = new(ErrorKind.Refused, "certificate.oneself",
        "Nobody certifies themselves; ask another trainer.", "A3.2.1");
}
