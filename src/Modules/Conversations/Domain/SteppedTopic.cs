using System.Globalization;

namespace FirstWindow.Conversations.Domain;

/// <summary>Where the assistant is in an article it tells step by step, as a conversation's topic:
/// <c>step:credit-card-lost:2</c>.</summary>
/// <param name="Slug">Which article.</param>
/// <param name="Step">The step told last, from 1; one more than the article has when all were told.</param>
internal sealed record SteppedTopic(string Slug, int Step)
{
    private const string Mark = "step:";

    /// <summary>Reads a topic; none when it is of another kind.</summary>
    public static SteppedTopic? Read(string? topic) =>
        topic?.Split(':') is [var mark, var slug, var step] && mark + ":" == Mark
            && int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new(slug, number) : null;

    /// <summary>The article a topic is about.</summary>
    public static string? SlugOf(string? topic) => Read(topic)?.Slug ?? topic;

    /// <inheritdoc/>
    public override string ToString() => $"{Mark}{Slug}:{Step.ToString(CultureInfo.InvariantCulture)}";
}
