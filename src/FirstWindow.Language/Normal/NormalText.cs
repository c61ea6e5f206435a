namespace FirstWindow.Language.Normal;

/// <summary>
/// A text as it is matched: half-width, simplified, lower case, without invisible characters and without the blanks
/// people put between Chinese characters. Every position leads back to the original.
/// </summary>
internal sealed class NormalText
{
    private readonly int[] origins;
    private readonly List<(object Reader, object Read)> kept = [];

    private NormalText(string original, string text, int[] origins, Lexicon words)
    {
        Words = words;
        Original = original;
        Text = text;
        this.origins = origins;
    }

    /// <summary>The words it is read by.</summary>
    public Lexicon Words { get; }

    public string Original { get; }

    public string Text { get; }

    /// <summary>Brings a text into its form.</summary>
    /// <param name="original">The text.</param>
    /// <param name="words">By which words.</param>
    public static NormalText Of(string original, Lexicon words)
    {
        var table = words.Characters;
        var chars = new char[original.Length];
        var origins = new int[original.Length];
        var length = 0;
        for (var i = 0; i < original.Length; i++)
        {
            var c = table.Fold(original[i]);
            var before = length > 0 ? chars[length - 1] : ' ';
            if (c == CharTable.Dropped || (c == ' ' && IsBlankInsideChinese(original, i, before, table)))
            {
                continue;
            }

            chars[length] = c;
            origins[length++] = i;
        }

        return new NormalText(original, new string(chars, 0, length), origins, words);
    }

    /// <summary>What a reader makes of this text, kept for who asks again. Nobody may change what is given; a text is
    /// read by one thread.</summary>
    public TRead Once<TReader, TRead>(TReader reader, Func<TReader, NormalText, TRead> read)
        where TReader : class
        where TRead : class
    {
        foreach (var (known, made) in kept)
        {
            if (ReferenceEquals(known, reader))
            {
                return (TRead)made;
            }
        }

        var fresh = read(reader, this);
        kept.Add((reader, fresh));
        return fresh;
    }

    /// <summary>The place of a span of <see cref="Text"/> in the original, in UTF-16 units.</summary>
    public (int Start, int Length) OriginalSpan(int start, int length)
    {
        if (length == 0 || start >= Text.Length)
        {
            return (start < Text.Length ? origins[start] : Original.Length, 0);
        }

        var from = origins[start];
        return (from, origins[Math.Min(start + length, Text.Length) - 1] + 1 - from);
    }

    private static bool IsBlankInsideChinese(string original, int at, char before, CharTable table)
    {
        // Looking ahead only past one blank keeps this linear; a run of blanks collapses one by one.
        if (before == ' ')
        {
            return true;
        }

        if (!CharTable.IsHan(before))
        {
            return false;
        }

        var next = at + 1 < original.Length ? table.Fold(original[at + 1]) : ' ';
        return next is ' ' or CharTable.Dropped || CharTable.IsHan(next);
    }
}
