using FirstWindow.Language.Answers;
using FirstWindow.Language.Classifying;
using FirstWindow.Language.Normal;
using FirstWindow.Language.Rules;

namespace FirstWindow.Language.Reading;

/// <summary>
/// Which meanings of a word list a text names, alone and two together, as features for a small model: so it learns
/// from "a stranger", "commands", "pays" what no single word repeats often enough to teach.
/// </summary>
internal sealed class Cues
{
    private readonly PhraseTrie words = new();
    private readonly string[] names;
    private readonly float alone;
    private readonly float together;

    /// <param name="pack">The words.</param>
    /// <param name="shipped">The pack that the model was fitted with: its cues keep their numbers.</param>
    /// <param name="lexicon">How words are brought into their form.</param>
    public Cues(CuePack pack, CuePack shipped, Lexicon lexicon)
    {
        var numbers = new StableNumbers(shipped.Cues.Keys);
        var weights = new Weights(pack.Weights, shipped.Weights);
        (alone, together) = ((float)weights["alone"], (float)weights["together"]);
        foreach (var (name, cue) in pack.Cues)
        {
            var number = numbers.Of(name);
            cue.ForEach(word => words.Add(NormalText.Of(word, lexicon).Text, number));
        }

        names = [.. shipped.Cues.Keys.Union(pack.Cues.Keys)];
    }

    /// <summary>The words of a text and what it names by this list.</summary>
    public SparseText FeaturesOf(NormalText text, IEnumerable<RuleMatch> signs) =>
        SparseText.Of((Cues: this, Text: text, Signs: signs), static (read, bag) =>
        {
            TextFeatures.AddTo(bag, read.Text);
            read.Cues.AddTo(bag, read.Text, read.Signs);
        });

    /// <summary>Each cue's words that stand in a text.</summary>
    public List<PackFinding> Find(NormalText text)
    {
        var found = new List<PackFinding>();
        words.Visit(text.Text, (found, names, text), static (seen, cue, start, length) =>
        {
            if (IsWhole(seen.text.Text, start, start + length))
            {
                var (from, size) = seen.text.OriginalSpan(start, length);
                seen.found.Add(new(seen.names[cue], "cue", from, size));
            }
        });
        return found;
    }

    private void AddTo(FeatureBag bag, NormalText text, IEnumerable<RuleMatch> signs)
    {
        var named = new bool[names.Length];
        words.Visit(text.Text, (named, text.Text), static (seen, cue, start, length) =>
            seen.named[cue] |= IsWhole(seen.Text, start, start + length));
        for (var one = 0; one < names.Length; one++)
        {
            if (!named[one])
            {
                continue;
            }

            bag.Add(TextFeatures.KeyOfCue((uint)one, (uint)one), alone);
            for (var other = one + 1; other < names.Length; other++)
            {
                if (named[other])
                {
                    bag.Add(TextFeatures.KeyOfCue((uint)one, (uint)other), together);
                }
            }
        }

        foreach (var sign in signs.Select(s => s.Rule.Id).Distinct())
        {
            bag.Add(TextFeatures.KeyOfCue(TextFeatures.Hash(sign, 61), 0), alone);
        }
    }

    // Latin words count whole: "pin" is not meant by "shopping".
    private static bool IsWhole(string text, int start, int end) =>
        !char.IsAsciiLetter(text[start])
        || ((start == 0 || !char.IsAsciiLetter(text[start - 1]))
            && (end == text.Length || !char.IsAsciiLetter(text[end])));
}

/// <summary>A pack of cues as it stands in its file.</summary>
internal sealed class CuePack
{
    public string Id { get; init; } = "";
    public string Source { get; init; } = "";

    /// <summary>How much a cue counts by itself, and how much two of them together.</summary>
    public Dictionary<string, double> Weights { get; init; } = [];

    public Dictionary<string, List<string>> Cues { get; init; } = [];
}
