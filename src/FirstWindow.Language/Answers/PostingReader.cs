namespace FirstWindow.Language.Answers;

/// <summary>Where a block of a posting list begins: at which byte, and the text just before it.</summary>
internal readonly record struct Skip(int Text, int At);

/// <summary>Walks the posting list of one feature forwards, text by text or over whole blocks.</summary>
internal struct PostingReader
{
    /// <summary>The text at which a reader stands that has come to its end.</summary>
    public const int End = int.MaxValue;

    private readonly byte[] bytes;
    private readonly Skip[] skips;
    private readonly int end;
    private readonly int skipEnd;
    private int at;
    private int skip;

    public PostingReader(byte[] bytes, int at, int end, Skip[] skips, int skip, int skipEnd)
    {
        (this.bytes, this.at, this.end) = (bytes, at, end);
        (this.skips, this.skip, this.skipEnd) = (skips, skip, skipEnd);
        Text = -1;
        Next();
    }

    /// <summary>The text at which the reader stands.</summary>
    public int Text { get; private set; }

    /// <summary>The level of the feature's weight in it.</summary>
    public int Level { get; private set; }

    /// <summary>Goes on to the next text.</summary>
    public void Next()
    {
        if (at == end)
        {
            Text = End;
            return;
        }

        var value = Postings.Decode(bytes, ref at);
        Text += value >> Postings.LevelBits;
        Level = value & (Postings.Levels - 1);
    }

    /// <summary>Goes on to the first text that is not before this one.</summary>
    public void Seek(int text)
    {
        if (Text >= text)
        {
            return;
        }

        var block = SkipTo(text);
        if (block >= skip)
        {
            // The reader may be past the beginning of that block already.
            if (skips[block].Text > Text)
            {
                (Text, at) = (skips[block].Text, skips[block].At);
            }

            skip = block + 1;
        }

        while (Text < text)
        {
            Next();
        }
    }

    /// <summary>Adds to each text before <paramref name="until"/> what its level is worth; the sums begin with the
    /// text <paramref name="first"/>.</summary>
    public void AddUntil(int until, int first, Span<int> sums, ReadOnlySpan<int> worth)
    {
        Seek(first);
        // In places of its own, as this runs through millions of them.
        var (text, level, next) = (Text, Level, at);
        while (text < until)
        {
            sums[text - first] += worth[level];
            if (next == end)
            {
                text = End;
                break;
            }

            var value = Postings.Decode(bytes, ref next);
            text += value >> Postings.LevelBits;
            level = value & (Postings.Levels - 1);
        }

        (Text, Level, at) = (text, level, next);
    }

    // The last block that begins before this text, or one less than the next: first in growing steps, then between.
    private readonly int SkipTo(int text)
    {
        var (low, step) = (skip - 1, 1);
        while (low + step < skipEnd && skips[low + step].Text < text)
        {
            (low, step) = (low + step, 2 * step);
        }

        var high = Math.Min(low + step, skipEnd);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            (low, high) = skips[middle].Text < text ? (middle, high) : (low, middle);
        }

        return low;
    }
}
