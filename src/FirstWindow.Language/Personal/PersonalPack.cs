using System.Buffers;
using FirstWindow.Language.Rules;

namespace FirstWindow.Language.Personal;

/// <summary>The words by which personal data is known (<c>packs/personal.yaml</c>).</summary>
internal sealed class PersonalPack
{
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

    /// <summary>Texts whose personal data stands between ‹ and ›.</summary>
    public List<string> Examples { get; init; } = [];

    /// <summary>Texts that hold none.</summary>
    public List<string> CounterExamples { get; init; } = [];
}

/// <summary>The words of <c>packs/personal.yaml</c>, ready to be looked up.</summary>
internal sealed class PersonalWords
{
    public PersonalWords(PersonalPack pack)
    {
        Pack = pack;
        for (var i = 0; i < pack.BeforeName.Count; i++)
        {
            BeforeName.Add(pack.BeforeName[i], i);
        }

        WeakBeforeName = [.. pack.WeakBeforeName];
        Surnames = SearchValues.Create(pack.Surnames);
        GivenNames = SearchValues.Create(pack.GivenNames);
        EnglishFirstNames = [.. pack.EnglishFirstNames];
    }

    public PersonalPack Pack { get; }

    /// <summary>What stands right before a name, by its place in the pack.</summary>
    public PhraseTrie BeforeName { get; } = new();

    public HashSet<string> WeakBeforeName { get; }

    public SearchValues<char> Surnames { get; }

    public SearchValues<char> GivenNames { get; }

    public HashSet<string> EnglishFirstNames { get; }
}
