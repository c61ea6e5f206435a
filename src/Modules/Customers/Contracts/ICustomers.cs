using FirstWindow.Platform;

namespace FirstWindow.Customers.Contracts;

/// <summary>What the desk shows of a customer before anything is revealed: masked on the server.</summary>
public sealed record MaskedCustomer(
    CustomerId Id, string Kind, string Segment, string Language, string Name, string? Phone, string? Card, int? Age);

/// <summary>Knows customers by their id or by a token of the bank's own app.</summary>
public interface ICustomers
{
    /// <summary>
    /// Checks a customer token (ES256, at most 5 minutes, each used once) and finds or makes the customer it names.
    /// </summary>
    Task<Result<CustomerId>> FindByTokenAsync(string token, CancellationToken ct);

    /// <summary>The masked card; none when the id is nobody's.</summary>
    Task<MaskedCustomer?> FindMaskedAsync(CustomerId id, CancellationToken ct);
}
