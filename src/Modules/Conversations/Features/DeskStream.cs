using System.Diagnostics;
using FirstWindow.Conversations.Domain;
using FirstWindow.Conversations.Writing;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Bulletins;
using FirstWindow.Platform.Feed;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Storage;
using FirstWindow.Routing.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FirstWindow.Conversations.Features;

/// <summary>
/// The desk's stream: a snapshot of one's contacts, then what changes. It compares what the desk was told with what the
/// database says, so nothing is missed however often the connection breaks. While it is open, the agent's leases are
/// renewed. A locked desk is told nothing, and keeps its contacts.
/// </summary>
internal sealed class DeskStream(ChangeFeed feed, IServiceScopeFactory scopes, ISessions sessions, Alarms alarms)
{
    private static readonly TimeSpan LookAtSessionEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan NotesOverlap = TimeSpan.FromSeconds(10); // What was written but not committed yet.

    public async Task RunAsync(HttpResponse response, Actor actor, CancellationToken ct)
    {
        using var open = EventStream.Begin(response);
        var told = new Told();
        using var topics = new TopicStream(
            feed, t => t == ContactBook.DeskTopic(actor.StaffId) || t is PromiseBook.Topic or BulletinBook.Topic);
        try
        {
            await SnapshotAsync(response, actor, told, ct);
            var beatAt = Stopwatch.GetTimestamp();
            while (await sessions.StateOfAsync(actor.Session, ct) is not SessionState.Over and var state)
            {
                if (state is SessionState.Locked)
                {
                    await Task.Delay(LookAtSessionEvery, ct); // What changes meanwhile waits among the topics.
                }
                else
                {
                    await TellChangesAsync(
                        response, actor, told, await topics.NextAsync(LookAtSessionEvery, ct), ct);
                }

                if (Stopwatch.GetElapsedTime(beatAt) >= BeatEvery)
                {
                    beatAt = Stopwatch.GetTimestamp();
                    await BeatAsync(actor, told, ct);
                    await EventStream.SendKeepAliveAsync(response, ct);
                }
            }

            await EventStream.SendAsync(response, "signed-out", new { }, ct);
        }
        catch (OperationCanceledException)
        {
            // The desk has gone; on return it gets a new snapshot.
        }
    }

    private async Task TellChangesAsync(
        HttpResponse response, Actor actor, Told told, IReadOnlyList<string> changed, CancellationToken ct)
    {
        // It may have been locked while it waited for them.
        if (await sessions.StateOfAsync(actor.Session, ct) is not SessionState.Open)
        {
            told.HasMissed |= changed.Count > 0;
            return;
        }

        if (told.HasMissed)
        {
            (told.HasMissed, changed) = (false, ["*"]);
        }

        if (changed.Contains(BulletinBook.Topic))
        {
            await EventStream.SendAsync(response, "bulletins", new { }, ct);
        }

        if (changed.Count > 0 || Stopwatch.GetElapsedTime(told.CompanyAt) >= told.CompanyChangesIn)
        {
            await TellAsync(response, actor, told, changed, ct);
        }

        await TellAlarmsAsync(response, told, ct);
    }

    private async Task SnapshotAsync(HttpResponse response, Actor actor, Told told, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IRouting>().BeatAsync(actor.StaffId, ct);
        var contacts = await scope.ServiceProvider.GetRequiredService<DeskReader>().ListAsync(actor, ct);
        foreach (var contact in contacts)
        {
            told.Contacts[contact.Id] = contact;
        }

        var position = await scope.ServiceProvider.GetRequiredService<Database>().Set<Platform.Journal.JournalBlock>()
            .OrderByDescending(b => b.Number).Select(b => b.FirstPosition + b.Entries).FirstOrDefaultAsync(ct);
        await EventStream.SendAsync(response, "snapshot", new { Position = position, Contacts = contacts }, ct);
        told.NotesSince = scope.ServiceProvider.GetRequiredService<DatabaseClock>().Now - NotesOverlap;
        await TellTogetherAsync(response, scope.ServiceProvider, actor, told, ct);
        await TellAlertsAsync(response, scope.ServiceProvider, actor, told, ct);
    }

    private async Task TellAsync(
        HttpResponse response, Actor actor, Told told, IReadOnlyList<string> changed, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var now = (await scope.ServiceProvider.GetRequiredService<DeskReader>().ListAsync(actor, ct))
            .ToDictionary(c => c.Id);
        foreach (var gone in told.Contacts.Keys.Where(id => !now.ContainsKey(id)).ToList())
        {
            told.Contacts.Remove(gone);
            await EventStream.SendAsync(response, "released", new { Id = gone }, ct);
        }

        foreach (var contact in now.Values)
        {
            var before = told.Contacts.GetValueOrDefault(contact.Id);
            told.Contacts[contact.Id] = contact;
            if (before is null || before.IsAccepted != contact.IsAccepted || before.State != contact.State
                || before.HoldUntil != contact.HoldUntil || before.SnoozedUntil != contact.SnoozedUntil
                || before.EmpathyDueAt != contact.EmpathyDueAt)
            {
                await EventStream.SendAsync(response, "assignment", contact, ct);
            }

            if (contact.LastSeq > (before?.LastSeq ?? 0))
            {
                await TellNewAsync(response, scope.ServiceProvider, contact, before?.LastSeq ?? 0, ct);
            }
        }

        if (changed.Contains(PromiseBook.Topic) || changed.Contains("*"))
        {
            await EventStream.SendAsync(response, "promise", new { Changed = true }, ct);
            await TellAlertsAsync(response, scope.ServiceProvider, actor, told, ct);
        }

        if (changed.Count == 0 || changed.Any(t => t != PromiseBook.Topic)) // Promises change all the time.
        {
            await TellTogetherAsync(response, scope.ServiceProvider, actor, told, ct);
        }
    }

