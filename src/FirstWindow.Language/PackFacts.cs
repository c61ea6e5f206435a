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
/// <param name="IsEditable">Whether a bank may change it while the program runs. What hides secrets and personal data
/// may not be weakened so, and what a small model has learnt with changes only together with the model.</param>
public sealed record PackFacts(string Name, PackReads Reads, bool IsEditable)
{
    /// <summary>Every pack, those that may be changed first.</summary>
    public static IReadOnlyList<PackFacts> All { get; } =
    [
        new("etiquette", PackReads.Replies, true), new(JargonPack.Name, PackReads.Replies, true),
        new("courtesy", PackReads.Replies, true), new("signals", PackReads.Customers, true),
        new("emotion", PackReads.Customers, true), new("complaint", PackReads.Customers, true),
        new("fraud", PackReads.Customers, true), new("secrets", PackReads.Both, false),
        new("personal", PackReads.Both, false), new("synonyms", PackReads.Customers, false),
        new("synonyms-en", PackReads.Customers, false), new("fraud-cues", PackReads.Customers, false),
        new("tone-cues", PackReads.Both, false), new("traditional", PackReads.Both, false),
        new("sounds", PackReads.Both, false),
    ];

    /// <summary>Its file.</summary>
    public string File => Name + ".yaml";

    /// <summary>Whether it holds rules, rather than a list of words.</summary>
    internal bool HasRules => Name != JargonPack.Name;

    /// <summary>The pack of this name, if there is one.</summary>
    public static PackFacts? Of(string name) => All.FirstOrDefault(p => p.Name == name);
}

/// <summary>A place that one pack finds in a text. Offsets count UTF-16 units.</summary>
/// <param name="Rule">The rule, or the words it suggests.</param>
/// <param name="Kind">Its severity, or its group and weight.</param>
/// <param name="Start">Where the place begins.</param>
/// <param name="Length">How long it is.</param>
public readonly record struct PackFinding(string Rule, string Kind, int Start, int Length);
