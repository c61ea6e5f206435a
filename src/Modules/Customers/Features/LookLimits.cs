using FirstWindow.Customers.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Calendar;
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
    Database db, JournalBook journal, PolicyBook policies, Alarms alarms, DatabaseClock clock)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>A further card without a contact.</summary>
    public async Task<Error?> AdmitLookAsync(Actor actor, CancellationToken ct)
    {
        if (IsNight())
        {
            Alarm(actor, "night", "Customer cards were opened at night without a contact.");
        }

        var opened = await db.Set<BrokenGlass>()
            .CountAsync(g => g.Staff == actor.StaffId && g.At > clock.Now - Hour, ct);
        if (opened < policies[CardPolicies.LooksPerHour])
        {
            return null;
        }

        await AlarmNowAsync(actor, "many", "Somebody opens customer cards without contacts, more than anybody may.", ct);
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

        await AlarmNowAsync(actor, "reveals", "Somebody reveals customers' data, more than anybody may.", ct);
        return CardErrors.TooManyReveals;
    }

    private bool IsNight()
    {
        var hour = clock.Now.ToOffset(BankCalendar.Zone).Hour;
        var (from, until) = (policies[CardPolicies.NightFrom], policies[CardPolicies.NightUntil]);
        return from > until ? hour >= from || hour < until : hour >= from && hour < until;
    }

    private void Alarm(Actor actor, string kind, string sentence)
    {
        alarms.Raise($"customers.looks-{kind}", sentence);
        journal.Record(actor, CardActs.LooksAlarmed, Subject.Of(actor.StaffId), $"kind={kind}");
    }

    // A refusal gives up the transaction; the alarm must stay.
    private async Task AlarmNowAsync(Actor actor, string kind, string sentence, CancellationToken ct)
    {
        Alarm(actor, kind, sentence);
        await db.CommitAsync(ct);
    }
}
