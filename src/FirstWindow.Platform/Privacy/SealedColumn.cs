using FirstWindow.Platform.Journal;

namespace FirstWindow.Platform.Privacy;

/// <summary>
/// A column that holds ciphertexts, named by the module that owns it, so that keys and algorithms can be changed. A
/// test holds the list against the schema: a column that is forgotten here would be lost with its master key.
/// </summary>
/// <param name="Table">Table name.</param>
/// <param name="Column">Column name.</param>
/// <param name="Key">The columns that find a row, separated by commas.</param>
/// <param name="Context">The column the ciphertext is bound to.</param>
public sealed record SealedColumn(string Table, string Column, string Key = "id", string Context = "id")
{
    /// <summary>Whether the master key itself seals it, not a subject's data key.</summary>
    public bool IsUnderMaster { get; init; }

    /// <summary>Whether it is kept as base 64.</summary>
    public bool IsText { get; init; }

    /// <summary>What the ciphertext is bound to, where that is no column, from the row's key.</summary>
    public Func<IReadOnlyList<object>, Guid>? ContextOf { get; init; }

    /// <summary>The stream of the journal whose entries these rows are: a row is changed only with its proof.</summary>
    public JournalStream? Stream { get; init; }

    /// <summary>Rows changed in one transaction; fewer where they are large.</summary>
    public int TogetherMax { get; init; } = 200;

    /// <summary>The columns of the platform itself.</summary>
    public static readonly IReadOnlyList<SealedColumn> OfPlatform =
    [
        new("data_key", "wrapped") { IsUnderMaster = true },
        new("protection_key", "xml") { IsUnderMaster = true, IsText = true },
        new("conduct_alarm", "words") { IsUnderMaster = true },
        new("outgoing_letter", "content") { IsUnderMaster = true },
        new("import_file", "content") { IsUnderMaster = true, TogetherMax = 5 },
    ];
}
