using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Storage;
using FirstWindow.Routing.Domain;
using FirstWindow.Staff.Contracts;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Routing.Features;

/// <summary>A waiting contact on the floor.</summary>
internal sealed record FloorWait(ConversationId Conversation, string Queue, int Priority, DateTimeOffset ArrivedAt);

/// <summary>An agent on the floor.</summary>
internal sealed record FloorAgent(StaffId Staff, string Name, string Number, string? Team, string State, string? Reason,
    int Contacts, int Capacity, DateTimeOffset Since)
{
    /// <summary>Whether the break is longer than its reason allows.</summary>
    public bool IsBreakTooLong { get; init; }
}

/// <summary>A contact in somebody's hands.</summary>
internal sealed record FloorContact(
    ConversationId Conversation, StaffId Staff, string AgentName, string? Team, DateTimeOffset OfferedAt,
    bool IsAccepted);

/// <summary>The whole floor at a moment.</summary>
internal sealed record Floor(
    DateTimeOffset At, IReadOnlyList<FloorWait> Waiting, IReadOnlyList<FloorAgent> Agents,
    IReadOnlyList<FloorContact> Contacts,
    int OverduePromises, IReadOnlyDictionary<string, string> Alarms)
{
    /// <summary>Contacts in somebody's hands; the list holds the first of them.</summary>
    public int InHand { get; init; }
}

/// <summary>Reads the floor: who waits, who works, what runs late, what is wrong.</summary>
[Clause("A2.2.5a")]
internal sealed class FloorReader(
    Database db, IStaffDirectory directory, PolicyBook policies, DatabaseClock clock, Alarms alarms)
{
    private const int RowsMax = 200;

    public async Task<Floor> ReadAsync(CancellationToken ct)
    {
        var now = clock.Now;
        var waiting = await db.Set<WaitingContact>().AsNoTracking().OrderBy(w => w.Priority).ThenBy(w => w.ArrivedAt)
            .Take(RowsMax)
            .Select(w => new FloorWait(w.Conversation, w.Queue, w.Priority, w.ArrivedAt)).ToListAsync(ct);
        var inHands = db.Set<Assignment>().AsNoTracking().Where(a => a.EndedAt == null);
        var open = await inHands.OrderBy(a => a.OfferedAt).Take(RowsMax).ToListAsync(ct);
        var inHand = await inHands.GroupBy(a => a.Staff).Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        var presences = await db.Set<Presence>().AsNoTracking().ToDictionaryAsync(p => p.Staff, ct);
        var cards = (await directory.AllAsync(ct)).ToDictionary(c => c.Id);
        var overdue = await db.Set<Promise>().CountAsync(p => p.State == PromiseState.Open && p.DueAt < now, ct);
        return new(
            now, waiting,
            [.. cards.Values.Where(c => c.Roles.Contains(Role.Agent) || c.Roles.Contains(Role.Expert))
                .Select(c => AgentOf(c, presences.GetValueOrDefault(c.Id), inHand.GetValueOrDefault(c.Id), now))],
            [.. open.Select(a => new FloorContact(
                a.Conversation, a.Staff, cards.GetValueOrDefault(a.Staff)?.Name ?? string.Empty,
                cards.GetValueOrDefault(a.Staff)?.Team, a.OfferedAt, a.AcceptedAt is not null))],
            overdue, alarms.Raised)
        {
            InHand = inHand.Values.Sum(),
        };
    }

    private FloorAgent AgentOf(StaffCard card, Presence? presence, int contacts, DateTimeOffset now)
    {
        var state = presence is null ? PresenceState.Offline
            : presence.State is PresenceState.Available
                && !presence.IsHere(now, policies.Seconds(RoutingPolicies.Lease)) ? PresenceState.Offline
            : presence.State;
        return new(card.Id, card.Name, card.Number, card.Team, state.ToCode(), presence?.Reason, contacts,
            presence?.Capacity ?? 0, presence?.Since ?? now)
        {
            IsBreakTooLong = state is PresenceState.Break
                && BreakReasons.IsTooLong(presence?.Reason, now - (presence?.Since ?? now), policies),
        };
    }
}
