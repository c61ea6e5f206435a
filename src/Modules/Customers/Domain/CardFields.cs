using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;
using FirstWindow.Platform;
using FirstWindow.Platform.Privacy;

namespace FirstWindow.Customers.Domain;

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

    /// <summary>Nothing but first and last sign of an identity number.</summary>
    public static string Number(string number) =>
        number.Length < 4 ? "****" : $"{number[..1]}{new string('*', number.Length - 2)}{number[^1..]}";

    /// <summary>a***@bank.cn keeps the first sign and the house.</summary>
    public static string Mail(string mail) => mail.IndexOf('@') is > 0 and var at ? $"{mail[..1]}***{mail[at..]}" : "***";

    /// <summary>An address keeps its city.</summary>
    public static string Address(string address) => address.Length <= 6 ? "***" : $"{address[..6]}***";

    /// <summary>There is something; nothing of it is shown.</summary>
    public static string All(string text) => "***";

    /// <summary>Shown as it is: it tells nobody who the customer is.</summary>
    public static string None(string text) => text;
}

/// <summary>Class of a field by what its leak would do (JR/T 0171-2020). C3, what only the customer may know, has no
/// field: it can be stored nowhere.</summary>
internal enum DataClass
{
    /// <summary>Of little harm by itself.</summary>
    C1,

    /// <summary>Tells who somebody is, or what they own.</summary>
    C2,
}

/// <summary>A field a card may have. What is not listed cannot be stored.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Class">C1 or C2.</param>
/// <param name="Retention">Which key it is under, and so how long it stays.</param>
/// <param name="Mask">How it is shown by default.</param>
/// <param name="IsWellFormed">Format and checksum.</param>
/// <param name="Purposes">For what it may be collected or shown: the field's row of the matrix.</param>
internal sealed record CardField(
    string Code, DataClass Class, RetentionClass Retention, Func<string, string> Mask, Func<string, bool> IsWellFormed,
    params IReadOnlyList<string> Purposes)
{
    /// <summary>Needs the customer's separate consent (中华人民共和国个人信息保护法, art. 29).</summary>
    public bool IsSensitive { get; init; }

    /// <summary>person or company; none for both.</summary>
    public string? OnlyFor { get; init; }
}

/// <summary>The fields of a card and, with <see cref="Purposes"/>, the matrix that decides what may be shown.</summary>
[Clause("A4.1.1")]
[Clause("A4.1.2a")]
[Clause("A4.2.1b")]
internal static partial class CardFields
{
    public const string Name = "name";
    public const string Phone = "phone";
    public const string Mail = "email";
    public const string BirthYear = "birth-year";
    public const string CardLast4 = "card";
    public const string IdNumber = "id-number";
    public const string Needs = "needs";
    public const string RiskLevel = "risk-level";

    /// <summary>Special needs the service adapts to.</summary>
    public static readonly IReadOnlyList<string> KnownNeeds =
        ["elder", "hearing", "sight", "language", "slow-speech", "large-text", "text-only", "teach-back", "acting"];

