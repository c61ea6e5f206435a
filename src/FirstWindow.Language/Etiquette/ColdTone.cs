using System.Buffers;
using FirstWindow.Language.Classifying;
using FirstWindow.Language.Normal;
using FirstWindow.Language.Rules;

namespace FirstWindow.Language.Etiquette;

/// <summary>
/// Cold, impatient or insulting sentences that no pattern names, by a linear model learnt from the examples of all
/// patterns and from polite replies. It warns and never blocks: it cannot say which words were wrong.
/// </summary>
internal sealed class ColdTone(Lazy<BinaryModel> model)
{
    private const int SentencesMax = 60;

    private static readonly SearchValues<char> SentenceEnds = SearchValues.Create("。!?;!?;\n");

    public static ColdTone Shipped { get; } = new(new(() => BinaryModel.Load(PackFile.Open("tone.bin"))));

    /// <summary>Sentences of the original text that sound cold and hold none of the findings so far.</summary>
    /// <param name="text">The text.</param>
    /// <param name="known">The findings so far.</param>
    /// <param name="etiquette">From which length and chance on a sentence counts as cold, and what is advised.</param>
    /// <param name="words">The words it is read by.</param>
    public List<Finding> Find(string text, List<Finding> known, RulePack etiquette, Lexicon words)
    {
        var findings = new List<Finding>();
        var start = 0;
        for (var count = 0; start < text.Length && count < SentencesMax; count++)
        {
            var end = EndOf(text, start);
            if (IsCold(text[start..end], etiquette.Weights, words)
                && !known.Exists(f => f.Start < end && start < f.Start + f.Length))
            {
                findings.Add(new(
                    "A2.2.1b", "cold-tone", "warn", start, end - start, etiquette.AdviceOf("cold-tone")));
            }

            start = end + 1;
        }

        return findings;
    }

    /// <summary>What the model learns of a sentence.</summary>
    public static SparseText FeaturesOf(string sentence) =>
        FeaturesOf(NormalText.Of(sentence, Lexicon.AsShipped));

    /// <summary>The same of a text in its form.</summary>
    public static SparseText FeaturesOf(NormalText sentence) => sentence.Words.ToneCues.FeaturesOf(sentence, []);

    // An English sentence ends at a full stop with a blank behind; within numbers and addresses there is none.
    private static int EndOf(string text, int start)
    {
        var rest = text.AsSpan(start);
        var (mark, stop) = (rest.IndexOfAny(SentenceEnds), rest.IndexOf(". ", StringComparison.Ordinal));
        var step = mark < 0 || (stop >= 0 && stop < mark) ? stop : mark;
        return step < 0 ? text.Length : start + step;
    }

    // Of English the model has seen less, so it must be surer.
    private bool IsCold(string sentence, Weights weights, Lexicon words)
    {
        var isChinese = sentence.Count(CharTable.IsHan) >= weights["cold_han_count"];
        return (isChinese || sentence.Count(char.IsAsciiLetter) >= weights["cold_letter_count"])
            && model.Value.Score(FeaturesOf(NormalText.Of(sentence, words)))
                >= weights[isChinese ? "cold_from" : "cold_from_english"];
    }
}
