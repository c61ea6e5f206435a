using FirstWindow.Conversations.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features;

/// <summary>How one group of customers fared beside everybody else.</summary>
/// <param name="Trait">elder, language or channel.</param>
/// <param name="Group">Which group of it.</param>
/// <param name="Contacts">Contacts a person took.</param>
/// <param name="WaitSeconds">Median wait for a person.</param>
/// <param name="OthersWaitSeconds">Median wait of everybody else.</param>
/// <param name="ResolvedPercent">Share that closed as resolved; none when too few closed.</param>
/// <param name="OthersResolvedPercent">Of everybody else.</param>
/// <param name="IsWorse">Whether it waits longer or is helped less than the threshold allows.</param>
internal sealed record GroupView(
    string Trait, string Group, int Contacts, int WaitSeconds, int? OthersWaitSeconds, int? ResolvedPercent,
    int? OthersResolvedPercent, bool IsWorse);

/// <summary>Compares waiting and outcome between groups of customers. Being served sooner is no fault; being served
/// later or worse than the others is.</summary>
[Clause("C2.2.1")]
[Clause("C2.1.1c")]
internal sealed class FairnessReader(Database db, PolicyBook policies, Alarms alarms, DatabaseClock clock)
{
    /// <summary>Longest time looked back.</summary>
    public const int DaysMax = 92;

    private const int ContactsMax = 20_000;
    private const string Alarm = "fairness";

    /// <summary>Every group of every trait, those that fare worse first.</summary>
    public async Task<IReadOnlyList<GroupView>> ReadAsync(int days, CancellationToken ct)
    {
        var contacts = await ContactsAsync(clock.Now - TimeSpan.FromDays(Math.Clamp(days, 1, DaysMax)), ct);
        return
        [
            .. Compare("elder", contacts, c => c.NeedsHelp ? "yes" : "no")
                .Concat(Compare("language", contacts, c => c.Locale))
                .Concat(Compare("channel", contacts, c => c.Channel))
                .OrderByDescending(g => g.IsWorse),
        ];
    }

    /// <summary>Raises the alarm while a group fares worse, and takes it back when none does.</summary>
    public async Task WatchAsync(int days, CancellationToken ct)
    {
        if ((await ReadAsync(days, ct)).FirstOrDefault(g => g.IsWorse) is { } worse)
        {
            alarms.Raise(Alarm, $"Customers of {worse.Trait}={worse.Group} wait longer or are helped less than others.");
        }
        else
        {
            alarms.Clear(Alarm);
        }
    }

    private async Task<List<Contact>> ContactsAsync(DateTimeOffset since, CancellationToken ct)
    {
        var waited = await db.Set<Conversation>().AsNoTracking()
            .Where(c => c.WaitingSince >= since).OrderByDescending(c => c.WaitingSince).Take(ContactsMax)
            .Select(c => new { c.Id, c.WaitingSince, c.NeedsHelp, c.Locale, c.Channel }).ToListAsync(ct);
        var contacts = new List<Contact>();
        foreach (var some in waited.Chunk(500))
        {
            var ids = some.Select(c => c.Id).ToList();
            var subjects = ids.Select(i => i.Value).ToList();
            var accepted = (await db.Set<JournalEntry>()
                .Where(e => e.Act == ConversationActs.Accepted.Code && subjects.Contains(e.Subject))
                .Select(e => new { e.Subject, e.At }).ToListAsync(ct))
                .GroupBy(e => e.Subject).ToDictionary(g => g.Key, g => g.Min(e => e.At));
            var outcomes = await db.Set<WrapUp>().Where(w => ids.Contains(w.Conversation) && w.Staff != null)
                .ToDictionaryAsync(w => w.Conversation, w => w.Outcome, ct);
            contacts.AddRange(some.Where(c => accepted.ContainsKey(c.Id.Value)).Select(c => new Contact(
                (accepted[c.Id.Value] - c.WaitingSince!.Value).TotalSeconds, c.NeedsHelp, c.Locale, c.Channel,
                outcomes.GetValueOrDefault(c.Id))));
        }

        return contacts;
    }

    private IEnumerable<GroupView> Compare(string trait, List<Contact> contacts, Func<Contact, string> groupOf)
    {
        foreach (var group in contacts.GroupBy(groupOf))
        {
            var mine = group.ToList();
            var others = contacts.Where(c => groupOf(c) != group.Key).ToList();
            var (wait, theirs) = (MedianOf(mine), others.Count == 0 ? (int?)null : MedianOf(others));
            var (resolved, theirResolved) = (ResolvedOf(mine), ResolvedOf(others));
            var least = policies[FairnessPolicies.ContactsLeast];
            var isComparable = mine.Count >= least && others.Count >= least;
            var waitsLonger = theirs is { } t
                && wait > Math.Max(t, 1) * (100 + policies[FairnessPolicies.WaitPercent]) / 100
                && wait - t > policies[FairnessPolicies.WaitSeconds];
            var isHelpedLess = theirResolved - resolved > policies[FairnessPolicies.OutcomePoints];
            yield return new(trait, group.Key, mine.Count, wait, theirs, resolved, theirResolved,
                isComparable && (waitsLonger || isHelpedLess));
        }
    }

    private static int MedianOf(List<Contact> contacts) =>
        (int)contacts.Select(c => c.Wait).Order().ElementAt(contacts.Count / 2);

    private int? ResolvedOf(List<Contact> contacts)
    {
        var closed = contacts.Where(c => c.Outcome is not null).ToList();
        return closed.Count < policies[FairnessPolicies.ContactsLeast] ? null
            : closed.Count(c => c.Outcome == "resolved") * 100 / closed.Count;
    }

    private sealed record Contact(double Wait, bool NeedsHelp, string Locale, string Channel, string? Outcome);
}
