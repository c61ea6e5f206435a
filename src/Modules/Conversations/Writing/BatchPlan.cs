using FirstWindow.Conversations.Domain;
using FirstWindow.Conversations.Persistence;
using FirstWindow.Platform;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Storage;

namespace FirstWindow.Conversations.Writing;

/// <summary>A row of <c>conversation_event</c> to be inserted.</summary>
internal readonly record struct EventRow(
    Guid Conversation, int Seq, int Kind, int Sender, Guid? Author, Guid ClientId, long At, byte[] Body, byte[] Digest,
    byte[] Mac);

/// <summary>A row of <c>promise</c> to be inserted.</summary>
internal readonly record struct PromiseRow(Guid Id, string Kind, Guid About, long MadeAt, long DueAt, long? NextAt);

/// <summary>A row of <c>attachment</c> to be inserted.</summary>
internal readonly record struct FileRow(Guid Id, Guid Conversation, long At, byte[] Content);

/// <summary>A promise that ends with this batch.</summary>
internal readonly record struct PromiseEnd(Guid Id, string State, long At);

/// <summary>
/// Everything one batch writes, worked out in memory from what the batch brings and what the database holds: numbers,
/// repetitions, refusals and promises. The same for both engines; they only read and write the rows.
/// </summary>
internal sealed class BatchPlan(PolicyBook policies, KeyRing keys, DateTimeOffset now, int writes)
{
    private readonly RowBytes row = new();
    private readonly Dictionary<(Guid Conversation, Guid ClientId), Repeat> written = new(writes);
    private readonly long at = Conventions.ToMicroseconds(now);

    public List<EventRow> Events { get; } = new(writes);

    public List<FileRow> Files { get; } = [];

    public List<Opening> Openings { get; } = [];

    public List<PromiseRow> Promises { get; } = [];

    public List<PromiseEnd> PromiseEnds { get; } = [];

    public List<JournalEntry> Entries { get; } = [];

    public Dictionary<ConversationId, Head> Heads { get; } = new(writes);

    /// <summary>Messages that reached the disk with this batch, for the screens.</summary>
    public List<(PendingWrite Write, Head Head)> Delivered { get; } = new(writes);

    /// <summary>Takes one write into the plan. Later writes of the batch see what earlier ones did.</summary>
    /// <param name="write">The write.</param>
    /// <param name="repeat">The message on disk that has the same id, if there is one.</param>
    public void Take(PendingWrite write, Repeat? repeat)
    {
        if (write.Opening is { } opening)
        {
            Open(opening);
        }

        if (!Heads.TryGetValue(write.Conversation, out var head))
        {
            write.Set(new(WriteStatus.NotFound, 0, default));
        }
        else if (write.Message is not { } message)
        {
            write.Set(new(WriteStatus.Written, 0, now));
        }
        else if (repeat is { } first)
        {
            var same = message.Repeats(first.Digest);
            write.Set(new(same ? WriteStatus.Repeated
                : WriteStatus.OtherText, first.Seq, Conventions.FromMicroseconds(first.At)));
        }
        else if (Refuse(head, message) is { } refused)
        {
            write.Set(new(refused, 0, default));
        }
        else
        {
            Append(write, head, message);
        }
    }

    /// <summary>The same message earlier in this batch: two tabs, or a nervous retry.</summary>
    public Repeat? FindInBatch(PendingWrite write) =>
        written.TryGetValue((write.Conversation.Value, write.Message!.ClientId), out var first) ? first : null;

    private void Open(Opening opening)
    {
        var conversation = opening.Conversation;
        Openings.Add(opening);
        Entries.Add(Stamp(opening.Entry));
        Heads[conversation.Id] = new Head
        {
            Id = conversation.Id,
            State = conversation.State,
            LastSeq = 0,
            LastCustomerSeq = 0,
            HandledSeq = 0,
            Agent = null,
            ReplyPromise = null,
            ReplyDueAt = null,
            NotHelpful = 0,
            Topic = null,
            Attachments = 0,
        };
    }

