using FirstWindow.Platform;

namespace FirstWindow.Customers.Domain;

/// <summary>A card opened without a contact, for an approved purpose; somebody else takes a second look.</summary>
internal sealed class BrokenGlass
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public CustomerId Customer { get; init; }

    public StaffId Staff { get; init; }

    public required string Purpose { get; init; }

    /// <summary>Encrypted under the customer's key: people write names into reasons.</summary>
    public required byte[] Reason { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>When the card shuts again.</summary>
    public DateTimeOffset Until { get; init; }

    public StaffId? ReviewedBy { get; set; }

    public DateTimeOffset? ReviewedAt { get; set; }

    public bool? IsJustified { get; set; }
}

/// <summary>Somebody who may act for the customer, within a scope and until a day.</summary>
internal sealed class ActingPerson
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public CustomerId Customer { get; init; }

    public required string Relation { get; init; }

    public required string Scope { get; init; }

    /// <summary>Encrypted name.</summary>
    public required byte[] Person { get; init; }

    /// <summary>Number of the document that authorises, and where it lies.</summary>
    public required string Evidence { get; init; }

    public DateTimeOffset Until { get; init; }

    public StaffId RecordedBy { get; init; }

    public DateTimeOffset At { get; init; }

    public DateTimeOffset? EndedAt { get; set; }
}

/// <summary>A word of the customer on a purpose.</summary>
internal enum ConsentDecision
{
    Given,

    Refused,

    Withdrawn,
}

/// <summary>One decision of a customer, with its evidence; never changed, only followed by the next.</summary>
internal sealed class Consent
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public CustomerId Customer { get; init; }

    public required string Purpose { get; init; }

    public ConsentDecision Decision { get; init; }

    /// <summary>Version of the wording that was shown.</summary>
    public int Wording { get; init; }

    public required string Channel { get; init; }

    /// <summary>The conversation in which it was said, where there is one.</summary>
    public Guid? Evidence { get; init; }

    /// <summary>Who wrote it down; none when the customer decided alone.</summary>
    public Guid? RecordedBy { get; init; }

    public DateTimeOffset At { get; init; }
}

/// <summary>How a consent was asked for, in a version.</summary>
internal sealed class ConsentWording
{
    public required string Purpose { get; init; }

    public int Version { get; init; }

    public required string Chinese { get; init; }

    public required string English { get; init; }

    public DateTimeOffset InForceFrom { get; init; }
}

/// <summary>Where a request stands.</summary>
internal enum RightsState
{
    Open,

    Fulfilled,

    Refused,
}

/// <summary>What a customer demands of the bank over the own data.</summary>
internal sealed class RightsRequest
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public CustomerId Customer { get; init; }

    /// <summary>view, copy, correct, delete, withdraw or explain.</summary>
    public required string Kind { get; init; }

    /// <summary>The customer's words, encrypted.</summary>
    public byte[]? Words { get; init; }

    public RightsState State { get; set; }

    public DateTimeOffset MadeAt { get; init; }

    public StaffId? DecidedBy { get; set; }

    public DateTimeOffset? DecidedAt { get; set; }

    /// <summary>The legal ground of a refusal.</summary>
    public string? Ground { get; set; }

    /// <summary>What the customer is told, encrypted.</summary>
    public byte[]? Answer { get; set; }

    /// <summary>Until when a copy may be fetched.</summary>
    public DateTimeOffset? CopyUntil { get; set; }
}

/// <summary>A reason of law for which nothing of a customer may be erased.</summary>
internal sealed class LegalHold
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public CustomerId Customer { get; init; }

    public required string Ground { get; init; }

    public StaffId PlacedBy { get; init; }

    public DateTimeOffset PlacedAt { get; init; }

    public StaffId? LiftedBy { get; set; }

    public DateTimeOffset? LiftedAt { get; set; }
}

/// <summary>Where data that is to leave the house stands.</summary>
internal enum ReleaseState
{
    Requested,

    Approved,

    Refused,
}

/// <summary>Data that leaves the house: one customer's to a recipient, or a segment's as an export.</summary>
internal sealed class Release
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>share or export.</summary>
    public required string Kind { get; init; }

    /// <summary>Whose data, of a share.</summary>
    public CustomerId? Customer { get; init; }

    /// <summary>Whose data, of an export.</summary>
    public string? Segment { get; init; }

    public required string Recipient { get; init; }

    public required string Purpose { get; init; }

    /// <summary>Codes of the fields, the fewest that serve the purpose.</summary>
    public required string Fields { get; init; }

    /// <summary>What was found out about the recipient: basis, ability, limits; codes only.</summary>
    public required string Assessment { get; init; }

    public StaffId RequestedBy { get; init; }

    public DateTimeOffset RequestedAt { get; init; }

    public ReleaseState State { get; set; }

    public StaffId? DecidedBy { get; set; }

    public DateTimeOffset? DecidedAt { get; set; }

    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>How often it was fetched.</summary>
    public int Fetched { get; set; }

    /// <summary>The key of the file, under the master key; none before it was shown and after the last
    /// download.</summary>
    public byte[]? FileKey { get; set; }

    /// <summary>When the key was shown, the one time.</summary>
    public DateTimeOffset? KeyShownAt { get; set; }
}
