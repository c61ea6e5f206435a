using System.Buffers.Binary;
using FirstWindow.Platform;

namespace FirstWindow.Conversations.Domain;

/// <summary>Who has the conversation.</summary>
internal enum ConversationState
{
    /// <summary>The assistant answers.</summary>
    Assistant,

    /// <summary>The customer waits for a person.</summary>
    Waiting,

    /// <summary>A person has it.</summary>
    Assigned,

    /// <summary>The customer has gone; the person still owes the record.</summary>
    WrapUp,

    /// <summary>Over, with its record.</summary>
    Closed,
}

/// <summary>Whose words an event holds. The numbers are stored.</summary>
internal enum Sender
{
    Customer = 0,
    Assistant = 1,
    Agent = 2,
    System = 3,
}

/// <summary>What sort of event it is. The numbers are stored.</summary>
internal enum EventKind
{
    Message = 0,
    State = 1,

    /// <summary>A file; the body holds its facts, the file itself lies beside.</summary>
    Attachment = 2,
}

/// <summary>One conversation of a customer with the bank.</summary>
internal sealed class Conversation
{
    public ConversationId Id { get; init; }

    /// <summary>Short number that people can say and write.</summary>
    public required string Reference { get; init; }

    public required string Channel { get; init; }

    public required string Locale { get; init; }

    public ConversationState State { get; private set; }

    public CustomerId? Customer { get; init; }

