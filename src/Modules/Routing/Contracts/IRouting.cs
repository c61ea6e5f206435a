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

    /// <summary>Everybody else.</summary>
    Ordinary = 5,
}

/// <summary>A line of waiting contacts and the roles that serve it.</summary>
public sealed record ServiceQueue(string Code, params IReadOnlyList<Role> ServedBy)
{
    /// <summary>The first line.</summary>
    public static readonly ServiceQueue General = new("general", Role.Agent);

    /// <summary>Hard cases, on transfer.</summary>
    public static readonly ServiceQueue Expert = new("expert", Role.Expert, Role.Supervisor);

    /// <summary>The queue with this code.</summary>
    public static ServiceQueue? Find(string code) =>
        code == General.Code ? General : code == Expert.Code ? Expert : null;
}

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
    void Arrive(ConversationId conversation, ServiceQueue queue, ContactClass contactClass, DateTimeOffset arrivedAt);

    /// <summary>Takes a contact out of its queue: the customer left.</summary>
    Task LeaveAsync(ConversationId conversation, CancellationToken ct);

    /// <summary>Moves a waiting contact to a more urgent class, at the place its arrival gives it there.</summary>
    Task RaiseAsync(ConversationId conversation, ContactClass contactClass, CancellationToken ct);

    /// <summary>Notes that the agent took the offered contact.</summary>
    /// <returns>Whether the contact is this agent's.</returns>
    Task<bool> AcceptAsync(ConversationId conversation, StaffId staff, CancellationToken ct);

    /// <summary>Ends the assignment: the contact is done, declined or goes elsewhere.</summary>
    Task ReleaseAsync(ConversationId conversation, string reason, CancellationToken ct);

    /// <summary>Gives a contact to this person at once, from whoever has it or from its queue.</summary>
    Task TakeAsync(ConversationId conversation, StaffId staff, string reason, CancellationToken ct);

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

    /// <summary>The agent did not answer or is gone; the contact is back at its old place.</summary>
    Task ReturnedAsync(ConversationId conversation, StaffId from, CancellationToken ct);
}
