namespace FirstWindow.Language;

/// <summary>One message of a contact.</summary>
/// <param name="ByAgent">A person of the bank wrote it; otherwise the customer.</param>
/// <param name="Text">The words.</param>
/// <param name="At">When.</param>
public sealed record Said(bool ByAgent, string Text, DateTimeOffset At);

/// <summary>Something that should have followed and did not, or should not have been said.</summary>
/// <param name="Clause">The clause it falls under.</param>
/// <param name="Rule">Stable name, e.g. <c>grievance-without-apology</c>.</param>
/// <param name="Turn">Index of the message it is seen at.</param>
/// <param name="Cost">Points of a hundred.</param>
public sealed record Miss(string Clause, string Rule, int Turn, int Cost);

/// <summary>How a contact was led, over all of its turns.</summary>
/// <param name="Courtesy">0 to 100: a hundred less what the misses cost.</param>
/// <param name="Misses">Why not a hundred, in the order of the turns.</param>
/// <param name="EmotionAtFirst">The customer's feeling in the first messages: angry, sad, fear, surprise, happy or
/// neutral.</param>
/// <param name="EmotionAtLast">The same in the last.</param>
/// <param name="HasCalmed">How far the bad feeling went down, -1 to 1.</param>
/// <param name="TurnedAt">Index of the message at which the feeling changed most; none when it never did.</param>
public sealed record ContactReading(
    int Courtesy, IReadOnlyList<Miss> Misses, string EmotionAtFirst, string EmotionAtLast, double HasCalmed,
    int? TurnedAt)
{
    /// <summary>How many of a hundred of the agent's messages were friendly and patient; none when a person wrote
    /// none.</summary>
    public int? Tone { get; init; }
}
