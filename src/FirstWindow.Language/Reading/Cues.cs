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
    // A meaning tells more than any one of its words.
    private const float AloneCount = 6;
    private const float TogetherCount = 2;

    private readonly PhraseTrie words = new();
    private readonly int count;

    private Cues(CuePack pack)
    {
        count = pack.Cues.Count;
        foreach (var (cue, at) in pack.Cues.Values.Select((cue, at) => (cue, at)))
        {
            cue.ForEach(word => words.Add(NormalText.Of(word).Text, at));
        }
    }

    public static Cues Fraud { get; } = new(PackFile.Read<CuePack>("fraud-cues.yaml"));

    public static Cues Tone { get; } = new(PackFile.Read<CuePack>("tone-cues.yaml"));

    /// <summary>The words of a text and what it names by this list.</summary>
    public SparseText FeaturesOf(NormalText text, IEnumerable<RuleMatch> signs) =>
        SparseText.Of((Cues: this, Text: text, Signs: signs), static (read, bag) =>
        {
            TextFeatures.AddTo(bag, read.Text);
            read.Cues.AddTo(bag, read.Text, read.Signs);
        });

    private void AddTo(FeatureBag bag, NormalText text, IEnumerable<RuleMatch> signs)
    {
        var named = new bool[count];
        words.Visit(text.Text, (named, text.Text), static (seen, cue, start, length) =>
            seen.named[cue] |= IsWhole(seen.Text, start, start + length));
        for (var one = 0; one < count; one++)
        {
            if (!named[one])
            {
                continue;
            }

            bag.Add(TextFeatures.KeyOfCue((uint)one, (uint)one), AloneCount);
            for (var other = one + 1; other < count; other++)
            {
                if (named[other])
                {
                    bag.Add(TextFeatures.KeyOfCue((uint)one, (uint)other), TogetherCount);
                }
            }
        }

        foreach (var sign in signs.Select(s => s.Rule.Id).Distinct())
        {
            bag.Add(TextFeatures.KeyOfCue(TextFeatures.Hash(sign, 61), 0), AloneCount);
        }
    }

    // Latin words count whole: "pin" is not meant by "shopping".
    private static bool IsWhole(string text, int start, int end) =>
        !char.IsAsciiLetter(text[start])
        || ((start == 0 || !char.IsAsciiLetter(text[start - 1]))
            && (end == text.Length || !char.IsAsciiLetter(text[end])));

    private sealed class CuePack
    {
        public string Id { get; init; } = "";
        public string Source { get; init; } = "";
        public Dictionary<string, List<string>> Cues { get; init; } = [];
    }
}
