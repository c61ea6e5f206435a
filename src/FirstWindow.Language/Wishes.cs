using System.Buffers;
using FirstWindow.Language.Normal;
using FirstWindow.Language.Rules;

namespace FirstWindow.Language;

/// <summary>Takes apart a message in which a customer asks for several things: where a sentence or a line ends, and
/// where a word of <c>packs/answers.yaml</c> says that something else follows.</summary>
internal sealed class Wishes(RulePack answers)
{
    private static readonly SearchValues<char> SentenceEnds = SearchValues.Create("\u3002\uff01\uff1f!?;\uff1b\n");
    private static readonly char[] Around = [' ', '\t', ',', '\uff0c', '\u3002', '\u3001'];

    private readonly int most = (int)answers.Weights["wishes_count"];
    private readonly double charsLeast = answers.Weights["wish_chars_least"];

    /// <summary>The parts that may be a wish each, in order; the text itself when it has but one.</summary>
    public IReadOnlyList<string> Split(NormalText text)
    {
        var parts = new List<string>();
        var from = 0;
        foreach (var (start, length) in answers.Find(text).Where(m => m.Rule.Group == "seam")
            .Select(m => text.OriginalSpan(m.Start, m.Length)).Append((text.Original.Length, 0)).Order())
        {
            AddSentences(text.Original.AsSpan(from, Math.Max(0, start - from)), parts);
            from = Math.Max(from, start + length);
        }

        return parts.Count >= 2 ? parts : [text.Original];
    }

    private void AddSentences(ReadOnlySpan<char> text, List<string> parts)
    {
        while (text.Length > 0 && parts.Count < most)
        {
            var step = text.IndexOfAny(SentenceEnds);
            var part = (step < 0 ? text : text[..step]).Trim(Around);
            if (part.Length >= charsLeast)
            {
                parts.Add(part.ToString());
            }

            text = step < 0 ? [] : text[(step + 1)..];
        }
    }
}
