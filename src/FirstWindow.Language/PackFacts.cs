using FirstWindow.Language.Etiquette;

namespace FirstWindow.Language;

/// <summary>Whose words a pack is read on.</summary>
public enum PackReads
{
    /// <summary>Words of the bank's people.</summary>
    Replies,

    /// <summary>Words of customers.</summary>
    Customers,

    /// <summary>Any text.</summary>
    Both,
}

/// <summary>A pack the program comes with.</summary>
/// <param name="Name">Its name: the file's, without the ending.</param>
/// <param name="Reads">Whose words it is read on.</param>
/// <param name="IsOfLexicon">Whether it lies beneath all rules: what hides secrets and personal data, what words and
/// characters mean, and what a small model has learnt with. Such a one is accepted only if the texts that are kept for
/// it are read as well as before.</param>
public sealed record PackFacts(string Name, PackReads Reads, bool IsOfLexicon)
{
    /// <summary>Every pack, those of rules first.</summary>
    public static IReadOnlyList<PackFacts> All { get; } =
    [
        new("etiquette", PackReads.Replies, false), new(JargonPack.Name, PackReads.Replies, false),
        new("courtesy", PackReads.Replies, false), new("signals", PackReads.Customers, false),
        new("emotion", PackReads.Customers, false), new("complaint", PackReads.Customers, false),
        new("fraud", PackReads.Customers, false), new(AnswerIndex.Pack, PackReads.Customers, false),
        new("secrets", PackReads.Both, true),
        new("personal", PackReads.Both, true), new("synonyms", PackReads.Customers, true),
        new("synonyms-en", PackReads.Customers, true), new("fraud-cues", PackReads.Customers, true),
        new("tone-cues", PackReads.Both, true), new("traditional", PackReads.Both, true),
        new("sounds", PackReads.Both, true),
    ];

    /// <summary>Its file.</summary>
    public string File => Name + ".yaml";

    /// <summary>Whether it holds rules, rather than lists of words.</summary>
    internal bool HasRules => !IsOfLexicon && Name != JargonPack.Name;

    /// <summary>The pack of this name, if there is one.</summary>
    public static PackFacts? Of(string name) => All.FirstOrDefault(p => p.Name == name);
}

/// <summary>A place that one pack finds in a text. Offsets count UTF-16 units.</summary>
/// <param name="Rule">The rule, or the words it suggests.</param>
/// <param name="Kind">Its severity, or its group and weight.</param>
/// <param name="Start">Where the place begins.</param>
/// <param name="Length">How long it is.</param>
public readonly record struct PackFinding(string Rule, string Kind, int Start, int Length);
