using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;
using FirstWindow.Language.Normal;
using FirstWindow.Language.Personal;

namespace FirstWindow.Language;

/// <summary>
/// Covers the personal data of a conversation by numbered placeholders, ⟨phone-1⟩, before somebody outside reads
/// it, and puts it back into what they write. Put back is only what stood in the very texts they were given: a
/// placeholder that was never handed out, and personal data of their own, make the whole text unusable. Secrets never
/// come back. For one conversation and one thread.
/// </summary>
/// <param name="packs">By which texts are read.</param>
public sealed partial class Placeholders(PackSet packs)
{
    private const char Opening = '⟨';
    private const char Closing = '⟩';
    private const string Surname = "surname";
    private const int KnownCharsMin = 2;

    private readonly Dictionary<string, string> typeOf = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<(string Type, string Value), string> markOf = [];
    private readonly Dictionary<string, string> handedOut = new(StringComparer.Ordinal);

    /// <summary>Something that is personal wherever it stands, such as what the customer's card holds.</summary>
    public void Know(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Know("known", value);
    }

    /// <summary>The texts with everything personal covered, in their order.</summary>
    /// <param name="said">Who said it, and the words. A number begun in one message and ended in the same speaker's
    /// next one is covered in both.</param>
    public IReadOnlyList<string> Cover(IReadOnlyList<(string Speaker, string Text)> said)
    {
        ArgumentNullException.ThrowIfNull(said);
        var texts = WithoutSplitNumbers(said);
        var found = texts.Select(t => Redaction.Find(t, packs.Words)).ToList();
        // All that is found anywhere is covered everywhere: a name may be introduced once and then stand alone.
        for (var i = 0; i < texts.Count; i++)
        {
            found[i].ForEach(e => Know(e.Type, texts[i].Substring(e.Start, e.Length)));
        }

        var known = KnownWords();
        return [.. texts.Select((text, i) => Cover(text, found[i], known))];
    }

    /// <summary>Puts back what was covered. Fails where the text holds a placeholder that was not handed out, or
    /// personal data that came from nowhere.</summary>
    /// <param name="written">What somebody wrote who was given the covered texts.</param>
    /// <param name="material">What else they were given and may repeat, such as public articles.</param>
    /// <param name="restored">The text with the data.</param>
    public bool TryRestore(string written, string material, [NotNullWhen(true)] out string? restored)
    {
        ArgumentNullException.ThrowIfNull(written);
        ArgumentNullException.ThrowIfNull(material);
        restored = null;
        var bare = Mark().Replace(written, "，");
        if (bare.AsSpan().ContainsAny(Opening, Closing)
            || Mark().Matches(written).Any(m => !handedOut.ContainsKey(m.Value))
            || Redaction.Find(bare, packs.Words).Exists(
                e => !material.Contains(bare.Substring(e.Start, e.Length), StringComparison.Ordinal)))
        {
            return false;
        }

        restored = Mark().Replace(written, m => handedOut[m.Value]);
        return true;
    }

    private void Know(string type, string value)
    {
        if (value.Length >= KnownCharsMin)
        {
            typeOf.TryAdd(value, type);
        }
    }

    // What somebody writes like a placeholder is none.
    private List<string> WithoutSplitNumbers(IReadOnlyList<(string Speaker, string Text)> said)
    {
        var texts = said.Select(s => s.Text.Replace(Opening, '(').Replace(Closing, ')')).ToList();
        var lastOf = new Dictionary<string, int>();
        for (var i = 0; i < texts.Count; i++)
        {
            var speaker = said[i].Speaker;
            if (!lastOf.TryGetValue(speaker, out var before))
            {
                texts[i] = packs.Blot(texts[i]).Text;
            }
            else
            {
                var mayContinue = packs.MayContinueNumber(texts[i]);
                // The words as they were said: what was blotted out of them begins nothing any more.
                var blotted = SplitNumbers.Blot(texts[i], said[before].Text, packs.Words);
                texts[i] = blotted.Text;
                if (blotted.Count > 0 && mayContinue)
                {
                    texts[before] = WithoutLastNumber(texts[before]);
                }
            }

            lastOf[speaker] = i;
        }

        return texts;
    }

    private string WithoutLastNumber(string text)
    {
        var end = text.Length;
        while (end > 0 && !IsDigit(text[end - 1]))
        {
            end--;
        }

        var start = end;
        while (start > 0
            && (text[start - 1] is ' ' or '-' || IsDigit(text[start - 1])))
        {
            start--;
        }

        return start == end ? text : text[..start] + "***" + text[end..];
    }

    private bool IsDigit(char c) => NumberFinder.DigitOf(packs.Words.Characters.Fold(c)) != '\0';

    // Longest first; words of letters only as whole words, or "Li" would be covered in "Life".
    private Regex KnownWords()
    {
        var pattern = new StringBuilder();
        foreach (var value in typeOf.Keys.OrderByDescending(v => v.Length))
        {
            var border = value.All(c => char.IsAscii(c)) && value.Any(char.IsAsciiLetter) ? @"\b" : string.Empty;
            pattern.Append(border).Append(Regex.Escape(value)).Append(border).Append('|');
        }

        // Surnames with a title, "张先生": who it is can be guessed from them.
        var words = packs.Words.Personal;
        pattern.Append("(?:").AppendJoin('|', words.Pack.DoubleSurnames).Append("|[").Append(words.Pack.Surnames)
            .Append("])(?=").AppendJoin('|', words.SurnameTitles.Select(Regex.Escape)).Append(')');
        return new(pattern.ToString(), RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    }

    private string Cover(string text, List<Entity> found, Regex known)
    {
        var covered = new StringBuilder(text.Length);
        var at = 0;
        foreach (var entity in found)
        {
            covered.Append(CoverKnown(text[at..entity.Start], known))
                .Append(MarkOf(entity.Type, text.Substring(entity.Start, entity.Length), entity.Class == "C3"));
            at = entity.Start + entity.Length;
        }

        return covered.Append(CoverKnown(text[at..], known)).ToString();
    }

    private string CoverKnown(string text, Regex known) => known.Replace(text, m =>
        typeOf.TryGetValue(m.Value, out var type) ? MarkOf(type, m.Value, IsSecret(type))
            : MarkOf(Surname, m.Value, isSecret: false));

    private static bool IsSecret(string type) =>
        type is EntityTypes.Password or EntityTypes.OneTimeCode or EntityTypes.CardSecurityCode;

    private string MarkOf(string type, string value, bool isSecret)
    {
        if (!markOf.TryGetValue((type, value), out var mark))
        {
            var number = markOf.Keys.Count(k => k.Type == type) + 1;
            mark = FormattableString.Invariant($"{Opening}{type}-{number}{Closing}");
            markOf[(type, value)] = mark;
            if (!isSecret)
            {
                handedOut[mark] = value;
            }
        }

        return mark;
    }

    [GeneratedRegex("⟨[a-z0-9-]{1,40}⟩", RegexOptions.NonBacktracking)]
    private static partial Regex Mark();
}
