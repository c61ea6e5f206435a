using System.Diagnostics;
using FirstWindow.Conversations.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Feed;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FirstWindow.Conversations.Features;

/// <summary>
/// A supervisor listens to a contact while it runs: its events, who serves it, who else is there, and the words among
/// colleagues. That somebody listens is journaled once, and shown to the colleague who serves.
/// </summary>
[Clause("A4.3.1a")]
[Clause("A4.2.3a")]
internal sealed class ListenStream(ChangeFeed feed, IServiceScopeFactory scopes, ISessions sessions)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(15);

    /// <summary>Runs until the page goes, the session ends or the contact is over.</summary>
    public async Task<Result> RunAsync(
        HttpResponse response, ConversationId id, int after, Actor actor, CancellationToken ct)
    {
        if (!await BeginAsync(id, actor, ct))
        {
            return CompanyErrors.NotOfTheTeam;
        }

        using var open = EventStream.Begin(response);
        using var topics = new TopicStream(feed, t => t == ContactBook.InsideTopic(id));
        var told = new Told { LastSeq = after };
        try
        {
            await TellAsync(response, id, actor, told, ct);
            var beatAt = Stopwatch.GetTimestamp();
            var toldAt = beatAt;
            var hasMissed = false;
            while (!told.IsOver && await sessions.StateOfAsync(actor.Session, ct) is not SessionState.Over)
            {
                hasMissed |= (await topics.NextAsync(LookEvery, ct)).Count > 0;
                if ((hasMissed || Stopwatch.GetElapsedTime(toldAt) >= told.TellAgainIn)
                    && await sessions.StateOfAsync(actor.Session, ct) is SessionState.Open)
                {
                    hasMissed = false;
                    toldAt = Stopwatch.GetTimestamp();
                    await TellAsync(response, id, actor, told, ct);
                }

                if (Stopwatch.GetElapsedTime(beatAt) >= BeatEvery)
                {
                    beatAt = Stopwatch.GetTimestamp();
                    await BeatAsync(id, actor, ct);
                    await EventStream.SendKeepAliveAsync(response, ct);
                }
            }

            await EventStream.SendAsync(response, told.IsOver ? "over" : "signed-out", new { }, ct);
        }
        catch (OperationCanceledException)
        {
            // The page has gone; it comes back with the last number it saw.
        }

        await LeaveAsync(id, actor);
        return Result.Success;
    }

    private async Task<bool> BeginAsync(ConversationId id, Actor actor, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Database>();
        if (await scope.ServiceProvider.GetRequiredService<ContactBook>().FindAsync(id, ct)
            is not { IsOpen: true } conversation
            || !await scope.ServiceProvider.GetRequiredService<OwnTeam>()
                .MayLookIntoAsync(conversation.Agent, CompanyPermissions.Listen, actor, ct))
        {
            return false;
        }

        var now = scope.ServiceProvider.GetRequiredService<DatabaseClock>().Now;
        var before = await db.Set<Attendance>().AsNoTracking()
            .SingleOrDefaultAsync(a => a.Conversation == id && a.Staff == actor.StaffId, ct);
        if (before?.IsHere(now) is not true) // A line that broke and came back is the same listening.
        {
            scope.ServiceProvider.GetRequiredService<JournalBook>().Record(
                actor with { Purpose = "supervision", Contact = id }, CompanyActs.Listened, Subject.Of(id));
        }

        await scope.ServiceProvider.GetRequiredService<CompanyBook>()
            .ShowAsync(conversation, actor.StaffId, Doing.Looking, ct);
        await db.CommitAsync(ct);
        return true;
    }

    private async Task TellAsync(
        HttpResponse response, ConversationId id, Actor actor, Told told, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        foreach (var happening in await services.GetRequiredService<ConversationReader>()
            .ReadAfterAsync(id, told.LastSeq, ct))
        {
            told.LastSeq = happening.Seq;
            EventStream.Write(response.BodyWriter, happening.Seq,
                happening.Kind is EventKind.State ? "state" : "message", happening.ToData());
        }

        var (company, changesAt) = await services.GetRequiredService<CompanyReader>()
            .ReadAsync([id], actor.StaffId, ct);
        var people = company.GetValueOrDefault(id) ?? [];
        var contact = await services.GetRequiredService<Database>().Set<Conversation>().AsNoTracking()
            .Where(c => c.Id == id).Select(c => new { c.Agent, c.State }).SingleAsync(ct);
        if (told.Contact != (contact.Agent, contact.State) || told.People?.SequenceEqual(people) is not true)
        {
            (told.Contact, told.People) = ((contact.Agent, contact.State), people);
            await EventStream.SendAsync(
                response, "company", new { contact.Agent, State = contact.State.ToCode(), People = people }, ct);
        }

        foreach (var note in await services.GetRequiredService<NoteReader>().ReadAsync(id, actor, ct))
        {
            if (told.Notes.Add(note.Id))
            {
                await EventStream.SendAsync(response, "note", note, ct);
            }
        }

        var now = services.GetRequiredService<DatabaseClock>().Now;
        told.TellAgainIn = changesAt is { } at && at > now ? at - now : Company.SilenceMax;
        told.IsOver = contact.State is ConversationState.Closed;
        await response.BodyWriter.FlushAsync(ct);
    }

    private async Task BeatAsync(ConversationId id, Actor actor, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Database>();
        await db.BeginAsync(ct);
        await scope.ServiceProvider.GetRequiredService<CompanyBook>().BeatAsync(actor.StaffId, [id], ct);
        await db.CommitAsync(ct);
    }

    private async Task LeaveAsync(ConversationId id, Actor actor)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Database>();
        if (await scope.ServiceProvider.GetRequiredService<ContactBook>().FindAsync(id, CancellationToken.None)
            is { } conversation && conversation.Agent != actor.StaffId)
        {
            await scope.ServiceProvider.GetRequiredService<CompanyBook>()
                .LeaveAsync(conversation, actor.StaffId, CancellationToken.None);
            await db.CommitAsync(CancellationToken.None);
        }
    }

    private sealed class Told
    {
        public int LastSeq { get; set; }

        public (StaffId? Agent, ConversationState State) Contact { get; set; }

        public IReadOnlyList<CompanyView>? People { get; set; }

        public HashSet<Guid> Notes { get; } = [];

        public TimeSpan TellAgainIn { get; set; } = Company.SilenceMax;

        public bool IsOver { get; set; }
    }
}
