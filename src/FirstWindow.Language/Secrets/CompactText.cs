using FirstWindow.Language.Normal;

namespace FirstWindow.Language.Secrets;

/// <summary>
/// A text folded for matching, without any blank at all, so that "验 证 码 1 2 3 4" reads as one. Lives in borrowed
/// memory: the blotter runs before every commit and must not allocate for the texts that hold no secret.
/// </summary>
internal readonly ref struct CompactText(string original, Span<char> chars, Span<int> origins, SecretWords words)
{
    public readonly SecretWords Words = words;
    public readonly string Original = original;
    public readonly Span<char> Chars = chars;
    public readonly Span<int> Origins = origins;

    public int Length => Chars.Length;

    public char this[int i] => (uint)i < (uint)Chars.Length ? Chars[i] : '\0';

    /// <summary>Folds the text into the given memory, which must be as long as the text.</summary>
    public static CompactText Fold(string text, Span<char> chars, Span<int> origins, Lexicon lexicon)
    {
        var table = lexicon.Characters;
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = table.Fold(text[i]);
            if (c is CharTable.Dropped or ' ')
            {
                continue;
            }

            chars[length] = c;
            origins[length++] = i;
        }

        return new(text, chars[..length], origins[..length], lexicon.Secrets);
    }

    /// <summary>
    /// Whether something (a blank, an invisible character) stood before this character in the original.
    /// </summary>
    public bool HasGapBefore(int i) => i > 0 && i < Origins.Length && Origins[i] > Origins[i - 1] + 1;

    public Secret Span(int start, int length, SecretKind kind)
    {
        var from = Origins[start];
        return new(from, Origins[start + length - 1] + 1 - from, kind);
    }

    public bool StartsWith(int at, string word) => at >= 0 && at <= Length && Chars[at..].StartsWith(word);

    public bool EndsWith(int end, string word) => end >= word.Length && Chars[..end].EndsWith(word);

    /// <summary>Whether a Latin word stands alone in the original ("pin", not "shipping").</summary>
    public bool IsWholeWord(int start, int length)
    {
        var end = start + length;
        var joinedLeft = start > 0 && char.IsAsciiLetter(Chars[start - 1]) && !HasGapBefore(start);
        var joinedRight = end < Length && char.IsAsciiLetter(Chars[end]) && !HasGapBefore(end);
        return !joinedLeft && !joinedRight;
    }
}
