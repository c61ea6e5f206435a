using System.Text.RegularExpressions;
using FirstWindow.Language.Answers;
using FirstWindow.Language.Normal;
using FirstWindow.Language.Personal;
using FirstWindow.Language.Reading;
using FirstWindow.Language.Secrets;

namespace FirstWindow.Language.Rules;

/// <summary>
/// Checks a pack of the lexicon before it may hold: its form, its own examples, and a floor that no edit may go below:
/// what the program ships as examples of secrets and of personal data stays hidden, what it ships as none stays
/// readable, and the texts kept for the models are read as well as before.
/// </summary>
internal sealed partial class LexiconCheck
{
    private const int WordCharsMax = 40;
    private const int LineCharsMax = 2_000;
    private const int EntriesMax = 3_000;
    private const double WeightMax = 100;

    private readonly List<PackFault> faults = [];
    private readonly PackFacts pack;
    private readonly string yaml;
    private readonly PackLines lines;

    private LexiconCheck(PackFacts pack, string yaml, PackLines lines) =>
        (this.pack, this.yaml, this.lines) = (pack, yaml, lines);

    public static List<PackFault> Find(PackFacts pack, string yaml, PackLines lines)
    {
        var check = new LexiconCheck(pack, yaml, lines);
        check.Form();
        if (check.faults.Count == 0)
        {
            check.Floor(PackSet.Shipped.With(pack.Name, yaml));
        }

        return check.faults;
    }

    private void Form()
    {
        switch (pack.Name)
        {
            case "secrets":
                Read<SecretsPack>(p => (p.Id, p.Source), Secrets);
                break;
            case "personal":
                Read<PersonalPack>(p => (p.Id, p.Source), Personal);
                break;
            case "synonyms" or "synonyms-en":
                Read<SynonymPack>(p => (p.Id, p.Source), Synonyms);
                break;
            case "traditional":
                Read<TraditionalPack>(p => (p.Id, p.Source), Characters);
                break;
            case "sounds":
                Read<SoundPack>(p => (p.Id, p.Source), Sounds);
                break;
            default:
                Read<CuePack>(p => (p.Id, p.Source), Cues);
                break;
        }
    }

    private void Read<T>(Func<T, (string Id, string Source)> head, Action<T> check)
    {
        if (PackFile.TryParse<T>(yaml, out var fault) is not { } file)
        {
            faults.Add(fault!);
            return;
        }

        var (id, source) = head(file);
        Ask(id == pack.Name, "wrong-id", id, "id");
        Ask(!string.IsNullOrWhiteSpace(source), "no-source", string.Empty, "source");
        check(file);
    }

    private void Secrets(SecretsPack file)
    {
        foreach (var kind in SecretWords.Kinds.Keys.Where(k => file.Words.GetValueOrDefault(k) is not { Count: > 0 }))
        {
            Ask(false, "group-gone", kind, "words");
        }

        foreach (var (kind, words) in file.Words)
        {
            Ask(SecretWords.Kinds.ContainsKey(kind), "unknown-group", kind, "words", kind);
            Words(words, w => !w.Contains(' ') && IsNormal(w), "words", kind);
        }

        Ask(file.Doubts.Length > 0, "bad-word", string.Empty, "doubts");
        Words(file.NumbersNamedOtherwise, null, "numbers_named_otherwise");
        Words(file.Units, null, "units");
        Words(file.LooseUnits, null, "loose_units");
        Words(file.DirectLinks, null, "direct_links");
        Words(file.NotAPassword, null, "not_a_password");
        Words(file.OtherCodes, null, "other_codes");
        Words(file.TailsOfNumbers, null, "tails_of_numbers");
        Words(file.Hotlines, null, "hotlines");
        Words(file.JoinsValues, null, "joins_values");
        Words(file.BesideExpiry, null, "beside_expiry");
        Words(file.OtherNumbersAsked, null, "other_numbers_asked");
        Lengths(file.Weights, PackFile.Read<SecretsPack>(pack.File).Weights);
    }

