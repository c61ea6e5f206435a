namespace FirstWindow.Language.Tasks;

/// <summary>Turns UTF-16 positions into code points, walking the text once as long as positions ascend.</summary>
internal sealed class CodePoints(string text)
{
    private int at;
    private int count;

    public int Before(int position)
    {
        if (position < at)
        {
            (at, count) = (0, 0);
        }

        while (at < position)
        {
            at += char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) ? 2 : 1;
            count++;
        }

        return count;
    }

    public (int Start, int Length) Span(int start, int length)
    {
        var from = Before(start);
        return (from, Before(start + length) - from);
    }
}
