using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;

namespace FirstWindow.Staff.Domain;

/// <summary>A key of a person's own device, of which only the public half is here. The device uses it after it has
/// checked who holds it, by finger, face or PIN.</summary>
internal sealed class Passkey
{
    /// <summary>How many one person may have.</summary>
    public const int Most = 10;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public StaffId Staff { get; init; }

    /// <summary>What its owner calls it.</summary>
    public required string Name { get; init; }

    /// <summary>What the device knows it by.</summary>
    public required byte[] Credential { get; init; }

    /// <summary>As the device has told it, in COSE.</summary>
    public required byte[] PublicKey { get; init; }

    /// <summary>The device's own count of its signatures; zero where it counts none.</summary>
    public long UsesCounted { get; private set; }

    /// <summary>Whether the device may hand it to other devices of the same person.</summary>
    public bool MayBeCopied { get; init; }

    public DateTimeOffset AddedAt { get; init; }

    public DateTimeOffset? UsedAt { get; private set; }

    /// <summary>The count the device began with.</summary>
    public static Passkey Begin(
        StaffId staff, string name, byte[] credential, byte[] publicKey, long usesCounted, bool mayBeCopied,
        DateTimeOffset at) => new()
        {
            Staff = staff,
            Name = name,
            Credential = credential,
            PublicKey = publicKey,
            UsesCounted = usesCounted,
            MayBeCopied = mayBeCopied,
            AddedAt = at,
        };

    /// <summary>Notes a use.</summary>
    /// <returns>Whether the count went on; one that stands or goes back betrays a copy of the key.</returns>
    public bool Use(long usesCounted, DateTimeOffset at)
    {
        if (usesCounted <= UsesCounted && (usesCounted, UsesCounted) is not (0, 0))
        {
            return false;
        }

        (UsesCounted, UsedAt) = (usesCounted, at);
        return true;
    }
}

/// <summary>What a challenge was made for.</summary>
internal enum PasskeyPurpose
{
    /// <summary>Adding a passkey; the own code was asked for first.</summary>
    Add,

    /// <summary>Signing in.</summary>
    SignIn,

    /// <summary>Opening the own locked desk.</summary>
    Unlock,
}

/// <summary>What a browser was asked to sign: for one purpose, one session where there is one, and once.</summary>
internal sealed class PasskeyChallenge
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(3);

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public PasskeyPurpose Purpose { get; init; }

    public StaffId? Staff { get; init; }

    public Guid? Session { get; init; }

    /// <summary>What the check needs to know again.</summary>
    public required string State { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }
}

internal static class PasskeyActs
{
    public static readonly Act Added = new("passkey.added", "A4.2.3b");
    public static readonly Act Refused = new("passkey.refused", "A4.2.3b");
    public static readonly Act Ended = new("passkey.ended", "A4.2.3b");
}

/// <summary>Why a passkey was refused; only the journal knows.</summary>
internal static class PasskeyReasons
{
    public const string Off = "off";
    public const string Account = "account";
    public const string Password = "password";
    public const string Challenge = "challenge";
    public const string Unknown = "unknown-passkey";
    public const string Origin = "origin";
    public const string Proof = "proof";
    public const string Copy = "copy";
    public const string MayBeCopied = "may-be-copied";
}

internal static class PasskeyErrors
{
    public static readonly Error Off = new(ErrorKind.Refused, "passkey.off",
        "This bank does not use passkeys.", "A4.2.3b");

    public static readonly Error Refused = new(ErrorKind.Refused, "passkey.refused",
        "The passkey was not taken: it came too late, from another address, or the device did not check who holds it.",
        "A4.2.3b");

    public static readonly Error BadName = new(
        ErrorKind.Invalid, "passkey.name", "A passkey's name has 1 to 40 characters on one line.");

    public static readonly Error Known = new(
        ErrorKind.Conflict, "passkey.known", "This passkey is in use already; please take another device.");

    public static readonly Error TooMany = new(
        ErrorKind.Conflict, "passkey.too-many", $"You have {Passkey.Most} passkeys; please end one first.");

    public static readonly Error NotFound = new(
        ErrorKind.NotFound, "passkey.not-found", "You have no such passkey.");
}
