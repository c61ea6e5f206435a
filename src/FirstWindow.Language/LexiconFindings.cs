using FirstWindow.Language.Answers;
using FirstWindow.Language.Classifying;
using FirstWindow.Language.Normal;
using FirstWindow.Language.Personal;
using FirstWindow.Language.Secrets;

namespace FirstWindow.Language;

/// <summary>What a pack of the lexicon alone finds in a text, to try and to weigh a change of it.</summary>
internal static class LexiconFindings
{
    private const double LikelyFrom = 0.5;

    public static IReadOnlyList<PackFinding> Of(string pack, NormalText text, PackSet packs) => pack switch
    {
        "secrets" => [.. SecretFinder.Find(text.Original, null, text.Words)
            .Select(s => new PackFinding(NameOf(s.Kind), "C3", s.Start, s.Length))],
        "personal" => [.. Redaction.Find(text.Original, text.Words).Where(e => e.Class != "C3")
            .Select(e => new PackFinding(e.Type, e.Class, e.Start, e.Length))],
        "synonyms" => Concepts(text, text.Words.Concepts.At),
        "sounds" => Concepts(text, text.Words.Concepts.HeardAt),
        "synonyms-en" => EnglishConcepts(text),
        "fraud-cues" => [.. text.Words.FraudCues.Find(text), .. Verdict(
            text, "fraud", packs.Frauds.Read(text).Score)],
        "tone-cues" => [.. text.Words.ToneCues.Find(text), .. Verdict(
            text, "angry", packs.Emotions.Read(text).Anger), .. Cold(text, packs)],
        _ => Characters(text),
    };

    private static string NameOf(SecretKind kind) => SecretWords.Kinds.First(k => k.Value == kind).Key;

    // What the model makes of the whole text.
    private static IEnumerable<PackFinding> Verdict(NormalText text, string name, double chance)
    {
        if (chance >= LikelyFrom)
        {
            yield return new(name, "model", 0, text.Original.Length);
        }
    }

    private static IEnumerable<PackFinding> Cold(NormalText text, PackSet packs) =>
        packs.Replies.Check(text, new ReplyContext()).Where(f => f.Rule == "cold-tone")
            .Select(f => new PackFinding(f.Rule, "model", f.Start, f.Length));

    private static List<PackFinding> Concepts(NormalText text, ConceptAt at)
    {
        var found = new List<PackFinding>();
        for (var i = 0; i < text.Text.Length;)
        {
            if (at(text.Text, i) is not { } word)
            {
                i++;
                continue;
            }

            var (start, length) = text.OriginalSpan(i, word.Length);
            found.AddRange(word.Concepts.Length == 0 ? [new("-", "filler", start, length)]
                : word.Concepts.Select(c => new PackFinding(text.Words.Concepts.Names[c], "concept", start, length)));
            i += word.Length;
        }

        return found;
    }

    // By whole words, one to four together.
    private static List<PackFinding> EnglishConcepts(NormalText text)
    {
        var found = new List<PackFinding>();
        var english = text.Words.EnglishConcepts;
        var words = WordsOf(text.Text);
        for (var first = 0; first < words.Count; first++)
        {
            var phrase = 0UL;
            var most = Math.Min(words.Count, first + Classifying.EnglishConcepts.PhraseWordsMax);
            for (var last = first; last < most; last++)
            {
                var (at, end) = words[last];
                phrase = Classifying.EnglishConcepts.Extend(
                    phrase, Classifying.EnglishConcepts.HashOf(text.Text.AsSpan(at, end - at)));
                var (start, length) = text.OriginalSpan(words[first].Start, end - words[first].Start);
                found.AddRange((english.Of(phrase) ?? [])
                    .Select(c => new PackFinding(english.Names[(int)c - 1], "concept", start, length)));
            }
        }

        return found;
    }

    private static List<(int Start, int End)> WordsOf(string text)
    {
        var words = new List<(int Start, int End)>();
        for (var at = 0; at < text.Length; at++)
        {
            var start = at;
            while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || (text[at] == '\'' && at > start)))
            {
                at++;
            }

            if (at > start)
            {
                words.Add((start, at));
            }
        }

        return words;
    }

    // Characters that are matched as another one than they would be without the table.
    private static List<PackFinding> Characters(NormalText text)
    {
        var found = new List<PackFinding>();
        for (var i = 0; i < text.Original.Length; i++)
        {
            var c = text.Original[i];
            if (CharTable.IsHan(c) && text.Words.Characters.Fold(c) is var matched && matched != c)
            {
                found.Add(new(matched.ToString(), "character", i, 1));
            }
        }

        return found;
    }

    private delegate Concepts.Word? ConceptAt(ReadOnlySpan<char> text, int at);
}
