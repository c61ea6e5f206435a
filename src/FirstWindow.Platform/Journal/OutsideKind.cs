namespace FirstWindow.Platform.Journal;

/// <summary>
/// A kind of event that other systems of the bank may be told of. Declared as a static field beside the act it tells
/// of; what is not declared never leaves the house.
/// </summary>
/// <param name="Code">Stable name for receivers, e.g. <c>contact.rated</c>.</param>
/// <param name="Act">The act in the journal.</param>
/// <param name="Details">What of the entry's detail goes out: names of its <c>name=value</c> parts; a part without a
/// name is called after its place in this list.</param>
public sealed record OutsideKind(string Code, Act Act, params IReadOnlyList<string> Details)
{
    /// <summary>The part an entry's detail must have to be told, where not every such act is.</summary>
    public string? OnlyWith { get; init; }

    /// <summary>What goes out of an entry's detail; none when the entry is not of this kind.</summary>
    public IReadOnlyDictionary<string, string>? Read(string? detail)
    {
        var parts = detail?.Split(';') ?? [];
        if (OnlyWith is not null && !parts.Contains(OnlyWith))
        {
            return null;
        }

        var told = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < parts.Length; i++)
        {
            var named = parts[i].Split('=', 2);
            var name = named.Length == 2 ? named[0] : i < Details.Count ? Details[i] : string.Empty;
            if (Details.Contains(name))
            {
                told[name] = named[^1];
            }
        }

        return told;
    }
}
