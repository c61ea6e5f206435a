using FirstWindow.Platform;

namespace FirstWindow.Customers.Domain;

/// <summary>A person or company known to the bank, as little of it as a conversation needs.</summary>
internal sealed class Customer
{
    public CustomerId Id { get; init; } = CustomerId.New();

    /// <summary>The bank's own number of the customer: the <c>sub</c> of its tokens.</summary>
    public required string Reference { get; init; }

    /// <summary>person or company.</summary>
    public required string Kind { get; init; }

    public required string Segment { get; init; }

    public required string Language { get; init; }

    public int? BirthYear { get; init; }

    public string? CardLast4 { get; init; }

    /// <summary>The key of the customer's identity fields.</summary>
    public Guid KeyId { get; init; }

    /// <summary>Encrypted.</summary>
    public required byte[] Name { get; init; }

    /// <summary>Encrypted.</summary>
    public byte[]? Phone { get; init; }
}

/// <summary>The number of a token that was used: it is refused when it comes again.</summary>
internal sealed class UsedToken
{
    public required string Jti { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>How personal data is shown by default (JR/T 0171-2020, annex A; the bank's compliance staff confirm the
/// masks).</summary>
[Clause("A4.2.1b")]
public static class Masks
{
    /// <summary>张三丰 is 张**; a company keeps its first two characters.</summary>
    public static string Name(string name) =>
        name.Length <= 1 ? "*" : name[..1] + new string('*', Math.Min(name.Length - 1, 2));

    /// <summary>13812345678 is 138****5678.</summary>
    public static string Phone(string phone) => phone.Length < 8 ? "****" : $"{phone[..3]}****{phone[^4..]}";

    /// <summary>Only the last four digits are known at all.</summary>
    public static string Card(string last4) => $"**** {last4}";
}

internal static class CustomerErrors
{
    /// <summary>One answer for every fault of a token.</summary>
    public static readonly Error BadToken =
        new(ErrorKind.Invalid, "customer-token.refused",
            "The customer token is not valid, has expired or was used before.", "A4.4.1");

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