    private void Personal(PersonalPack file)
    {
        Ask(file.Surnames.Length > 0 && file.Surnames.All(CharTable.IsHan), "bad-word", file.Surnames, "surnames");
        Ask(file.GivenNames.Length > 0, "bad-word", string.Empty, "given_names");
        Ask(file.PlateProvinces.Length > 0, "bad-word", string.Empty, "plate_provinces");
        Words(file.DoubleSurnames, w => w.Length == 2 && w.All(CharTable.IsHan), "double_surnames");
        Words(file.BeforeName, null, "before_name");
        Words(file.WeakBeforeName, null, "weak_before_name");
        Words(file.AfterName, null, "after_name");
        Words(file.FollowsName, null, "follows_name");
        Words(file.EnglishFirstNames, null, "english_first_names");
        Words(file.EnglishSurnames, null, "english_surnames");
        Words(file.NotNames, null, "not_names");
        Words(file.BeforeAddress, null, "before_address");
        Words(file.Estates, null, "estates");
        Words(file.Streets, null, "streets");
        Words(file.AddressLevels, null, "address_levels");
        Words(file.Provinces, null, "provinces");
        Words(file.Cities, null, "cities");
        Words(file.IdWords, null, "id_words");
        Words(file.CardWords, null, "card_words");
        Words(file.AccountWords, null, "account_words");
        Words(file.PassportWords, null, "passport_words");
        Words(file.PermitWords, null, "permit_words");
        Words(file.NumberUnits, null, "number_units");
        Words(file.LevelUnits, null, "level_units");
        Words(file.EstateEndings, null, "estate_endings");
        Words(file.BuildingSides, null, "building_sides");
        Words(file.EnglishStreets, null, "english_streets");
        Words(file.EnglishRooms, null, "english_rooms");
        Words(file.EnglishEstates, null, "english_estates");
        Words(file.SurnameTitles, null, "surname_titles");
        Lengths(file.Weights, PackFile.Read<PersonalPack>(pack.File).Weights);
    }

    private void Synonyms(SynonymPack file)
    {
        Ask(file.Concepts.Count is > 0 and <= EntriesMax, "entry-count", string.Empty, "concepts");
        for (var i = 0; i < file.Concepts.Count; i++)
        {
            var words = file.Concepts[i].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            Ask(words.Length > 0 && file.Concepts[i].Length <= LineCharsMax && words.All(IsWord), "bad-word",
                file.Concepts[i], "concepts", i);
            Ask(words.Length == 0 || file.Concepts.FindIndex(c => c.Split(' ')[0] == words[0]) == i, "double-id",
                words.FirstOrDefault(string.Empty), "concepts", i);
        }

        Words(file.Fillers, null, "fillers");
    }

    private void Characters(TraditionalPack file)
    {
        var sources = new HashSet<char>();
        for (var i = 0; i < file.Pairs.Count; i++)
        {
            var line = file.Pairs[i];
            Ask(line.Length % 2 == 0, "bad-pair", line, "pairs", i);
            for (var at = 0; at + 1 < line.Length; at += 2)
            {
                Ask(CharTable.IsHan(line[at]) && CharTable.IsHan(line[at + 1]) && line[at] != line[at + 1]
                    && sources.Add(line[at]), "bad-pair", line[at..(at + 2)], "pairs", i);
            }
        }
    }

    private void Sounds(SoundPack file)
    {
        foreach (var (sound, characters) in file.Sounds)
        {
            Ask(SoundName().IsMatch(sound) && characters.Length > 0 && characters.All(CharTable.IsHan), "bad-word",
                sound, "sounds", sound);
        }
    }

    private void Cues(CuePack file)
    {
        Ask(file.Cues.Count is > 0 and <= EntriesMax, "entry-count", string.Empty, "cues");
        foreach (var (name, words) in file.Cues)
        {
            Ask(CueName().IsMatch(name), "bad-id", name, "cues", name);
            Words(words, null, "cues", name);
        }

        var known = PackFile.Read<CuePack>(pack.File).Weights;
        foreach (var (name, weight) in file.Weights)
        {
            Ask(known.ContainsKey(name), "unknown-weight", name, "weights", name);
            Ask(weight is >= 0 and <= WeightMax, "bad-number", name, "weights", name);
        }
    }

    // What no edit may take away, whichever pack of the lexicon it is of.
    private void Floor(PackSet set)
    {
        var secrets = Lexicon.AsShipped.Secrets;
        var ownSecrets = set.Words.Secrets;
        Hidden(secrets.Examples.Union(ownSecrets.Examples), set, OfSecrets, "secret-shown");
        Readable(secrets.CounterExamples.Union(ownSecrets.CounterExamples), set, OfSecrets, "secret-false");
        var personal = Lexicon.AsShipped.Personal.Pack;
        var ownPersonal = set.Words.Personal.Pack;
        Hidden(personal.Examples.Union(ownPersonal.Examples), set, OfPersonal, "personal-shown");
        Readable(personal.CounterExamples.Union(ownPersonal.CounterExamples), set, OfPersonal, "personal-false");
        if (pack.Name == "traditional")
        {
            RulesStillFind(set);
        }

        faults.AddRange(HeldTexts.Judge(set).Where(r => r.IsTooLow)
            .Select(r => new PackFault(FirstChanged(), "held-worse", $"{r.Name} {r.Then}/{r.Of} ({r.Now}/{r.Of})")));
    }

