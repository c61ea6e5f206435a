using System.Buffers;
using System.Collections.Frozen;
using FirstWindow.Language.Rules;

namespace FirstWindow.Language.Secrets;

/// <summary>The words of <c>packs/secrets.yaml</c>, ready to be looked up in a compact text.</summary>
internal sealed class SecretWords
{
    private readonly FrozenDictionary<char, (string Word, SecretKind Kind)[]> byFirst;
    private readonly FrozenDictionary<SecretKind, (int Fewest, int Most, int Loose)> digits;

    public SecretWords(SecretsPack pack, SecretsPack shipped)
    {
        var words = Kinds.SelectMany(kind => pack.Words[kind.Key].Select(word => (Word: word, Kind: kind.Value)))
            .ToArray();
        Triggers = SearchValues.Create(words.Select(w => w.Word).ToArray(), StringComparison.Ordinal);
        byFirst = words.GroupBy(w => w.Word[0]).ToFrozenDictionary(
            group => group.Key, group => group.OrderByDescending(w => w.Word.Length).ToArray());
        NamedOtherwise = Longest(pack.NumbersNamedOtherwise);
        Units = Longest(pack.Units);
        LooseUnits = Longest(pack.LooseUnits);
        Doubts = SearchValues.Create(pack.Doubts);
        Between = Longest(pack.BetweenNumberAndWord);
        DirectLinks = Longest(pack.DirectLinks);
        OtherCodes = Longest(pack.OtherCodes);
        Tails = Longest(pack.TailsOfNumbers);
        NotAPassword = pack.NotAPassword.ToFrozenSet();
        Hotlines = Longest(pack.Hotlines);
        JoinsValues = Or(pack.JoinsValues, shipped.JoinsValues).ToArray();
        BesideExpiry = SearchValues.Create([.. Or(pack.BesideExpiry, shipped.BesideExpiry)], StringComparison.Ordinal);
        OtherNumbersAsked = SearchValues.Create(
            [.. Or(pack.OtherNumbersAsked, shipped.OtherNumbersAsked)], StringComparison.Ordinal);
        var weights = new Weights(pack.Weights, shipped.Weights);
        ReachChars = (int)weights["reach_chars"];
        MoreValues = (int)weights["more_values_count"];
        ExpiryBesideChars = (int)weights["expiry_beside_chars"];
        ExpiryReachChars = (int)weights["expiry_reach_chars"];
        BareCodeChars = (int)weights["bare_code_chars"];
        BareCodeLetters = (int)weights["bare_code_letters"];
        digits = Kinds.Where(k => k.Value <= SecretKind.CardSecurityCode).ToFrozenDictionary(k => k.Value, k => (
            (int)weights[k.Key + "_digits_fewest"], (int)weights[k.Key + "_digits_most"],
            (int)weights[k.Key + "_digits_loose"]));
        Examples = pack.Examples;
        CounterExamples = pack.CounterExamples;

        // Lists that an edited pack leaves out are as shipped.
        static List<string> Or(List<string> own, List<string> shipped) => own.Count > 0 ? own : shipped;
    }

    /// <summary>The kinds of secrets by the names they have in the pack.</summary>
    public static IReadOnlyDictionary<string, SecretKind> Kinds { get; } = new Dictionary<string, SecretKind>
    {
        ["password"] = SecretKind.Password,
        ["one_time_code"] = SecretKind.OneTimeCode,
        ["card_security_code"] = SecretKind.CardSecurityCode,
        ["card_expiry"] = SecretKind.CardExpiry,
        ["card_track"] = SecretKind.CardTrack,
    };

    public SearchValues<string> Triggers { get; }

    public string[] NamedOtherwise { get; }

    public string[] Units { get; }

    public string[] LooseUnits { get; }

    public SearchValues<char> Doubts { get; }

    public string[] Between { get; }

    public string[] DirectLinks { get; }

    public string[] OtherCodes { get; }

    public string[] Tails { get; }

    public string[] Hotlines { get; }

    public string[] JoinsValues { get; }

    public SearchValues<string> BesideExpiry { get; }

    public SearchValues<string> OtherNumbersAsked { get; }

    public FrozenSet<string> NotAPassword { get; }

    /// <summary>How far from its word a value may stand. Bounds the work per word, so the whole stays
    /// linear.</summary>
    public int ReachChars { get; }

    /// <summary>How many values may follow the first.</summary>
    public int MoreValues { get; }

    /// <summary>How far around an expiry its card may be told of.</summary>
    public int ExpiryBesideChars { get; }

    public int ExpiryReachChars { get; }

    /// <summary>Longest text that may be nothing but a code.</summary>
    public int BareCodeChars { get; }

    /// <summary>How many letters may stand beside it.</summary>
    public int BareCodeLetters { get; }

    /// <summary>Texts whose secret stands between ‹ and ›; tests run them.</summary>
    public IReadOnlyList<string> Examples { get; }

    public IReadOnlyList<string> CounterExamples { get; }

    /// <summary>How many digits a value of a kind has: fewest, most, and most where nothing links it to its
    /// word.</summary>
    public (int Fewest, int Most, int Loose) DigitsOf(SecretKind kind) => digits[kind];

    /// <summary>The longest trigger that begins here.</summary>
    public (string Word, SecretKind Kind)? TriggerAt(in CompactText text, int at)
    {
        if (byFirst.TryGetValue(text[at], out var words))
        {
            foreach (var candidate in words)
            {
                if (text.StartsWith(at, candidate.Word))
                {
                    return candidate;
                }
            }
        }

        return null;
    }

    private static string[] Longest(List<string> words) => [.. words.Distinct().OrderByDescending(w => w.Length)];
}

/// <summary>The pack of secrets as it stands in its file.</summary>
internal sealed class SecretsPack
{
    public string Id { get; init; } = "";
    public string Source { get; init; } = "";
    public Dictionary<string, List<string>> Words { get; init; } = [];
    public List<string> NumbersNamedOtherwise { get; init; } = [];
    public List<string> Units { get; init; } = [];
    public List<string> LooseUnits { get; init; } = [];
    public string Doubts { get; init; } = "";
    public List<string> BetweenNumberAndWord { get; init; } = [];
    public List<string> DirectLinks { get; init; } = [];
    public List<string> NotAPassword { get; init; } = [];
    public List<string> OtherCodes { get; init; } = [];
    public List<string> TailsOfNumbers { get; init; } = [];
    public List<string> Hotlines { get; init; } = [];
    public List<string> JoinsValues { get; init; } = [];
    public List<string> BesideExpiry { get; init; } = [];
    public List<string> OtherNumbersAsked { get; init; } = [];

    /// <summary>Lengths and distances.</summary>
    public Dictionary<string, double> Weights { get; init; } = [];
    public List<string> Examples { get; init; } = [];
    public List<string> CounterExamples { get; init; } = [];
}
