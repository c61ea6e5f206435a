using FirstWindow.Platform;
using FirstWindow.Platform.Journal;

namespace FirstWindow.Conversations.Domain;

/// <summary>How a contact was led, as it was read when it closed. Holds no words of anybody.</summary>
internal sealed class KeptReading
{
    public ConversationId Conversation { get; init; }

    public StaffId Agent { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>0 to 100.</summary>
    public int Courtesy { get; init; }

    /// <summary>How many of a hundred messages of the agent were friendly; none where it was not read.</summary>
    public int? Tone { get; init; }

    /// <summary>The customer's feeling in the first messages.</summary>
    public required string EmotionFirst { get; init; }

    /// <summary>The same in the last.</summary>
    public required string EmotionLast { get; init; }

    /// <summary>How far the bad feeling went down, -100 to 100.</summary>
    public int CalmedPercent { get; init; }

    /// <summary>What points were lost for: clause, rule and cost, as JSON.</summary>
    public required string Misses { get; init; }
}

internal static class CourtesyActs
{
    /// <summary>A contact was read over all of its turns.</summary>
    public static readonly Act Read = new("contact.courtesy-read", "A2.2.1a", "A2.3.1a", "C2.1.1a", "C3.2.3b", "C3.3.2", "B1.0.1");

    /// <summary>Something that should have followed did not; the entry names the clause.</summary>
    public static readonly Act Missed = new("contact.courtesy-missed");
}
