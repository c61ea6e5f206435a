using FirstWindow.Language.Rules;

namespace FirstWindow.Language.Personal;

/// <summary>The words by which personal data is known (<c>packs/personal.yaml</c>).</summary>
internal sealed class PersonalPack
{
    public static PersonalPack Shipped { get; } = PackFile.Read<PersonalPack>("personal.yaml");

    public string Id { get; init; } = "";
    public string Source { get; init; } = "";
    public string Surnames { get; init; } = "";
    public List<string> DoubleSurnames { get; init; } = [];
    public List<string> BeforeName { get; init; } = [];
    public List<string> WeakBeforeName { get; init; } = [];
    public List<string> AfterName { get; init; } = [];
    public List<string> FollowsName { get; init; } = [];
    public List<string> EnglishFirstNames { get; init; } = [];
    public string GivenNames { get; init; } = "";
    public List<string> NotNames { get; init; } = [];
    public List<string> Provinces { get; init; } = [];
    public List<string> Cities { get; init; } = [];
    public string PlateProvinces { get; init; } = "";
    public List<string> IdWords { get; init; } = [];
    public List<string> CardWords { get; init; } = [];
    public List<string> AccountWords { get; init; } = [];
    public List<string> PassportWords { get; init; } = [];
    public List<string> PermitWords { get; init; } = [];
}
