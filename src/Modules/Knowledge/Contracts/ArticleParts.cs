using System.Text.RegularExpressions;

namespace FirstWindow.Knowledge.Contracts;

/// <summary>An article taken apart, so that it can be told step by step: what is said first, the numbered steps, and
/// all that follows (fees, documents, risks).</summary>
public sealed partial record ArticleParts(string Lead, IReadOnlyList<string> Steps, string Rest)
{
    /// <summary>Takes an article's Markdown apart at its first numbered list.</summary>
    public static ArticleParts Read(string markdown)
    {
        var lines = markdown.ReplaceLineEndings("\n").Split('\n');
        var first = Array.FindIndex(lines, l => Step().IsMatch(l));
        if (first < 0)
        {
            return new(markdown.Trim(), [], string.Empty);
        }

        var steps = new List<string>();
        var next = first;
        for (; next < lines.Length; next++)
        {
            if (Step().Match(lines[next]) is { Success: true } step)
            {
                steps.Add(step.Groups[1].Value.Trim());
            }
            else if (lines[next].StartsWith(' ') && lines[next].Trim().Length > 0)
            {
                steps[^1] += " " + lines[next].Trim(); // A step's second line.
            }
            else if (lines[next].Trim().Length > 0)
            {
                break;
            }
        }

        // The heading right above the steps says only that steps follow.
        var lead = lines[..first].Where(l => !l.StartsWith('#'));
        return new(Join(lead), steps, Join(lines[next..]));
    }

    private static string Join(IEnumerable<string> lines) => string.Join('\n', lines).Trim();

    /// <summary>Whether the steps hold a point that the customer confirms before going on.</summary>
    public bool HasConfirmPoints => Steps.Any(s => ConfirmOf(s) is not null);

    /// <summary>The most steps in a row without such a point.</summary>
    public int LongestStretch => Steps.Aggregate((Now: 0, Most: 0), (run, step) => ConfirmOf(step) is null
        ? (run.Now + 1, Math.Max(run.Most, run.Now + 1)) : (0, run.Most)).Most;

    /// <summary>What a step asks to be confirmed, e.g. <c>（确认：户名显示正确）</c>; none when it asks nothing.</summary>
    public static string? ConfirmOf(string step) =>
        ConfirmPoint().Match(step) is { Success: true } point ? point.Groups[1].Value.Trim() : null;

    [GeneratedRegex(@"^\d{1,2}[.、)]\s*(\S.*)$")]
    private static partial Regex Step();

    [GeneratedRegex(@"[（(](?:确认|confirm)\s*[:：]\s*([^（）()]+)[)）]", RegexOptions.IgnoreCase)]
    private static partial Regex ConfirmPoint();
}
