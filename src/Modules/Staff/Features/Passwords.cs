using FirstWindow.Platform;
using FirstWindow.Platform.Bank;
using FirstWindow.Platform.Policies;
using FirstWindow.Staff.Domain;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace FirstWindow.Staff.Features;

/// <summary>How passwords are judged by what holds now, and hashed: PBKDF2 with SHA-512, slow on purpose. Only so many
/// are hashed at once: whoever tries passwords in crowds takes the processors from nobody.</summary>
internal sealed class Passwords(PolicyBook policies, BankBook bank, PasswordOptions options, HashSlots slots)
{
    /// <summary>Rounds of the hash. A hash with fewer is made anew at the next sign-in.</summary>
    public const int Rounds = 210_000;

    /// <summary>Where kinds are not asked for, length is.</summary>
    private const int CharsWithoutKinds = 12;

    private static readonly PasswordHasher<StaffMember> Hasher =
        new(Options.Create(new PasswordHasherOptions { IterationCount = Rounds }));

    private static readonly string NobodysHash = Hash(Guid.NewGuid().ToString());

    public static string Hash(string password) => Hasher.HashPassword(null!, password);

    /// <summary>Compares as slowly for who has no password, or does not exist: time tells nothing.</summary>
    public Task<Result<PasswordVerificationResult>> VerifyAsync(
        StaffMember? staff, string password, CancellationToken ct) => slots.RunAsync(() =>
        Hasher.VerifyHashedPassword(
            null!, staff is { IsReady: true } ? staff.PasswordHash : NobodysHash, password), ct);

    /// <summary>Hashes a new password.</summary>
    public Task<Result<string>> HashAsync(string password, CancellationToken ct) =>
        slots.RunAsync(() => Hash(password), ct);

    /// <summary>How long a password must be.</summary>
    public long CharsMin =>
        Math.Max(policies[StaffPolicies.PasswordCharsMin], TakesAnyKind ? CharsWithoutKinds : 0);

    /// <summary>How many kinds of characters it must have; one says nothing.</summary>
    public long KindsMin => TakesAnyKind ? 1 : policies[StaffPolicies.PasswordKindsMin];

    private bool TakesAnyKind => options.Profile is PasswordProfile.Asvs;

    /// <summary>Why a new password is refused; none when it is good.</summary>
    public Error? Check(string password, string userName) => PasswordRules.Check(
            password, [userName, bank.Current.NameZh, bank.Current.NameEn], CharsMin, KindsMin)
        ?? (LeakedPasswords.Hold(password) || IsStolen(password) ? StaffErrors.PasswordLeaked : null);

    private bool IsStolen(string password) =>
        options.BreachedFile.Length > 0 && StolenPasswords.Hold(options.BreachedFile, password);
}
