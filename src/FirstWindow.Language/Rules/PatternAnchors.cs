namespace FirstWindow.Language.Rules;

/// <summary>
/// Finds the words without which a pattern cannot match, so that one walk over a text tells which patterns to try.
/// </summary>
internal sealed class PatternAnchors
{
    private readonly string pattern;
    private int at;

    private PatternAnchors(string pattern) => this.pattern = pattern;

    public static IReadOnlyList<string> Of(string pattern)
    {
        var reader = new PatternAnchors(pattern);
        return reader.ReadAlternatives() ?? [];
    }

    // Every alternative must bring its own anchors, or the whole has none.
    private List<string>? ReadAlternatives()
    {
        List<string>? all = [];
        while (true)
        {
            var one = ReadSequence();
            all = one is null || all is null ? null : [.. all, .. one];
            if (at >= pattern.Length || pattern[at] != '|')
            {
                return all;
            }

            at++;
        }
    }

    private List<string>? ReadSequence()
    {
        List<string>? best = null;
        var literal = "";
        while (at < pattern.Length && pattern[at] is not ('|' or ')'))
        {
            var c = pattern[at++];
            if (c == '(')
            {
                var group = ReadAlternatives();
                at++;
                best = IsOptional() ? best : Better(best, group);
                best = Better(best, Literal(literal));
                literal = "";
            }
            else if (c is '~' or '…' or '.' or '^' or '$' || c == '[' || c == '\\')
            {
                SkipSet(c);
                IsOptional();
                best = Better(best, Literal(literal));
                literal = "";
            }
            else if (IsOptional())
            {
                best = Better(best, Literal(literal));
                literal = "";
            }
            else
            {
                literal += c;
            }
        }

        return Better(best, Literal(literal));
    }

    private void SkipSet(char c)
    {
        if (c == '\\')
        {
            at++;
        }

        while (c == '[' && pattern[at++] != ']')
        {
        }
    }

    private bool IsOptional()
    {
        if (at < pattern.Length && pattern[at] is '?' or '*')
        {
            at++;
            return true;
        }

        if (at < pattern.Length && pattern[at] == '+')
        {
            at++;
            return false;
        }

        if (at < pattern.Length && pattern[at] == '{')
        {
            var optional = pattern[at + 1] == '0';
            at = pattern.IndexOf('}', at) + 1;
            return optional;
        }

        return false;
    }

    private static List<string>? Literal(string literal) => literal.Length == 0 ? null : [literal];

    // The set whose shortest word is longest is met least often.
    private static List<string>? Better(List<string>? a, List<string>? b)
    {
        if (a is null || b is null)
        {
            return a ?? b;
        }

        return b.Min(w => w.Length) > a.Min(w => w.Length) ? b : a;
    }
}
