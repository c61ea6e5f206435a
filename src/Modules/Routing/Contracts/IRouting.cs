using FirstWindow.Platform;
using FirstWindow.Platform.Access;

namespace FirstWindow.Routing.Contracts;

/// <summary>How urgent a contact is; lower numbers are served first, first come first served inside a class.</summary>
public enum ContactClass
{
    /// <summary>Somebody may be losing money right now.</summary>
    Fraud = 0,

    /// <summary>Aged 60 or more, or says so.</summary>
    Elder = 1,

    /// <summary>Has a grievance.</summary>
    Complaint = 2,

    /// <summary>A customer the bank serves first, but only so often in a row.</summary>
    Privileged = 3,

    /// <summary>Everybody else.</summary>
    Ordinary = 5,
}

/// <summary>A contact that comes to a queue.</summary>
/// <param name="Conversation">Which.</param>
/// <param name="Queue">Code of the queue.</param>
/// <param name="Class">How urgent.</param>
/// <param name="ArrivedAt">Its place: when the customer first began to wait.</param>
/// <param name="Locale">Language of the customer.</param>
/// <param name="Channel">Channel it came by.</param>
/// <param name="Preferred">Who served the customer before, if somebody did.</param>
public sealed record Arrival(
    ConversationId Conversation, string Queue, ContactClass Class, DateTimeOffset ArrivedAt, string Locale,
    string Channel, StaffId? Preferred);

/// <summary>Where a waiting customer stands.</summary>
/// <param name="Ahead">Contacts that will be served before.</param>
/// <param name="AgentsOnline">Staff who serve this queue now.</param>
/// <param name="WaitSeconds">Expected wait, from how fast the queue was served of late; none when too few were.</param>
public sealed record QueuePlace(int Ahead, int AgentsOnline, int? WaitSeconds);

/// <summary>An assignment as the desk needs it.</summary>
public sealed record OpenAssignment(
    ConversationId Conversation, StaffId Staff, DateTimeOffset OfferedAt, bool IsAccepted, DateTimeOffset LeaseUntil);

/// <summary>
/// Brings contacts to people. Every call takes part in the caller's transaction; the matching itself follows right
/// after the commit.
/// </summary>
public interface IRouting
{
    /// <summary>Puts a contact into a queue, at the place its arrival gives it.</summary>
    void Arrive(Arrival arrival);

    /// <summary>Every queue, by code.</summary>
    IReadOnlyList<ServiceQueue> Queues { get; }

    /// <summary>The queue with this code; none when there is none.</summary>
    ServiceQueue? FindQueue(string code);

    /// <summary>Takes a contact out of its queue: the customer left.</summary>
    Task LeaveAsync(ConversationId conversation, CancellationToken ct);

    /// <summary>Moves a waiting contact to a more urgent class, at the place its arrival gives it there.</summary>
    Task RaiseAsync(ConversationId conversation, ContactClass contactClass, CancellationToken ct);

    /// <summary>Notes that the agent took the offered contact.</summary>
    /// <returns>Not found when the contact is not this agent's; refused when the certificate is gone.</returns>
    Task<Result> AcceptAsync(ConversationId conversation, StaffId staff, CancellationToken ct);

    /// <summary>The agent does not take the offered contact: it goes back to its old place and not to this agent
    /// again.</summary>
    Task<Result> DeclineAsync(ConversationId conversation, Actor actor, CancellationToken ct);

    /// <summary>Ends the assignment: the contact is done or goes elsewhere.</summary>
    Task ReleaseAsync(ConversationId conversation, string reason, CancellationToken ct);

    /// <summary>Gives a contact to this person at once, from whoever has it or from its queue; refused without the
    /// queue's certificate.</summary>
    Task<Result> TakeAsync(ConversationId conversation, StaffId staff, string reason, CancellationToken ct);

    /// <summary>The agent's contacts, oldest first.</summary>
    Task<IReadOnlyList<OpenAssignment>> OpenOfAsync(StaffId staff, CancellationToken ct);

    /// <summary>Where a waiting contact stands; none when it does not wait.</summary>
    Task<QueuePlace?> PlaceOfAsync(ConversationId conversation, CancellationToken ct);

    /// <summary>Renews the leases of an agent whose desk is open.</summary>
    Task BeatAsync(StaffId staff, CancellationToken ct);
}

/// <summary>What routing tells the owner of the contacts, inside the transaction that matches.</summary>
public interface IContactDesk
{
    /// <summary>The contact was offered to this agent.</summary>
    Task OfferedAsync(ConversationId conversation, StaffId staff, CancellationToken ct);

    /// <summary>The agent did not answer, would not or is gone; the contact is back at its old place.</summary>
    /// <param name="conversation">Which.</param>
    /// <param name="from">Whose it was.</param>
    /// <param name="note">What colleagues should read about it, and who wrote it.</param>
    /// <param name="ct">Stops it.</param>
    Task ReturnedAsync(
        ConversationId conversation, StaffId from, (StaffId By, string Words)? note, CancellationToken ct);

    /// <summary>Nobody can come in time: the customer is told so, with a promise by the business calendar. The
    /// contact keeps its place.</summary>
    Task NobodyCameAsync(ConversationId conversation, CancellationToken ct);

    /// <summary>Contacts that are put off now: they need no place at a desk.</summary>
    Task<IReadOnlySet<ConversationId>> PutOffAsync(CancellationToken ct);
}
