namespace FirstWindow.Packs.Domain;

/// <summary>A line of a comparison.</summary>
/// <param name="Sign">'+' new, '-' gone, ' ' the same, '…' lines left out.</param>
/// <param name="Line">Its number in the new text, or in the old one when it is gone.</param>
/// <param name="Text">The line.</param>
internal readonly record struct DiffLine(char Sign, int Line, string Text);

/// <summary>What became of a text, line by line, with two lines around each change.</summary>
internal static class LineDiff
{
    private const int Around = 2;
    private const int LinesMax = 4_000;

    public static IReadOnlyList<DiffLine> Of(string before, string after)
    {
        var (a, b) = (before.Split('\n'), after.Split('\n'));
        if (a.Length > LinesMax || b.Length > LinesMax)
        {
            return [.. b.Select((text, i) => new DiffLine('+', i + 1, text))];
        }

        var start = 0;
        while (start < Math.Min(a.Length, b.Length) && a[start] == b[start])
        {
            start++;
        }

        var end = 0;
        while (end < Math.Min(a.Length, b.Length) - start && a[^(end + 1)] == b[^(end + 1)])
        {
            end++;
        }

        var all = new List<DiffLine>();
        all.AddRange(b.Take(start).Select((text, i) => new DiffLine(' ', i + 1, text)));
        all.AddRange(Middle(a[start..^end], b[start..^end], start));
        all.AddRange(b.Skip(b.Length - end).Select((text, i) => new DiffLine(' ', b.Length - end + i + 1, text)));
        return Shortened(all);
    }

    // The longest common part of what lies between, by the plain table.
    private static IEnumerable<DiffLine> Middle(string[] a, string[] b, int offset)
    {
        var common = new int[a.Length + 1, b.Length + 1];
        for (var i = a.Length - 1; i >= 0; i--)
        {
            for (var j = b.Length - 1; j >= 0; j--)
            {
                common[i, j] = a[i] == b[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        for (int i = 0, j = 0; i < a.Length || j < b.Length;)
        {
            if (i < a.Length && j < b.Length && a[i] == b[j])
            {
                yield return new(' ', offset + ++j, b[j - 1]);
                i++;
            }
            else if (i < a.Length && (j == b.Length || common[i + 1, j] >= common[i, j + 1]))
            {
                yield return new('-', offset + ++i, a[i - 1]);
            }
            else
            {
                yield return new('+', offset + ++j, b[j - 1]);
            }
        }
    }

    private static List<DiffLine> Shortened(List<DiffLine> all)
    {
        var shown = new List<DiffLine>();
        var last = -1;
        for (var i = 0; i < all.Count; i++)
        {
            var isNear = all.Skip(Math.Max(0, i - Around)).Take(2 * Around + 1 - Math.Max(0, Around - i))
                .Any(l => l.Sign != ' ');
            if (!isNear)
            {
                continue;
            }

            if (i > last + 1)
            {
                shown.Add(new('…', 0, string.Empty));
            }

            shown.Add(all[i]);
            last = i;
        }

        return shown;
    }
}
