namespace FirstWindow.Packs.Pages;

/// <summary>What the head of a pack says, for the list.</summary>
internal static class PackLook
{
    /// <summary>Where its content comes from.</summary>
    public static string SourceOf(string yaml) =>
        yaml.Split('\n').FirstOrDefault(l => l.StartsWith("source:", StringComparison.Ordinal))?["source:".Length..].Trim()
        ?? string.Empty;

    /// <summary>How many rules or terms it holds: each begins a line of its own.</summary>
    public static int RulesOf(string yaml) => yaml.Split('\n').Count(l =>
        l.StartsWith("  - id:", StringComparison.Ordinal) || l.StartsWith("  '", StringComparison.Ordinal));
}
