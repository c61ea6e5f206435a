using System.Text.Json;
using FirstWindow.Conversations.Domain;
using FirstWindow.Conversations.Persistence;
using FirstWindow.Conversations.Writing;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Calendar;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;
using FirstWindow.Routing.Contracts;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features;

/// <summary>
/// What the use cases share when they change a conversation other than by a message: the row under its lock, its
/// events, its notes and its one open reply promise.
/// </summary>
internal sealed class ContactBook(
    Database db, SubjectKeys keys, KeyRing ring, PromiseBook promises, PolicyBook policies, CalendarBook calendar,
    DatabaseClock clock)
{
    private static readonly RowBytesPool Rows = new();

    /// <summary>When a message left now is answered at the latest.</summary>
    public DateTimeOffset MessageAnsweredBy =>
        calendar.Current.DueAfterWorkdays(clock.Now, (int)policies[ChatPolicies.MessageAnswer]);

    /// <summary>Topic of one person's desk.</summary>
    public static string DeskTopic(StaffId staff) => $"desk:{staff.Value:n}";

    /// <summary>Topic of what staff see of one contact: its events, notes and who is there.</summary>
    public static string InsideTopic(ConversationId id) => $"inside:{id.Value:n}";

    /// <summary>A conversation, locked until the commit.</summary>
    public async Task<Conversation?> FindAsync(ConversationId id, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        var conversation = await db.FindForUpdateAsync<Conversation>("conversation", id.Value, ct);
        if (conversation is not null)
        {
            await keys.LoadAsync(conversation.KeyId, ct);
        }

        return conversation;
    }

    /// <summary>A contact in this agent's hands, locked until the commit. Somebody else's does not exist.</summary>
    public async Task<Conversation?> FindForAsync(ConversationId id, Actor actor, CancellationToken ct) =>
        await FindAsync(id, ct) is { } conversation && conversation.Agent == actor.StaffId && conversation.IsOpen
            ? conversation : null;

    /// <summary>Writes a change of state into the conversation, where the customer sees it.</summary>
    public void AppendState(Conversation conversation, StateFacts facts)
    {
        var clientId = Guid.CreateVersion7();
        var body = keys.Encrypt(conversation.KeyId, JsonSerializer.Serialize(facts, JsonSettings.Options), clientId);
        Append(conversation, EventKind.State, Sender.System, null, clientId, body, []);
    }

    /// <summary>Writes a sentence that belongs to a change, e.g. to a hold: both are on disk, or neither.</summary>
    public void AppendMessage(Conversation conversation, NewMessage message) => Append(
        conversation, EventKind.Message, message.Sender, message.Author, message.ClientId, message.Body,
        message.Digest);

    private void Append(
        Conversation conversation, EventKind kind, Sender sender, Guid? author, Guid clientId, byte[] body,
        byte[] digest)
    {
        var now = clock.Now;
        var seq = conversation.NextSeq();
        var mac = Rows.Use(row => row.Start(ConversationMapping.Events.Table)
            .Add(conversation.Id.Value).Add((long)seq).Add((long)kind).Add((long)sender).Add((object?)author)
            .Add(clientId).Add(Conventions.ToMicroseconds(now)).Add(body.AsSpan()).Add(digest.AsSpan())
            .Mac(ring));
        db.Add(new ConversationEvent
        {
            Conversation = conversation.Id,
            Seq = seq,
            Kind = (int)kind,
            Sender = (int)sender,
            Author = author,
            ClientId = clientId,
            At = now,
            Body = body,
            Digest = digest,
            Mac = mac,
        });
        db.Announce(ConversationStreams.TopicOf(conversation.Id));
        db.Announce(InsideTopic(conversation.Id));
        db.Announce(FloorFeed.Topic);
        if (conversation.Agent is { } agent)
        {
            db.Announce(DeskTopic(agent));
        }
    }

    /// <summary>Words among staff.</summary>
    /// <param name="conversation">About which contact.</param>
    /// <param name="text">The words.</param>
    /// <param name="author">Who wrote them; none for the assistant.</param>
    /// <param name="id">Id chosen by the caller.</param>
    /// <param name="whisperedTo">The one colleague they are for; none when they are for all.</param>
    public void AddNote(
        Conversation conversation, string text, StaffId? author, Guid? id = null, StaffId? whisperedTo = null)
    {
        var noteId = id ?? Guid.CreateVersion7();
        db.Add(new Note
        {
            Id = noteId,
            Conversation = conversation.Id,
            Author = author,
            WhisperedTo = whisperedTo,
            At = clock.Now,
            Body = keys.Encrypt(conversation.KeyId, text, noteId),
        });
        db.Announce(InsideTopic(conversation.Id));
        if (conversation.Agent is { } agent)
        {
            db.Announce(DeskTopic(agent));
        }
    }

    /// <summary>Moves the open reply promise, or makes one: the customer is owed a person's word.</summary>
    public async Task OwePersonAsync(Conversation conversation, CancellationToken ct)
    {
        if (await promises.FindOpenAsync(ChatPromises.Message, Subject.Of(conversation.Id), ct) is not null)
        {
            return; // The customer has gone and was told when to come back.
        }

        await SettleAsync(conversation, null, ct);
        var dueAt = clock.Now + policies.Seconds(ChatPolicies.FirstReply);
        var promise = promises.Make(ChatPromises.Reply, Subject.Of(conversation.Id), null, dueAt);
        conversation.Owe(promise.Id, dueAt);
    }

    /// <summary>Promises an answer by a day instead of at once, and tells the customer.</summary>
    public DateTimeOffset OweAnswer(Conversation conversation)
    {
        var answeredBy = MessageAnsweredBy;
        var promise = promises.Make(ChatPromises.Message, Subject.Of(conversation.Id), null, answeredBy);
        conversation.Owe(promise.Id, answeredBy);
        AppendState(conversation, new("left") { Until = answeredBy });
        return answeredBy;
    }

    /// <summary>Ends the open reply promise: as done by somebody, or as no longer owed.</summary>
    public async Task SettleAsync(Conversation conversation, Actor? doneBy, CancellationToken ct)
    {
        if (conversation.ReplyPromise is not { } id)
        {
            return;
        }

        if (await db.Set<Promise>().SingleOrDefaultAsync(p => p.Id == id, ct) is { } promise)
        {
            if (doneBy is null)
            {
                promises.Withdraw(promise);
            }
            else
            {
                promises.End(promise, doneBy);
            }
        }

        conversation.OweNothing();
    }

    /// <summary>Ends a hold: by somebody's return, or because there is nobody to return to.</summary>
    /// <returns>Whether the customer was on hold.</returns>
    public async Task<bool> EndHoldAsync(Conversation conversation, Actor? returned, CancellationToken ct)
    {
        if (await promises.FindOpenAsync(ChatPromises.Hold, Subject.Of(conversation.Id), ct) is not { } hold)
        {
            return false;
        }

        if (returned is null)
        {
            promises.Withdraw(hold);
        }
        else
        {
            promises.End(hold, returned);
        }

        return true;
    }

    /// <summary>Journal rows are written on many threads; each needs a buffer for a moment.</summary>
    private sealed class RowBytesPool
    {
        [ThreadStatic]
        private static RowBytes? mine;

        public byte[] Use(Func<RowBytes, byte[]> use) => use(mine ??= new RowBytes());
    }
}
