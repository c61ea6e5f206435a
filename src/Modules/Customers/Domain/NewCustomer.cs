using System.Globalization;
using System.Text.RegularExpressions;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;

namespace FirstWindow.Customers.Domain;

/// <summary>What the bank's own books say of a customer, before any of it is encrypted.</summary>
internal sealed partial record NewCustomer(
    string Reference, string Name, string Kind, string Segment, string Language, int? BirthYear, string? Phone,
    string? CardLast4)
{
    /// <summary>Special needs the bank's books know of, with consent given there.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>Its fields, without what is not known.</summary>
    public IEnumerable<(string Code, string Value)> Fields()
    {
        (string Code, string? Value)[] fields =
        [
            (CardFields.Name, Name), (CardFields.Phone, Phone), (CardFields.CardLast4, CardLast4),
            (CardFields.BirthYear, BirthYear?.ToString(CultureInfo.InvariantCulture)),
            (CardFields.Needs, string.Join(',', Needs.Where(CardFields.KnownNeeds.Contains))),
        ];
        return fields.Where(f => !string.IsNullOrEmpty(f.Value)).Select(f => (f.Code, f.Value!));
    }

    /// <summary>What is wrong with it; none when all is well.</summary>
    public Error? Check() =>
        !ReferencePattern().IsMatch(Reference) ? CustomerErrors.BadReference
        : Name.Length is < 1 or > 80 || Name.Any(char.IsControl) ? CustomerErrors.BadName
        : Kind is not ("person" or "company") ? CustomerErrors.BadKind
        : !SegmentPattern().IsMatch(Segment) ? CustomerErrors.BadSegment
        : Language is not ("zh" or "en") ? CustomerErrors.BadLanguage
        : BirthYear is < 1900 or > 2100 ? CustomerErrors.BadBirthYear
        : Phone is not null && !CardFields.Find(CardFields.Phone)!.IsWellFormed(Phone) ? CustomerErrors.BadPhone
        : CardLast4 is not null && !CardFields.Find(CardFields.CardLast4)!.IsWellFormed(CardLast4)
            ? CustomerErrors.BadCard
        : null;

    [GeneratedRegex(@"^[0-9A-Za-z-]{1,40}\z")]
    private static partial Regex ReferencePattern();

    [GeneratedRegex(@"^[a-z-]{1,40}\z")]
    private static partial Regex SegmentPattern();
}

internal static class CustomerActs
{
    /// <summary>Customers came in from a file; the detail says how many.</summary>
    public static readonly Act Imported = new("customers.imported");
}

internal static class CustomerPermissions
{
    /// <summary>Bring the bank's books in; what is there already is never shown.</summary>
    public static readonly Permission Import = new("customers.import", Role.Administrator, Role.RightsDesk)
    {
        OpensCustomers = true,
    };
}
