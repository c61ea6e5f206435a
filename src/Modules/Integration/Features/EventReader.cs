using System.Security.Cryptography;
using System.Text.Json;
using FirstWindow.Integration.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Integration.Features;

/// <summary>What other systems are told of an event: references and codes, never anybody's words or data.</summary>
/// <param name="SubjectKind">Kind of what it is about, e.g. <c>conversation</c>.</param>
/// <param name="Subject">Its id; none for a customer or a member of staff.</param>
/// <param name="By">Who did it: staff, customer, service or system.</param>
/// <param name="Details">Codes, by name.</param>
internal sealed record EventData(
    string SubjectKind, Guid? Subject, string By, IReadOnlyDictionary<string, string> Details);

/// <summary>An event as receivers and readers get it.</summary>
/// <param name="Id">The same wherever and however often it is told.</param>
/// <param name="Type">Code of its kind.</param>
/// <param name="Timestamp">When it happened.</param>
/// <param name="Position">Its place in the journal.</param>
/// <param name="Data">What is told of it.</param>
internal sealed record OutsideEvent(string Id, string Type, DateTimeOffset Timestamp, string Position, EventData Data)
{
    /// <summary>The body of a delivery; the same at every attempt.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JsonSettings.Options);
}

/// <summary>Some events in order, where to read on, and whether there is more by now.</summary>
internal sealed record EventPage(IReadOnlyList<OutsideEvent> Events, EventPosition Next, bool IsMore);

/// <summary>
/// Reads the journal as other systems see it: only kinds that are declared, in the order of the chain. Only sealed
/// entries are read, because before that on PostgreSQL an earlier one may still become visible.
/// </summary>
internal sealed class EventReader(Database db, EventKinds kinds)
{
    private const int BlocksMax = 5_000;

    /// <summary>The place after everything that is sealed now.</summary>
    public async Task<EventPosition> EndAsync(CancellationToken ct) => EventPosition.After(await HeadAsync(ct));

    /// <summary>Reads on after a place.</summary>
    /// <param name="after">Where the reader stands.</param>
    /// <param name="codes">Kinds it wants.</param>
    /// <param name="most">Entries read at most; of them those are told that are of the kinds.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<EventPage> ReadAsync(
        EventPosition after, IEnumerable<string> codes, int most, CancellationToken ct)
    {
        var wanted = kinds.ByAct.Values.Where(k => codes.Contains(k.Code)).Select(k => k.Act.Code).ToList();
        var head = await HeadAsync(ct);
        var until = Math.Min(head, after.Block + BlocksMax);
        var entries = await db.Set<JournalEntry>().AsNoTracking()
            .Where(e => e.Block >= after.Block && e.Block <= until && (e.Block > after.Block || e.Entry > after.Entry))
            .Where(e => wanted.Contains(e.Act))
            .OrderBy(e => e.Block).ThenBy(e => e.Entry).Take(most).ToListAsync(ct);
        var events = entries.Select(Tell).OfType<OutsideEvent>().ToList();
        return entries.Count == most ? new(events, new(entries[^1].Block!.Value, entries[^1].Entry), true)
            : after.Block > head ? new(events, after, false)
            : new(events, EventPosition.After(until), until < head);
    }

    /// <summary>One event again.</summary>
    public async Task<OutsideEvent?> FindAsync(long entry, CancellationToken ct) =>
        await db.Set<JournalEntry>().AsNoTracking().SingleOrDefaultAsync(e => e.Entry == entry && e.Block != null, ct)
            is { } found ? Tell(found) : null;

    private async Task<long> HeadAsync(CancellationToken ct) =>
        await db.Set<JournalBlock>().MaxAsync(b => (long?)b.Number, ct) ?? 0;

    private OutsideEvent? Tell(JournalEntry entry)
    {
        if (!kinds.ByAct.TryGetValue(entry.Act, out var kind) || kind.Read(entry.Detail) is not { } details)
        {
            return null;
        }

        var isPerson = entry.SubjectKind is "customer" or "staff";
        return new(IdOf(entry), kind.Code, entry.At, new EventPosition(entry.Block!.Value, entry.Entry).ToString(),
            new(entry.SubjectKind, isPerson ? null : entry.Subject, entry.ActorKind, details));
    }

    // From the entry's own code: also a restored database never gives an id to something else.
    private static string IdOf(JournalEntry entry) => "evt_" + Convert.ToHexStringLower(
        SHA256.HashData([.. entry.Mac, .. BitConverter.GetBytes(entry.Entry)]).AsSpan(0, 16));
}

/// <summary>Every kind of event that any module declares.</summary>
internal sealed class EventKinds(Modules modules)
{
    /// <summary>By the act in the journal.</summary>
    public IReadOnlyDictionary<string, OutsideKind> ByAct { get; } =
        modules.Fields<OutsideKind>().ToDictionary(k => k.Act.Code, StringComparer.Ordinal);

    /// <summary>Their codes, in order.</summary>
    public IReadOnlyList<string> Codes =>
        [.. ByAct.Values.Select(k => k.Code).Order(StringComparer.Ordinal)];
}
