using FirstWindow.Platform;

namespace FirstWindow.Customers.Contracts;

/// <summary>What the desk shows of a customer before anything is revealed: masked on the server.</summary>
public sealed record MaskedCustomer(
    CustomerId Id, string Kind, string Segment, string Language, string Name, string? Phone, string? Card, int? Age)
{
    /// <summary>Special needs that wording, format and routing adapt to.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>Whether somebody may act for the customer today.</summary>
    public bool IsActedFor { get; init; }

    /// <summary>Whether offers may be shown: the customer agreed and has not refused.</summary>
    public bool MayBeOffered { get; init; }

    /// <summary>Whether a person comes first: old, or in need of help.</summary>
    public bool NeedsPersonFirst(long elderAge) =>
        Age >= elderAge || Needs.Any(n => n is "elder" or "hearing" or "sight" or "slow-speech" or "teach-back");
}

/// <summary>Knows customers by their id or by a token of the bank's own app.</summary>
public interface ICustomers
{
    /// <summary>
    /// Checks a customer token (ES256, at most 5 minutes, each used once) and finds or makes the customer it names.
    /// </summary>
    Task<Result<CustomerId>> FindByTokenAsync(string token, CancellationToken ct);

    /// <summary>Whom a customer token names, without using it; none when the house does not know that customer yet.
    /// </summary>
    Task<Result<CustomerId?>> LookByTokenAsync(string token, CancellationToken ct);

    /// <summary>The customer with this number in the bank's records; none when it is nobody's.</summary>
    Task<CustomerId?> FindByReferenceAsync(string reference, CancellationToken ct);

    /// <summary>The masked card; none when the id is nobody's.</summary>
    Task<MaskedCustomer?> FindMaskedAsync(CustomerId id, CancellationToken ct);

    /// <summary>What tells who the customer is, word for word: to be covered in texts, never to be shown.</summary>
    Task<IReadOnlyList<string>> FindWordsToCoverAsync(CustomerId id, CancellationToken ct);

    /// <summary>Where a text calls a person by the bare name, without 先生, 女士 or another address.</summary>
    Task<(int Start, int Length)?> FindBareNameAsync(CustomerId id, string text, CancellationToken ct);
}

/// <summary>One contact of a customer, for the timeline: no words of it.</summary>
public sealed record CustomerContact(
    ConversationId Id, string Reference, string Channel, DateTimeOffset At, string State, string? Category,
    string? Outcome, int? Rating);

/// <summary>What the owner of the conversations tells about them; implemented there.</summary>
public interface ICustomerContacts
{
    /// <summary>Whose contact this is, if it is in this colleague's hands now.</summary>
    Task<CustomerId?> FindCustomerAsync(ConversationId contact, StaffId servedBy, CancellationToken ct);

    /// <summary>The open contact by which this colleague serves this customer now.</summary>
    Task<ConversationId?> FindContactAsync(CustomerId customer, StaffId servedBy, CancellationToken ct);

    /// <summary>The customer's contacts, newest first.</summary>
    Task<IReadOnlyList<CustomerContact>> ListAsync(CustomerId customer, CancellationToken ct);

    /// <summary>Keys of conversations closed before a moment, when the last other one closed, if one is open.</summary>
    Task<(IReadOnlyList<Guid> Over, DateTimeOffset? LastClosed, bool IsAnyOpen)> FindKeysAsync(
        CustomerId customer, DateTimeOffset closedBefore, CancellationToken ct);
}
