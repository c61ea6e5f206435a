using System.Globalization;
using FirstWindow.Customers.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Calendar;
using FirstWindow.Platform.Conduct;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Customers.Features;

/// <summary>
/// How many looks a person may take. What is counted stands in the journal, so no node and no restart forgets it; what
/// passes the limit is refused, alarmed and journaled.
/// </summary>
[Clause("A4.2.1a")]
[Clause("A4.3.1b")]
internal sealed class LookLimits(
    Database db, JournalBook journal, PolicyBook policies, Alarms alarms, ConductBook conduct, DatabaseClock clock)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Segments whose customers are looked at by name.</summary>
    private static readonly string[] Privileged = ["wealth"];

    /// <summary>A further card without a contact.</summary>
    public async Task<Error?> AdmitLookAsync(Actor actor, CancellationToken ct)
    {
        var opened = await db.Set<BrokenGlass>()
            .CountAsync(g => g.Staff == actor.StaffId && g.At > clock.Now - Hour, ct);
        if (opened < policies[CardPolicies.LooksPerHour])
        {
            return null;
        }

        await AlarmNowAsync(actor, "many", ConductKinds.ManyLooks, "Somebody opens customer cards without contacts, more than anybody may.", ct);
        return CardErrors.TooManyLooks;
    }

    /// <summary>A further field in clear.</summary>
    public async Task<Error?> AdmitRevealAsync(Actor actor, CancellationToken ct)
    {
        var since = clock.Now - Hour;
        var revealed = await db.Set<JournalEntry>()
            .CountAsync(e => e.Actor == actor.Id && e.Act == CardActs.Revealed.Code && e.At > since, ct);
        if (revealed < policies[CardPolicies.RevealsPerHour])
        {
            return null;
        }

        await AlarmNowAsync(actor, "reveals", ConductKinds.ManyReveals, "Somebody reveals customers' data, more than anybody may.", ct);
        return CardErrors.TooManyReveals;
    }

    /// <summary>A card was opened without a contact: at night, or of a privileged customer, compliance asks
    /// why.</summary>
    public async Task WatchLookAsync(Customer customer, Guid look, Actor actor, CancellationToken ct)
    {
        if (IsNight())
        {
            await conduct.RaiseAsync(actor.StaffId, ConductKinds.NightLook, $"look={look:n}", ct);
        }

        if (Privileged.Contains(customer.Segment))
        {
            await conduct.RaiseAsync(actor.StaffId, ConductKinds.PrivilegedLook, $"look={look:n}", ct);
        }
    }

    /// <summary>A field is shown in clear: who does so far more often in a day than the peers is asked about
    /// it.</summary>
    public async Task WatchRevealAsync(Actor actor, CancellationToken ct)
    {
        var (since, role) = (clock.Now - Day, actor.RoleInUse?.ToCode());
        var counts = await db.Set<JournalEntry>()
            .Where(e => e.Act == CardActs.Revealed.Code && e.At > since && e.Role == role && e.Actor != null)
            .GroupBy(e => e.Actor!.Value).Select(g => new { Staff = g.Key, Count = g.Count() }).ToListAsync(ct);
        var own = (counts.Find(c => c.Staff == actor.Id)?.Count ?? 0) + 1; // This one is not written yet.
        var peers = counts.Where(c => c.Staff != actor.Id).Select(c => c.Count).Order().ToList();
        if (own < policies[ConductPolicies.RevealsMin] || peers.Count < policies[ConductPolicies.PeersMin])
        {
            return;
        }

        var median = (peers[(peers.Count - 1) / 2] + peers[peers.Count / 2]) / 2.0;
        if (own > median * policies[ConductPolicies.RevealTimes])
        {
            await conduct.RaiseAsync(actor.StaffId, ConductKinds.RevealsOverPeers,
                string.Create(CultureInfo.InvariantCulture, $"own={own};median={median:0.#}"), ct);
        }
    }

    private bool IsNight()
    {
        var hour = clock.Now.ToOffset(BankCalendar.Zone).Hour;
        var (from, until) = (policies[CardPolicies.NightFrom], policies[CardPolicies.NightUntil]);
        return from > until ? hour >= from || hour < until : hour >= from && hour < until;
    }

    // A refusal gives up the transaction; the alarm must stay.
    private async Task AlarmNowAsync(
        Actor actor, string kind, string conductKind, string sentence, CancellationToken ct)
    {
        alarms.Raise($"customers.looks-{kind}", sentence);
        journal.Record(actor, CardActs.LooksAlarmed, Subject.Of(actor.StaffId), $"kind={kind}");
        await conduct.RaiseAsync(actor.StaffId, conductKind, "within=1h", ct);
        await db.CommitAsync(ct);
    }
}
