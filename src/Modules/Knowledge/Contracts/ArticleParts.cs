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

    [GeneratedRegex(@"^\d{1,2}[.、)]\s*(\S.*)$")]
    private static partial Regex Step();
}