    /// <summary>The data key of its words.</summary>
    public Guid KeyId { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Number of the last event: gapless for messages and changes of state together.</summary>
    public int LastSeq { get; private set; }

    public int LastCustomerSeq { get; private set; }

    /// <summary>Up to where the assistant has dealt with what the customer wrote.</summary>
    public int HandledSeq { get; private set; }

    public DateTimeOffset? WaitingSince { get; private set; }

    public StaffId? Agent { get; private set; }

    /// <summary>The one open promise of a reply.</summary>
    public Guid? ReplyPromise { get; private set; }

    public DateTimeOffset? ReplyDueAt { get; private set; }

    /// <summary>How often in a row the assistant was of no help.</summary>
    public int NotHelpful { get; private set; }

    /// <summary>Slug of the article answered last, or <c>choices:</c> and the slugs offered.</summary>
    public string? Topic { get; private set; }

    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>How many files were sent, both ways.</summary>
    public int Attachments { get; private set; }

    /// <summary>Version of the notice the customer had read; none where the caller of the API gives its own.</summary>
    public int? Notice { get; init; }

    /// <summary>Aged 60 or more, or asked for help: a person first, one step a message.</summary>
    public bool NeedsHelp { get; private set; }

    /// <summary>The macro used last: what the record begins with.</summary>
    public string? Macro { get; private set; }

    public bool IsOpen => State is not ConversationState.Closed;

    public int NextSeq() => ++LastSeq;

    /// <summary>The customer asked for a person, or the assistant hands over.</summary>
    public void Wait(DateTimeOffset at)
    {
        State = ConversationState.Waiting;
        WaitingSince ??= at;
        Agent = null;
        HandledSeq = LastCustomerSeq;
    }

    /// <summary>The customer left the queue.</summary>
    public void ReturnToAssistant() => (State, HandledSeq) = (ConversationState.Assistant, LastCustomerSeq);

    public void NeedHelp() => NeedsHelp = true;

    public void Assign(StaffId agent) => (State, Agent) = (ConversationState.Assigned, agent);

    /// <summary>Somebody else has it from here on, whatever stage it is in.</summary>
    public void HandTo(StaffId agent) => Agent = agent;

    /// <summary>The customer ends it while a person has it: the record is still owed.</summary>
    public void LeaveToWrapUp() => State = ConversationState.WrapUp;

    public void UseMacro(string slug) => Macro = slug;

    public void Close(DateTimeOffset at) => (State, ClosedAt) = (ConversationState.Closed, at);

    public void Owe(Guid promise, DateTimeOffset dueAt) => (ReplyPromise, ReplyDueAt) = (promise, dueAt);

    public void OweNothing() => (ReplyPromise, ReplyDueAt) = (null, null);

    /// <summary>Id of what the assistant says to the customer's last words, the same whoever makes it.</summary>
    /// <param name="isAll">Whether nothing more follows, or a person comes after it.</param>
    public Guid AnswerId(bool isAll)
    {
        var bytes = Id.Value.ToByteArray(bigEndian: true);
        var tail = bytes.AsSpan(12);
        BinaryPrimitives.WriteInt32BigEndian(
            tail, BinaryPrimitives.ReadInt32BigEndian(tail) ^ ((LastCustomerSeq * 2) + (isAll ? 1 : 0)));
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>Notes what the assistant said last.</summary>
    public void Handle(int seq, string? topic, bool wasHelpful)
    {
        HandledSeq = Math.Max(HandledSeq, seq);
        Topic = topic ?? Topic;
        NotHelpful = wasHelpful ? 0 : NotHelpful + 1;
    }
}

/// <summary>A message or a change of state; its row is its own journal entry.</summary>
internal sealed class ConversationEvent
{
    public long Entry { get; init; }

    public ConversationId Conversation { get; init; }

    public int Seq { get; init; }

    public int Kind { get; init; }

    public int Sender { get; init; }

    public Guid? Author { get; init; }

    /// <summary>Id chosen by the sender: the same again is the same message.</summary>
    public Guid ClientId { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>Encrypted text, or the encrypted facts of a change of state as JSON.</summary>
    public required byte[] Body { get; init; }

    /// <summary>Keyed digest of the text as it was sent: tells a repetition from another text under the same
    /// id.</summary>
    public required byte[] Digest { get; init; }

    public required byte[] Mac { get; init; }

    public long? Block { get; init; }
}

/// <summary>A code that finds a conversation from another device; only its digest is kept.</summary>
internal sealed class DeviceCode
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public ConversationId Conversation { get; init; }

    public required byte[] CodeHash { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Used, or followed by another.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    public void End(DateTimeOffset at) => EndedAt ??= at;
}

/// <summary>The bytes of a file, encrypted; its event says what it is.</summary>
internal sealed class Attachment
{
    public Guid Id { get; init; }

    public ConversationId Conversation { get; init; }

    public DateTimeOffset At { get; init; }

    public required byte[] Content { get; init; }
}

/// <summary>What an agent has typed and not sent.</summary>
internal sealed class Draft
{
    public ConversationId Conversation { get; init; }

    public StaffId Staff { get; init; }

    public required byte[] Body { get; set; }

    /// <summary>Whether a language model wrote it, or a part of it.</summary>
    public bool IsByMachine { get; private set; }

    /// <summary>1, 2, 3 …: a window that knows an older one has not seen what stands here.</summary>
    public int Edit { get; private set; }

    /// <summary>The window that wrote it; empty when it was joined with a colleague's.</summary>
    public string Page { get; private set; } = string.Empty;

    public DateTimeOffset UpdatedAt { get; private set; }

    public void Write(byte[] body, bool isByMachine, string page, DateTimeOffset at) =>
        (Body, IsByMachine, Page, Edit, UpdatedAt) = (body, isByMachine, page, Edit + 1, at);
}

/// <summary>A field of the record an agent is writing.</summary>
internal sealed class RecordDraft
{
    public ConversationId Conversation { get; init; }

    public StaffId Staff { get; init; }

    public required string Field { get; init; }

    public required byte[] Body { get; set; }

    /// <summary>1, 2, 3 …: a window that knows an older one has not seen what stands here.</summary>
    public int Edit { get; private set; }

    /// <summary>The window that wrote it.</summary>
    public required string Page { get; set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public void Write(byte[] body, string page, DateTimeOffset at) =>
        (Body, Page, Edit, UpdatedAt) = (body, page, Edit + 1, at);
}

/// <summary>Words among staff about a contact; no customer sees them.</summary>
internal sealed class Note
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public ConversationId Conversation { get; init; }

    /// <summary>Who wrote it; none for the assistant's summary.</summary>
    public StaffId? Author { get; init; }

    /// <summary>The one colleague it is for; none when it is for all.</summary>
    public StaffId? WhisperedTo { get; init; }

    public DateTimeOffset At { get; init; }

    public required byte[] Body { get; init; }
}

/// <summary>The record that closes a contact.</summary>
internal sealed class WrapUp
{
    public ConversationId Conversation { get; init; }

    /// <summary>Who recorded; none when the assistant alone served.</summary>
    public StaffId? Staff { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>When the contact began: past contacts are found by their records in this order.</summary>
    public required DateTimeOffset BegunAt { get; init; }

    /// <summary>The customer's rating, for the same reason; none before it is given.</summary>
    public int? Score { get; set; }

    public required string Category { get; init; }

    public required string Outcome { get; init; }

    public string? ContactDeclined { get; init; }

    /// <summary>Name, contact way, need, further need and summary: encrypted JSON.</summary>
    public required byte[] Body { get; init; }
}

/// <summary>The customer's word on the service.</summary>
internal sealed class Rating
{
    public ConversationId Conversation { get; init; }

    public int Score { get; init; }

    public byte[]? Comment { get; init; }

    public DateTimeOffset At { get; init; }
}