    public static readonly IReadOnlyList<CardField> All =
    [
        new(Name, DataClass.C2, RetentionClass.Identity, Masks.Name, IsText,
            "service", "verification", "complaint", "fraud", "lending", "wealth", "marketing", "sharing", "rights", "aml", "police"),
        new(Phone, DataClass.C2, RetentionClass.Identity, Masks.Phone, t => PhonePattern().IsMatch(t),
            "service", "verification", "complaint", "fraud", "lending", "wealth", "marketing", "sharing", "rights", "aml", "police"),
        new(BirthYear, DataClass.C2, RetentionClass.Identity, Masks.All, t => YearPattern().IsMatch(t),
            "service", "verification", "lending", "wealth", "rights", "aml", "police") { OnlyFor = "person" },
        new(CardLast4, DataClass.C2, RetentionClass.Identity, Masks.Card, t => Last4Pattern().IsMatch(t),
            "service", "verification", "complaint", "fraud", "rights", "aml", "police"),
        new(IdNumber, DataClass.C2, RetentionClass.Identity, Masks.Number, IsIdNumber,
            "verification", "fraud", "lending", "rights", "aml", "police") { OnlyFor = "person" },
        new("credit-code", DataClass.C1, RetentionClass.Identity, Masks.None, t => CreditPattern().IsMatch(t),
            "service", "verification", "lending", "sharing", "rights", "aml", "police") { OnlyFor = "company" },
        new("gender", DataClass.C1, RetentionClass.Profile, Masks.None, t => t is "f" or "m" or "other",
            "service", "lending", "rights") { OnlyFor = "person" },
        new(Mail, DataClass.C2, RetentionClass.Profile, Masks.Mail, t => MailPattern().IsMatch(t),
            "service", "complaint", "marketing", "sharing", "rights"),
        new("address", DataClass.C2, RetentionClass.Profile, Masks.Address, IsText, "service", "lending", "complaint", "rights"),
        new("occupation", DataClass.C1, RetentionClass.Profile, Masks.None, IsText, "lending", "wealth", "rights", "aml")
            { OnlyFor = "person" },
        new("income", DataClass.C2, RetentionClass.Profile, Masks.All, t => IncomePattern().IsMatch(t), "lending", "wealth", "rights", "aml")
            { IsSensitive = true },
        new(RiskLevel, DataClass.C1, RetentionClass.Profile, Masks.None, t => t is "1" or "2" or "3" or "4" or "5", "wealth", "rights")
            { OnlyFor = "person" },
        new(Needs, DataClass.C2, RetentionClass.Profile, Masks.None, AreNeeds, "service", "verification", "complaint", "fraud", "rights")
            { IsSensitive = true },
    ];

    private static readonly FrozenDictionary<string, CardField> ByCode =
        All.ToFrozenDictionary(f => f.Code, StringComparer.Ordinal);

    /// <summary>The field with this code.</summary>
    public static CardField? Find(string code) => ByCode.GetValueOrDefault(code);

    /// <summary>The codes of needs in a value.</summary>
    public static IReadOnlyList<string> NeedsOf(string value) =>
        value.Split(',', StringSplitOptions.RemoveEmptyEntries);

    private static bool AreNeeds(string value) =>
        NeedsOf(value) is { Count: > 0 } needs && needs.All(KnownNeeds.Contains);

    private static bool IsText(string value) => value.Length is >= 1 and <= 200 && !value.Any(char.IsControl);

    // GB 11643: the last sign is a checksum over the seventeen before.
    private static bool IsIdNumber(string value)
    {
        if (!IdPattern().IsMatch(value)
            || !DateOnly.TryParseExact(value[6..14], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            return false;
        }

        int[] weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        var sum = weights.Select((w, i) => w * (value[i] - '0')).Sum();
        return "10X98765432"[sum % 11] == value[17];
    }

    [GeneratedRegex(@"^[0-9+() -]{5,30}\z")]
    private static partial Regex PhonePattern();

    [GeneratedRegex(@"^(19|20)[0-9]{2}\z")]
    private static partial Regex YearPattern();

    [GeneratedRegex(@"^[0-9]{4}\z")]
    private static partial Regex Last4Pattern();

    [GeneratedRegex(@"^[0-9]{17}[0-9X]\z")]
    private static partial Regex IdPattern();

    [GeneratedRegex(@"^[0-9A-HJ-NPQRTUWXY]{18}\z")]
    private static partial Regex CreditPattern();

    [GeneratedRegex(@"^[^@\s]{1,64}@[^@\s]{1,100}\.[A-Za-z]{2,}\z")]
    private static partial Regex MailPattern();

    [GeneratedRegex(@"^[0-9]{1,9}\z")]
    private static partial Regex IncomePattern();
}
