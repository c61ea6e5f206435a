namespace FirstWindow.Language.Rules;

/// <summary>
/// How large the machine of a pattern grows: every sign and set counts, and what is repeated counts as often as it may
/// come. A few signs can ask for millions of states, so this is known before the machine is built.
/// </summary>
internal sealed class PatternSize
{
    private const int DepthMax = 20;
    private const int OpenEnded = 2;
    private readonly string pattern;
    private int at;
    private bool isBad;

    private PatternSize(string pattern) => this.pattern = pattern;

    /// <summary>The size; none when brackets do not match or lie too deep.</summary>
    public static long? Of(string pattern)
    {
        var reader = new PatternSize(pattern);
        var size = reader.ReadGroup(0);
        return reader.isBad || reader.at < pattern.Length ? null : size;
    }

    private long ReadGroup(int depth)
    {
        long size = 1;
        isBad |= depth > DepthMax;
        while (!isBad && at < pattern.Length && pattern[at] != ')')
        {
            var part = ReadPart(depth);
            size = Math.Min(size + part * ReadRepeats(), int.MaxValue);
        }

        return size;
    }

    private long ReadPart(int depth)
    {
        var c = pattern[at++];
        if (c == '(')
        {
            var size = ReadGroup(depth + 1);
            isBad |= at >= pattern.Length;
            at++; // The closing bracket.
            return size;
        }

        if (c is '[')
        {
            var end = pattern.IndexOf(']', at);
            isBad |= end <= at;
            at = Math.Max(at, end + 1);
        }
        else if (c is '\\')
        {
            isBad |= at >= pattern.Length;
            at++;
        }

        return 1;
    }

    private long ReadRepeats()
    {
        if (isBad || at >= pattern.Length || pattern[at] is not '{')
        {
            return 1;
        }

        var end = pattern.IndexOf('}', at);
        var bounds = end < 0 ? [] : pattern[(at + 1)..end].Split(',');
        if (bounds.Length is 0 or > 2 || !int.TryParse(bounds[0], out var least))
        {
            isBad = true;
            return 1;
        }

        at = end + 1;
        return bounds.Length == 1 ? Math.Max(1, least)
            : int.TryParse(bounds[1], out var most) ? Math.Max(1, most) : Math.Max(1, least) + OpenEnded;
    }
}
