using FirstWindow.Conversations.Domain;
using FirstWindow.Conversations.Features;
using FirstWindow.Platform;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Privacy;

namespace FirstWindow.Conversations.Writing;

/// <summary>What became of a write.</summary>
internal enum WriteStatus
{
    /// <summary>On disk.</summary>
    Written,

    /// <summary>It was on disk already; the first answer stands.</summary>
    Repeated,

    /// <summary>Another text under the same id.</summary>
    OtherText,

    /// <summary>No such conversation, or not the author's.</summary>
    NotFound,

    /// <summary>The conversation is over.</summary>
    Closed,

    /// <summary>Somebody spoke in between: the agent is behind, or a person took over from the assistant.</summary>
    Overtaken,

    /// <summary>The conversation has as many files as it may hold.</summary>
    TooManyFiles,
}

/// <summary>The answer to a write.</summary>
internal readonly record struct WriteOutcome(WriteStatus Status, int Seq, DateTimeOffset At);

/// <summary>A message on its way to the disk: blotted and encrypted, without a number yet.</summary>
internal sealed class PendingWrite(ConversationId conversation)
{
    private readonly TaskCompletionSource<WriteOutcome> done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ConversationId Conversation => conversation;

    /// <summary>The conversation itself, when it is opened by this write.</summary>
    public Opening? Opening { get; init; }

    /// <summary>The message; none when a conversation is only opened.</summary>
    public NewMessage? Message { get; init; }

    public Task<WriteOutcome> Done => done.Task;

    public WriteOutcome Outcome { get; private set; }

    public void Set(WriteOutcome outcome) => Outcome = outcome;

    public void Complete() => done.TrySetResult(Outcome);

    public void Fail(Exception fault) => done.TrySetException(fault);
}

/// <summary>A conversation about to exist.</summary>
internal sealed record Opening(Conversation Conversation, DataKey Key, JournalEntry Entry);

/// <summary>A message about to exist.</summary>
/// <param name="Sender">Who speaks.</param>
/// <param name="Author">Which member of staff.</param>
/// <param name="ClientId">Id the sender chose.</param>
/// <param name="Text">The words.</param>
/// <param name="Body">The words, encrypted.</param>
/// <param name="Digests">What equal words are known again by: as it is written now, then in older forms.</param>
internal sealed record NewMessage(
    Sender Sender, Guid? Author, Guid ClientId, string Text, byte[] Body, IReadOnlyList<byte[]> Digests)
{
    /// <summary>As it is written now.</summary>
    public byte[] Digest => Digests[0];

    /// <summary>Whether a message that was written under the same id has the same words.</summary>
    public bool Repeats(byte[] written) => Digests.Any(d => d.AsSpan().SequenceEqual(written));

    /// <summary>The newest number of the customer's messages the author knows; a newer one refuses the write.</summary>
    public int? Seen { get; init; }

    /// <summary>For the assistant: whether nothing more is to follow on what it has seen.</summary>
    public bool IsAll { get; init; } = true;

    /// <summary>For the assistant: the topic it leaves, and whether it was of help.</summary>
    public string? Topic { get; init; }

    /// <summary>See <see cref="Topic"/>.</summary>
    public bool WasHelpful { get; init; } = true;

    /// <summary>The file it brings; then <see cref="Text"/> is the file's name.</summary>
    public NewFile? File { get; init; }

    /// <summary>Entries that go with it, e.g. that the assistant answered.</summary>
    public IReadOnlyList<JournalEntry> Entries { get; init; } = [];
}

/// <summary>A file about to exist: what it is, for those who see the conversation, and its encrypted bytes.</summary>
internal sealed record NewFile(FileFacts Facts, byte[] Content);

/// <summary>What a batch must know of a conversation.</summary>
internal sealed class Head
{
    public required ConversationId Id { get; init; }

    public required ConversationState State { get; init; }

    public required int LastSeq { get; set; }

    public required int LastCustomerSeq { get; set; }

    public required int HandledSeq { get; set; }

    public required Guid? Agent { get; init; }

    public required Guid? ReplyPromise { get; set; }

    public required long? ReplyDueAt { get; set; }

    public required int NotHelpful { get; set; }

    public required string? Topic { get; set; }

    public required int Attachments { get; set; }

    /// <summary>Whether the batch changed it.</summary>
    public bool IsChanged { get; set; }
}

/// <summary>A message that is on disk already.</summary>
internal readonly record struct Repeat(int Seq, long At, byte[] Digest);
