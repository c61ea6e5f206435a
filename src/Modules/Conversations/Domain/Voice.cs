using FirstWindow.Platform;

namespace FirstWindow.Conversations.Domain;

/// <summary>A low score that is to be made good: somebody speaks to the customer and notes whether it is good
/// now.</summary>
internal sealed class Recovery
{
    public ConversationId Conversation { get; init; }

    public int Score { get; init; }

    public DateTimeOffset OpenedAt { get; init; }

    public DateTimeOffset DueAt { get; init; }

    public Guid Promise { get; init; }

    public StaffId? Staff { get; private set; }

    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>yes, no or unreachable.</summary>
    public string? Satisfied { get; private set; }

    /// <summary>What was done and how the customer was told: encrypted JSON.</summary>
    public byte[]? Body { get; private set; }

    public void Close(StaffId staff, DateTimeOffset at, string satisfied, byte[] body) =>
        (Staff, ClosedAt, Satisfied, Body) = (staff, at, satisfied, body);
}

/// <summary>What a customer proposed: owned by somebody, answered by a day, and leading to an improvement or to the
/// reason why not.</summary>
internal sealed class Suggestion
{
    public Guid Id { get; init; }

    public ConversationId Conversation { get; init; }

    /// <summary>Who of the staff wrote it down; none when the customer did.</summary>
    public StaffId? TakenBy { get; init; }

    public DateTimeOffset At { get; init; }

    public required byte[] Body { get; init; }

    public StaffId? Owner { get; private set; }

    public DateTimeOffset DueAt { get; init; }

    public Guid Promise { get; init; }

    public byte[]? Answer { get; private set; }

    public DateTimeOffset? AnsweredAt { get; private set; }

    public Guid? Improvement { get; private set; }

    /// <summary>Why nothing changes; words of the staff, without personal data.</summary>
    public string? NoChange { get; private set; }

    public void GiveTo(StaffId owner) => Owner = owner;

    public void Close(byte[] answer, DateTimeOffset at, Guid? improvement, string? noChange) =>
        (Answer, AnsweredAt, Improvement, NoChange) = (answer, at, improvement, noChange);
}

/// <summary>A change to how the bank serves, with what is measured before and after.</summary>
internal sealed class Improvement
{
    public Guid Id { get; init; }

    public required string Title { get; init; }

    public required string Before { get; init; }

    public string? After { get; private set; }

    public StaffId Owner { get; init; }

    public DateTimeOffset MadeAt { get; init; }

    public DateTimeOffset DueAt { get; init; }

    public Guid Promise { get; init; }

    public DateTimeOffset? DoneAt { get; private set; }

    public void Finish(string after, DateTimeOffset at) => (After, DoneAt) = (after, at);
}

/// <summary>What customers said in a week, in numbers; somebody draws a conclusion and signs it.</summary>
internal sealed class VoiceSummary
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public DateOnly FirstDay { get; init; }

    public DateOnly LastDay { get; init; }

    /// <summary>The numbers as JSON, as they stood when it was made.</summary>
    public required string Content { get; init; }

    public DateTimeOffset MadeAt { get; init; }

    public Guid Promise { get; init; }

    public StaffId? SignedBy { get; private set; }

    public DateTimeOffset? SignedAt { get; private set; }

    public string? Conclusion { get; private set; }

    public void Sign(StaffId by, DateTimeOffset at, string conclusion) =>
        (SignedBy, SignedAt, Conclusion) = (by, at, conclusion);
}