    private WriteStatus? Refuse(Head head, NewMessage message) => (message.Sender, head.State) switch
    {
        (Sender.Agent, not (ConversationState.Assigned or ConversationState.WrapUp)) => WriteStatus.NotFound,
        (Sender.Agent, _) when head.Agent != message.Author => WriteStatus.NotFound,
        (_, ConversationState.Closed or ConversationState.WrapUp) when message.Sender is not Sender.Agent =>
            WriteStatus.Closed,
        (Sender.Assistant, not ConversationState.Assistant) => WriteStatus.Overtaken, // A person's word always wins.
        _ when message.File is not null && head.Attachments >= policies[ChatPolicies.FilesMost] =>
            WriteStatus.TooManyFiles,
        _ when message.Seen < head.LastCustomerSeq => WriteStatus.Overtaken,
        _ => null,
    };

    private void Append(PendingWrite write, Head head, NewMessage message)
    {
        var seq = ++head.LastSeq;
        head.IsChanged = true;
        var kind = (int)(message.File is null ? EventKind.Message : EventKind.Attachment);
        if (message.File is { } file)
        {
            head.Attachments++;
            Files.Add(new(file.Facts.Id, head.Id.Value, at, file.Content));
        }

        var mac = row.Start(ConversationMapping.Events.Table)
            .Add(head.Id.Value).Add((long)seq).Add((long)kind).Add((long)message.Sender)
            .Add((object?)message.Author)
            .Add(message.ClientId).Add(at).Add(message.Body.AsSpan()).Add(message.Digest.AsSpan())
            .Mac(keys);
        written[(head.Id.Value, message.ClientId)] = new(seq, at, message.Digest);
        Events.Add(
            new(head.Id.Value, seq, kind, (int)message.Sender, message.Author, message.ClientId, at,
            message.Body, message.Digest, mac));
        if (message.Sender is Sender.Customer)
        {
            head.LastCustomerSeq = seq;
            Promise(head);
        }
        else
        {
            Keep(head, message);
        }

        if (message.Sender is Sender.Assistant)
        {
            head.HandledSeq = message.IsAll
                ? Math.Max(head.HandledSeq, message.Seen ?? head.LastCustomerSeq) : head.HandledSeq;
            head.Topic = message.Topic ?? head.Topic;
            head.NotHelpful = message.WasHelpful ? 0 : head.NotHelpful + 1;
        }

        foreach (var entry in message.Entries)
        {
            Entries.Add(Stamp(entry));
        }

        write.Set(new(WriteStatus.Written, seq, now));
        Delivered.Add((write, head));
    }

    // One open reply promise a conversation: a second message before the answer changes nothing.
    private void Promise(Head head)
    {
        if (head.ReplyPromise is not null)
        {
            return;
        }

        var allowed = policies.Seconds(head.State switch
        {
            ConversationState.Assistant => ChatPolicies.AssistantReply,
            ConversationState.Waiting => ChatPolicies.FirstReply,
            _ => ChatPolicies.NextReply,
        });
        var dueAt = now + allowed;
        var kind = ChatPromises.Reply;
        head.ReplyPromise = Guid.CreateVersion7();
        head.ReplyDueAt = Conventions.ToMicroseconds(dueAt);
        Promises.Add(new(head.ReplyPromise.Value, kind.Code, head.Id.Value, at, head.ReplyDueAt.Value,
            Conventions.ToMicroseconds(kind.StepAt(0, now, dueAt))));
    }

    private void Keep(Head head, NewMessage message)
    {
        if (head.ReplyPromise is not { } promise)
        {
            return;
        }

        var isKept = at <= head.ReplyDueAt;
        PromiseEnds.Add(new(promise, (isKept ? PromiseState.Kept : PromiseState.Broken).ToString(), at));
        Entries.Add(Stamp(new JournalEntry
        {
            At = now,
            Act = (isKept ? PromiseActs.Kept : PromiseActs.Broken).Code,
            ActorKind = message.Sender is Sender.Agent ? "staff" : "system",
            Actor = message.Author,
            SubjectKind = "conversation",
            Subject = head.Id.Value,
            Detail = ChatPromises.Reply.Code,
        }));
        (head.ReplyPromise, head.ReplyDueAt) = (null, null);
    }

    private JournalEntry Stamp(JournalEntry entry)
    {
        entry.Mac = JournalBook.MacOf(entry, row, keys);
        return entry;
    }
}
