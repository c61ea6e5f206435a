using System.Globalization;

namespace FirstWindow.Integration.Domain;

/// <summary>A place in the journal: the block, and the entry within it. Only sealed entries have one, so it never
/// changes and nothing ever appears before it.</summary>
internal readonly record struct EventPosition(long Block, long Entry)
{
    /// <summary>Before everything.</summary>
    public static readonly EventPosition Start = default;

    /// <summary>After every entry of a block.</summary>
    public static EventPosition After(long block) => new(block + 1, 0);

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static EventPosition? Parse(string text)
    {
        var parts = text.Split('-');
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var block)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var entry)
            ? new(block, entry) : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Block}-{Entry}");
}
