using System.Diagnostics;
using FirstWindow.Conversations.Domain;
using FirstWindow.Conversations.Writing;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
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
/// renewed.
/// </summary>
internal sealed class DeskStream(ChangeFeed feed, IServiceScopeFactory scopes, ISessions sessions, Alarms alarms)
{
    private static readonly TimeSpan LookAtSessionEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(15);

    public async Task RunAsync(HttpResponse response, Actor actor, CancellationToken ct)
    {
        EventStream.Begin(response);
        var told = new Told();
        using var topics = new TopicStream(
            feed, t => t == ContactBook.DeskTopic(actor.StaffId) || t == PromiseBook.Topic);
        try
        {
            await SnapshotAsync(response, actor, told, ct);
            var beatAt = Stopwatch.GetTimestamp();
            while (await sessions.StandsAsync(actor.Session, ct))
            {
                var changed = await topics.NextAsync(LookAtSessionEvery, ct);
                if (changed.Count > 0)
                {
                    await TellAsync(response, actor, told, changed, ct);
                }

                if (Stopwatch.GetElapsedTime(beatAt) >= BeatEvery)
                {
                    beatAt = Stopwatch.GetTimestamp();
                    await BeatAsync(actor, ct);
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
                || before.HoldUntil != contact.HoldUntil)
            {
                await EventStream.SendAsync(response, "assignment", contact, ct);
            }

            if (contact.LastSeq > (before?.LastSeq ?? 0))
            {
                await TellNewAsync(response, scope.ServiceProvider, contact, before?.LastSeq ?? 0, ct);
            }
        }

        if (changed.Contains(PromiseBook.Topic))
        {
            await EventStream.SendAsync(response, "promise", new { Changed = true }, ct);
        }

        foreach (var (code, sentence) in alarms.Raised)
        {
            await EventStream.SendAsync(response, "alert", new { Code = code, Sentence = sentence }, ct);
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

    private async Task BeatAsync(Actor actor, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IRouting>().BeatAsync(actor.StaffId, ct);
    }

    private sealed class Told
    {
        public Dictionary<ConversationId, DeskContact> Contacts { get; } = [];
    }
}