    // Who else is at one's contacts, what colleagues wrote since the stream began, who named one.
    private static async Task TellTogetherAsync(
        HttpResponse response, IServiceProvider services, Actor actor, Told told, CancellationToken ct)
    {
        var contacts = told.Contacts.Keys.ToList();
        var (company, changesAt) = await services.GetRequiredService<CompanyReader>()
            .ReadAsync(contacts, actor.StaffId, ct);
        foreach (var id in contacts)
        {
            var people = company.GetValueOrDefault(id) ?? [];
            if (!people.SequenceEqual(told.Company.GetValueOrDefault(id) ?? []))
            {
                told.Company[id] = people;
                await EventStream.SendAsync(response, "company", new { Conversation = id, People = people }, ct);
            }
        }

        var now = services.GetRequiredService<DatabaseClock>().Now;
        told.CompanyAt = Stopwatch.GetTimestamp();
        told.CompanyChangesIn = changesAt is { } at ? at - now : TimeSpan.MaxValue;
        var notes = services.GetRequiredService<NoteReader>();
        foreach (var note in await notes.ReadAsync(contacts, actor, told.NotesSince, ct))
        {
            if (told.Notes.Add(note.Id))
            {
                await EventStream.SendAsync(response, "note", note, ct);
            }
        }

        var mentions = await notes.CountUnreadAsync(actor.StaffId, ct);
        if (mentions != told.Mentions)
        {
            told.Mentions = mentions;
            await EventStream.SendAsync(response, "mentions", new { Unread = mentions }, ct);
        }
    }

    // How many contacts need a supervisor.
    private static async Task TellAlertsAsync(
        HttpResponse response, IServiceProvider services, Actor actor, Told told, CancellationToken ct)
    {
        var standing = actor.May(CompanyPermissions.Listen)
            ? await services.GetRequiredService<AlertReader>().CountAsync(ct) : 0;
        if (standing != told.Watch)
        {
            told.Watch = standing;
            await EventStream.SendAsync(response, "watch", new { Standing = standing }, ct);
        }
    }

    // All that stand, whenever they change: one that is settled disappears from the screen by itself.
    private async Task TellAlarmsAsync(HttpResponse response, Told told, CancellationToken ct)
    {
        var standing = alarms.Raised.Where(a => !Alarms.IsForAdministrators(a.Key))
            .OrderBy(a => a.Key, StringComparer.Ordinal).ToList();
        if (!standing.SequenceEqual(told.Alarms))
        {
            told.Alarms = standing;
            await EventStream.SendAsync(
                response, "alerts", standing.Select(a => new { Code = a.Key, Sentence = a.Value }), ct);
        }
    }

    private static async Task TellNewAsync(
        HttpResponse response, IServiceProvider services, DeskContact contact, int after, CancellationToken ct)
    {
        foreach (var happening in await services.GetRequiredService<ConversationReader>()
            .ReadAfterAsync(contact.Id, after, ct))
        {
            await EventStream.SendAsync(response, happening.Kind is EventKind.State ? "state" : "message", new
            {
                Conversation = contact.Id,
                happening.Seq,
                happening.Id,
                happening.From,
                happening.Text,
                happening.At,
                State = happening.State?.State,
            }, ct);
        }
    }

    private async Task BeatAsync(Actor actor, Told told, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<Database>().BeginAsync(ct);
        await scope.ServiceProvider.GetRequiredService<CompanyBook>()
            .BeatAsync(actor.StaffId, told.Contacts.Keys, ct);
        await scope.ServiceProvider.GetRequiredService<IRouting>().BeatAsync(actor.StaffId, ct);
    }

    private sealed class Told
    {
        public Dictionary<ConversationId, DeskContact> Contacts { get; } = [];

        public Dictionary<ConversationId, IReadOnlyList<CompanyView>> Company { get; } = [];

        public long CompanyAt { get; set; } = Stopwatch.GetTimestamp();

        public TimeSpan CompanyChangesIn { get; set; } = TimeSpan.MaxValue;

        public bool HasMissed { get; set; }

        public HashSet<Guid> Notes { get; } = [];

        public DateTimeOffset NotesSince { get; set; }

        public int Mentions { get; set; }

        public int Watch { get; set; }

        public IReadOnlyList<KeyValuePair<string, string>> Alarms { get; set; } = [];
    }
}
