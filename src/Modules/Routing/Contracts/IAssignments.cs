using FirstWindow.Platform;

namespace FirstWindow.Routing.Contracts;

/// <summary>One step of a contact from hand to hand.</summary>
/// <param name="Agent">Number and name.</param>
/// <param name="Queue">Code of the queue.</param>
/// <param name="OfferedAt">When it was offered or taken.</param>
/// <param name="AcceptedAt">When it was accepted.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="EndReason">How it ended.</param>
/// <param name="Reason">Why this agent.</param>
public sealed record PastAssignment(
    string Agent, string Queue, DateTimeOffset OfferedAt, DateTimeOffset? AcceptedAt, DateTimeOffset? EndedAt,
    string? EndReason, string Reason);

/// <summary>Who has had a contact, and why.</summary>
public interface IAssignments
{
    /// <summary>Every assignment of a contact, oldest first.</summary>
    Task<IReadOnlyList<PastAssignment>> OfAsync(ConversationId conversation, CancellationToken ct);

    /// <summary>Those of some contacts that this person accepted once.</summary>
    Task<HashSet<ConversationId>> ServedByAsync(
        StaffId staff, IReadOnlyCollection<ConversationId> conversations, CancellationToken ct);

    /// <summary>Who accepted one of these contacts last.</summary>
    Task<StaffId?> LastServedByAsync(IReadOnlyCollection<ConversationId> conversations, CancellationToken ct);
}
