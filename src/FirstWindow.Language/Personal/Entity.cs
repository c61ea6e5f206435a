namespace FirstWindow.Language.Personal;

/// <summary>One piece of personal data in a text, in UTF-16 units, with its class by JR/T 0171-2020.</summary>
internal readonly record struct Entity(string Type, int Start, int Length, string Class);

/// <summary>The types of personal data by their names in the command line.</summary>
internal static class EntityTypes
{
    public const string Phone = "phone";
    public const string IdNumber = "id-number";
    public const string BankCard = "bank-card";
    public const string Email = "email";
    public const string Person = "person";
    public const string Address = "address";
    public const string OneTimeCode = "one-time-code";
    public const string Password = "password";
    public const string CardSecurityCode = "card-security-code";
    public const string Passport = "passport";
    public const string Permit = "permit";
    public const string Plate = "plate";
    public const string Account = "account";
}
