namespace FirstWindow.Packs.Pages;

/// <summary>What the head of a pack says, for the list.</summary>
internal static class PackLook
{
    /// <summary>Where its content comes from.</summary>
    public static string SourceOf(string yaml) =>
        yaml.Split('\n').FirstOrDefault(l => l.StartsWith("source:", StringComparison.Ordinal))?["source:".Length..].Trim()
        ?? string.Empty;

    /// <summary>How many rules, terms or lists it holds: each begins a line of its own.</summary>
    public static int RulesOf(string yaml)
    {
        var lines = yaml.Split('\n');
        var rules = lines.Count(l => l.StartsWith("  - id:", StringComparison.Ordinal) || l.StartsWith("  '", StringComparison.Ordinal));
        return rules > 0 ? rules : lines.Count(IsList);
    }

    private static bool IsList(string line) => line.StartsWith("  - ", StringComparison.Ordinal)
        || (line.Length > 2 && char.IsAsciiLetterLower(line[0]) && line.Contains(": [", StringComparison.Ordinal))
        || (line.Length > 2 && line.StartsWith("  ", StringComparison.Ordinal) && char.IsAsciiLetterLower(line[2])
            && line.Contains(": [", StringComparison.Ordinal));
}
