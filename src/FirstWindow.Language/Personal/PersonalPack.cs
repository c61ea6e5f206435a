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
    public List<string> NameParts { get; init; } = [];
    public List<string> EnglishFirstNames { get; init; } = [];
    public List<string> EnglishSurnames { get; init; } = [];
    public string GivenNames { get; init; } = "";

    /// <summary>From which chance on characters are taken for a name.</summary>
    public double NameChance { get; init; } = 0.5;

    /// <summary>The same where a rule finds them too.</summary>
    public double RuledNameChance { get; init; } = 0.2;
    public List<string> NotNames { get; init; } = [];
    public string NeverInNames { get; init; } = "";
    public List<string> BeforeAddress { get; init; } = [];
    public List<string> Estates { get; init; } = [];
    public List<string> Streets { get; init; } = [];
    public List<string> AddressLevels { get; init; } = [];
    public List<string> NumberUnits { get; init; } = [];
    public List<string> LevelUnits { get; init; } = [];
    public List<string> EstateEndings { get; init; } = [];
    public List<string> BuildingSides { get; init; } = [];
    public List<string> EnglishStreets { get; init; } = [];
    public List<string> EnglishRooms { get; init; } = [];
    public List<string> EnglishEstates { get; init; } = [];
    public List<string> Provinces { get; init; } = [];
    public List<string> Cities { get; init; } = [];
    public string PlateProvinces { get; init; } = "";
    public List<string> IdWords { get; init; } = [];
    public List<string> CardWords { get; init; } = [];
    public List<string> AccountWords { get; init; } = [];
    public List<string> SurnameTitles { get; init; } = [];
    public List<string> PassportWords { get; init; } = [];
    public List<string> PermitWords { get; init; } = [];

    /// <summary>Lengths and distances.</summary>
    public Dictionary<string, double> Weights { get; init; } = [];

    /// <summary>Texts whose personal data stands between ‹ and ›.</summary>
    public List<string> Examples { get; init; } = [];

    /// <summary>Texts that hold none.</summary>
    public List<string> CounterExamples { get; init; } = [];
}

/// <summary>The words of <c>packs/personal.yaml</c>, ready to be looked up; lists an edited pack leaves out are as
/// shipped.</summary>
internal sealed class PersonalWords
{
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> doubleSurnames;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> noNames;
    private readonly int noNameCharsMax;

    public PersonalWords(PersonalPack pack, PersonalPack shipped)
    {
        Pack = pack;
        doubleSurnames = pack.DoubleSurnames.ToHashSet().GetAlternateLookup<ReadOnlySpan<char>>();
        noNames = pack.NotNames.ToHashSet().GetAlternateLookup<ReadOnlySpan<char>>();
        noNameCharsMax = pack.NotNames.Max(w => (int?)w.Length) ?? 0;
        for (var i = 0; i < pack.BeforeName.Count; i++)
        {
            BeforeName.Add(pack.BeforeName[i], i);
        }

        foreach (var part in pack.NameParts)
        {
            NameParts.Add(part, part.Length);
        }

        WeakBeforeName = [.. pack.WeakBeforeName];
        Surnames = SearchValues.Create(pack.Surnames);
        GivenNames = SearchValues.Create(pack.GivenNames);
        EnglishFirstNames = [.. pack.EnglishFirstNames];
        EnglishSurnames = [.. pack.EnglishSurnames];
        NeverInNames = SearchValues.Create(pack.NeverInNames.Length > 0 ? pack.NeverInNames : shipped.NeverInNames);
        BeforeAddress = Or(pack.BeforeAddress, shipped.BeforeAddress);
        SurnameTitles = Or(pack.SurnameTitles, shipped.SurnameTitles);
        Addresses = new(list => Or(list(pack), list(shipped)));
        var weights = new Weights(pack.Weights, shipped.Weights);
        NumberReachChars = (int)weights["number_reach_chars"];
        DocumentReachChars = (int)weights["document_reach_chars"];
        AddressReachChars = (int)weights["address_reach_chars"];
        AddressLevelsFewest = (int)weights["address_level_count"];
        AddressCharsFewest = (int)weights["address_chars_fewest"];

        static List<string> Or(List<string> own, List<string> shipped) => own.Count > 0 ? own : shipped;
    }

    public PersonalPack Pack { get; }

    /// <summary>What stands right before a name, by its place in the pack.</summary>
    public PhraseTrie BeforeName { get; } = new();

    public HashSet<string> WeakBeforeName { get; }

    /// <summary>Parts of names without surname, by their length.</summary>
    public PhraseTrie NameParts { get; } = new();

    /// <summary>How likely what may be a name is one.</summary>
    public NameModel Names { get; } = NameModel.Shipped;

    public SearchValues<char> Surnames { get; }

    public SearchValues<char> GivenNames { get; }

    public HashSet<string> EnglishFirstNames { get; }

    /// <summary>Chinese family names in Latin letters.</summary>
    public HashSet<string> EnglishSurnames { get; }

    /// <summary>Characters that belong to no given name.</summary>
    public SearchValues<char> NeverInNames { get; }

    public List<string> BeforeAddress { get; }

    public AddressPatterns Addresses { get; }

    /// <summary>What makes a surname alone tell who somebody is.</summary>
    public List<string> SurnameTitles { get; }

    /// <summary>How far before a number the word for it stands.</summary>
    public int NumberReachChars { get; }

    /// <summary>The same before the number of a document.</summary>
    public int DocumentReachChars { get; }

    /// <summary>How far before its first street an address may begin.</summary>
    public int AddressReachChars { get; }

    /// <summary>How many levels make an address.</summary>
    public int AddressLevelsFewest { get; }

    public int AddressCharsFewest { get; }

    /// <summary>Whether these two characters are one surname.</summary>
    public bool IsDoubleSurname(ReadOnlySpan<char> two) => doubleSurnames.Contains(two);

    /// <summary>Whether characters begin with a word that no name begins with.</summary>
    public bool BeginsWithNoName(ReadOnlySpan<char> name)
    {
        for (var length = 1; length <= Math.Min(name.Length, noNameCharsMax); length++)
        {
            if (noNames.Contains(name[..length]))
            {
                return true;
            }
        }

        return false;
    }
}
