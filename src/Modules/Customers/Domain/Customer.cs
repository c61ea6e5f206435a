using FirstWindow.Platform;

namespace FirstWindow.Customers.Domain;

/// <summary>A person or company known to the bank. What is known stands in <see cref="CustomerField"/>s.</summary>
internal sealed class Customer
{
    public CustomerId Id { get; init; } = CustomerId.New();

    /// <summary>The bank's own number of the customer: the <c>sub</c> of its tokens.</summary>
    public required string Reference { get; set; }

    /// <summary>person or company.</summary>
    public required string Kind { get; init; }

    public required string Segment { get; set; }

    public required string Language { get; set; }

    /// <summary>The key of the customer's identity fields, which the law keeps longest.</summary>
    public Guid KeyId { get; init; }

    /// <summary>The key of what is kept only as long as the customer wants; none before there is any.</summary>
    public Guid? ProfileKeyId { get; set; }

    /// <summary>When the customer left the bank: the legal term of the identity begins.</summary>
    public DateTimeOffset? EndedAt { get; set; }
}

/// <summary>Where a field's value stands with the truth.</summary>
internal enum FieldState
{
    /// <summary>Somebody said so.</summary>
    Unverified,

    /// <summary>Checked against a document, the bank's books or with the customer.</summary>
    Verified,

    /// <summary>Somebody doubts it: a promise to ask the customer is open.</summary>
    Doubted,
}

/// <summary>One thing the bank knows of a customer, encrypted by itself.</summary>
internal sealed class CustomerField
{
    public CustomerId Customer { get; init; }

    /// <summary>Code of its <see cref="CardField"/>.</summary>
    public required string Code { get; init; }

    public required byte[] Value { get; set; }

    /// <summary>Where the value comes from.</summary>
    public required string Source { get; set; }

    public FieldState State { get; set; }

    /// <summary>What it was collected for.</summary>
    public required string Purpose { get; set; }

    public DateTimeOffset At { get; set; }

    public Guid? RecordedBy { get; set; }
}

/// <summary>Keyed digest of a value by which a customer is found; the value itself is not stored.</summary>
internal sealed class CustomerLookup
{
    public required byte[] Digest { get; init; }

    public CustomerId Customer { get; init; }

    public required string Code { get; init; }
}

/// <summary>A record of before the card had fields; it is moved at the start and is gone then.</summary>
internal sealed class BookRow
{
    public CustomerId Id { get; init; }

    public required string Reference { get; init; }

    public required string Kind { get; init; }

    public required string Segment { get; init; }

    public required string Language { get; init; }

    public int? BirthYear { get; init; }

    public string? CardLast4 { get; init; }

    public Guid KeyId { get; init; }

    public required byte[] Name { get; init; }

    public byte[]? Phone { get; init; }
}

/// <summary>The number of a token that was used: it is refused when it comes again.</summary>
internal sealed class UsedToken
{
    public required string Jti { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }
}

internal static class CustomerErrors
{
    /// <summary>One answer for every fault of a token.</summary>
    public static readonly Error BadToken =
        new(ErrorKind.Invalid, "customer-token.refused",
            "The customer token is not valid, has expired or was used before.", "A4.4.1")
        { CountsAs = EdgeKinds.CustomerToken };

    public static readonly Error BadReference = new(
        ErrorKind.Invalid, "customer.reference", "A reference has 1 to 40 letters, digits or hyphens.");

    public static readonly Error BadName = new(ErrorKind.Invalid, "customer.name", "A name has 1 to 80 characters.");

    public static readonly Error BadKind = new(
        ErrorKind.Invalid, "customer.kind", "The kind is person or company.");

    public static readonly Error BadSegment = new(
        ErrorKind.Invalid, "customer.segment", "A segment is a code of small letters and hyphens.");

    public static readonly Error BadLanguage = new(
        ErrorKind.Invalid, "customer.language", "The language is zh or en.");

    public static readonly Error BadBirthYear = new(
        ErrorKind.Invalid, "customer.birth-year", "The year of birth has four digits.");

    public static readonly Error BadPhone = new(
        ErrorKind.Invalid, "customer.phone", "The telephone number is not one.");

    public static readonly Error BadCard = new(
        ErrorKind.Invalid, "customer.card", "Only the last four digits of a card are kept.");
}
