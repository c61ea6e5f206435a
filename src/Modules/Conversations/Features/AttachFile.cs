using FirstWindow.Conversations.Domain;
using FirstWindow.Conversations.Writing;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Files;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features;

/// <summary>A file for a conversation, as it was sent.</summary>
internal sealed record AttachFile(ConversationId Conversation, Guid Id, string? Name, byte[] Content);

/// <summary>Takes a file: known by its content, cleaned, encrypted under the conversation's key, and on disk together
/// with the event that names it. Nothing in it is ever executed.</summary>
internal sealed class AttachFileHandler(
    ConversationWriter writer, ConversationKeys conversationKeys, MessageSealer sealer, RateLimits limits,
    PolicyBook policies, MalwareScanner scanner)
{
    private const int BytesAMegabyte = 1_048_576;

    /// <summary>Largest file that is taken.</summary>
    public long BytesMax => policies[ChatPolicies.FileMegabytes] * BytesAMegabyte;

    /// <summary>What is told to somebody whose file is larger.</summary>
    public Error TooLarge => FileErrors.TooLarge(policies[ChatPolicies.FileMegabytes]);

    /// <summary>Writes the file into the conversation.</summary>
    public async ValueTask<Result<WriteOutcome>> HandleAsync(
        AttachFile request, Sender sender, Guid? author, CancellationToken ct)
    {
        if (request.Id == Guid.Empty)
        {
            return ConversationErrors.NoId;
        }

        if (request.Content.Length > BytesMax)
        {
            return TooLarge;
        }

        if (!limits.Admits(request.Conversation))
        {
            return ConversationErrors.TooFast;
        }

        if (await conversationKeys.FindAsync(request.Conversation, ct) is not { } key)
        {
            return ConversationErrors.NotFound;
        }

        var read = SafeFile.Read(request.Content);
        if (read.Value is not { } file)
        {
            return read.Error!;
        }

        if (await scanner.RefuseAsync(request.Content, ct) is { } finding)
        {
            return finding;
        }

        var write = new PendingWrite(request.Conversation)
        {
            Message = sealer.Seal(key, sender, author, request.Conversation, request.Id, file,
                request.Name),
        };
        return writer.TryEnqueue(write) ? SendMessageHandler.Answer(await write.Done) : ConversationErrors.QueueFull;
    }
}

/// <summary>Takes an agent's file for a contact in the agent's hands.</summary>
internal sealed class AttachToReplyHandler(AttachFileHandler files, ReplyHandler replies)
{
    public async Task<Result<WriteOutcome>> HandleAsync(AttachFile request, Actor actor, CancellationToken ct) =>
        await replies.IsMineAsync(request.Conversation, actor, ct)
            ? await files.HandleAsync(request, Sender.Agent, actor.Id, ct)
            : ConversationErrors.NotFound;
}

/// <summary>A file to be handed out.</summary>
internal sealed record OpenedFile(FileFacts Facts, byte[] Content);

/// <summary>Opens a file of a conversation; whether the caller may see the conversation is asked before.</summary>
internal sealed class FileReader(Database db, ConversationReader conversations, SubjectKeys keys)
{
    public async Task<Result<OpenedFile>> ReadAsync(ConversationId conversation, Guid id, CancellationToken ct)
    {
        var row = await db.Set<Attachment>().AsNoTracking()
            .SingleOrDefaultAsync(a => a.Id == id && a.Conversation == conversation, ct);
        if (row is null)
        {
            // What was purged is told as erased for as long as its conversation is known.
            return await db.Set<Conversation>().AnyAsync(c => c.Id == conversation && c.Attachments > 0
                && db.Set<DataKey>().Any(k => k.Id == c.KeyId && k.Wrapped == null), ct)
                ? FileErrors.Erased : FileErrors.NotFound;
        }

        return await keys.DecryptBytesAsync(row.Content, id, ct) is { } content
            && await conversations.FindFileAsync(conversation, id, ct) is { } facts
            ? new OpenedFile(facts, content) : FileErrors.Erased;
    }
}
