using System.Buffers;
using FirstWindow.Language.Classifying;
using FirstWindow.Language.Normal;
using FirstWindow.Language.Reading;
using FirstWindow.Language.Rules;

namespace FirstWindow.Language.Etiquette;

/// <summary>
/// Cold, impatient or insulting sentences that no pattern names, by a linear model learnt from the examples of all
/// patterns and from polite replies. It warns and never blocks: it cannot say which words were wrong.
/// </summary>
internal sealed class ColdTone(Lazy<BinaryModel> model)
{
    private const double ColdFrom = 0.3;
    private const int HanMin = 4;
    private const int SentencesMax = 60;

    private static readonly SearchValues<char> SentenceEnds = SearchValues.Create("。!?;!?;\n");

    public static ColdTone Shipped { get; } = new(new(() => BinaryModel.Load(PackFile.Open("tone.bin"))));

    /// <summary>Sentences of the original text that sound cold and hold none of the findings so far.</summary>
    public List<Finding> Find(string text, List<Finding> known)
    {
        var findings = new List<Finding>();
        var start = 0;
        for (var count = 0; start < text.Length && count < SentencesMax; count++)
        {
            var step = text.AsSpan(start).IndexOfAny(SentenceEnds);
            var end = step < 0 ? text.Length : start + step;
            if (IsCold(text[start..end]) && !known.Exists(f => f.Start < end && start < f.Start + f.Length))
            {
                findings.Add(new("A2.2.1b", "cold-tone", "warn", start, end - start, "请换成耐心、热情的说法"));
            }

            start = end + 1;
        }

        return findings;
    }

    /// <summary>What the model reads of a sentence.</summary>
    public static SparseText FeaturesOf(string sentence) => Cues.Tone.FeaturesOf(NormalText.Of(sentence), []);

    private bool IsCold(string sentence) =>
        sentence.Count(CharTable.IsHan) >= HanMin && model.Value.Score(FeaturesOf(sentence)) >= ColdFrom;
}