    // The places of what is hidden in a text.
    private delegate IEnumerable<(int Start, int End)> Finder(string text, PackSet set);

    private static IEnumerable<(int Start, int End)> OfSecrets(string text, PackSet set) =>
        SecretFinder.Find(text, null, set.Words).Select(s => (s.Start, s.Start + s.Length));

    private static IEnumerable<(int Start, int End)> OfPersonal(string text, PackSet set) =>
        Redaction.Find(text, set.Words).Select(e => (e.Start, e.Start + e.Length));

    private void Hidden(
        IEnumerable<string> examples, PackSet set, Finder find, string code)
    {
        foreach (var marked in examples)
        {
            var text = marked.Replace("‹", string.Empty).Replace("›", string.Empty);
            var found = find(text, set).ToList();
            var removed = 0;
            foreach (Match part in Marked().Matches(marked))
            {
                var (start, end) = (part.Index - removed, part.Index - removed + part.Length - 2);
                removed += 2;
                if (!found.Exists(f => f.Start <= start && end <= f.End))
                {
                    faults.Add(new(LineOf("examples", marked), code, marked));
                    break;
                }
            }
        }
    }

    private void Readable(
        IEnumerable<string> examples, PackSet set, Finder find, string code) =>
        faults.AddRange(examples.Where(text => find(text, set).Any())
            .Select(text => new PackFault(LineOf("counter_examples", text), code, text)));

    private void RulesStillFind(PackSet set)
    {
        foreach (var (rules, rule) in PackFacts.All.Where(p => p.HasRules).Select(p => set.RulesOf(p.Name))
            .SelectMany(rules => rules.Rules.Select(rule => (rules, rule))))
        {
            faults.AddRange(rule.Examples
                .Where(e => !rules.Find(NormalText.Of(e, set.Words)).Exists(m => m.Rule == rule)
                    && rules.Find(NormalText.Of(e, Lexicon.AsShipped)).Exists(m => m.Rule == rule))
                .Select(e => new PackFault(FirstChanged(), "example-not-found", e)));
        }
    }

    // The example itself, where the pack still has it; otherwise where the edit begins.
    private int LineOf(string list, string example)
    {
        var at = Array.FindIndex(yaml.Split('\n'), l => l.Contains(example, StringComparison.Ordinal));
        return at >= 0 && lines.LineOf(list) > 1 ? at + 1 : FirstChanged();
    }

    private int FirstChanged()
    {
        var (now, shipped) = (yaml.Split('\n'), PackSet.Shipped.TextOf(pack.Name).Split('\n'));
        var at = 0;
        while (at < now.Length && at < shipped.Length && now[at] == shipped[at])
        {
            at++;
        }

        return Math.Min(at + 1, now.Length);
    }

    // What is counted is whole, and so bounded that no text takes longer than in proportion to its length.
    private void Lengths(Dictionary<string, double> weights, Dictionary<string, double> known)
    {
        foreach (var (name, weight) in weights)
        {
            Ask(known.ContainsKey(name), "unknown-weight", name, "weights", name);
            Ask(weight is >= 1 and <= WeightMax && weight % 1 == 0, "bad-number", name, "weights", name);
        }
    }

    private void Words(List<string> words, Func<string, bool>? isGood, params object[] path)
    {
        Ask(words.Count <= EntriesMax, "entry-count", string.Empty, path);
        for (var i = 0; i < words.Count; i++)
        {
            Ask(IsWord(words[i]) && isGood?.Invoke(words[i]) is not false, "bad-word", words[i], [.. path, i]);
        }
    }

    private static bool IsWord(string word) =>
        word.Length is > 0 and <= WordCharsMax && NormalText.Of(word, Lexicon.AsShipped).Text.Trim().Length > 0;

    private static bool IsNormal(string word) => NormalText.Of(word, Lexicon.AsShipped).Text == word;

    private void Ask(bool holds, string code, string about, params ReadOnlySpan<object> path)
    {
        if (!holds)
        {
            faults.Add(new(lines.LineOf(path), code, about));
        }
    }

    [GeneratedRegex(@"^[a-z]{1,6}\z")]
    private static partial Regex SoundName();

    [GeneratedRegex(@"^[a-z][a-z-]{1,29}\z")]
    private static partial Regex CueName();

    [GeneratedRegex("‹[^›]*›")]
    private static partial Regex Marked();
}
