namespace FirstWindow.Conversations.Domain;

/// <summary>What a customer is told before anything is collected, as it was worded once. A conversation names the
/// version it began under, so what was told can be shown years later.</summary>
internal sealed class CollectionNotice
{
    /// <summary>1 is the first; the highest is in force.</summary>
    public int Version { get; init; }

    public required string Chinese { get; init; }

    public required string English { get; init; }

    public DateTimeOffset InForceFrom { get; init; }
}
