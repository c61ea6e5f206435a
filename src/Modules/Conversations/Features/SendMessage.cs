using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using FirstWindow.Conversations.Domain;
using FirstWindow.Conversations.Domain.Files;
using FirstWindow.Conversations.Writing;
using FirstWindow.Packs.Contracts;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Files;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;

namespace FirstWindow.Conversations.Features;

/// <summary>
/// Makes a message ready for the disk: secrets blotted out, the words encrypted. This is all that happens before the
/// commit; what the words mean is read after it.
/// </summary>
[Clause("C4.2.4")]
[Clause("A1.3.4")]
internal sealed class MessageSealer(SubjectKeys keys, Digests digests, ILivePacks packs, DatabaseClock clock)
{
    /// <param name="keyId">The conversation's key.</param>
    /// <param name="sender">Who speaks.</param>
    /// <param name="author">Which member of staff.</param>
    /// <param name="clientId">Id of the message.</param>
    /// <param name="text">The words.</param>
    /// <param name="previous">What the same sender said before, where the text may be the code it spoke of.</param>
    public NewMessage Seal(
        Guid keyId, Sender sender, Guid? author, Guid clientId, string text, string? previous = null)
    {
        var blotted = packs.Current.Blot(text, previous);
        return new(sender, author, clientId, blotted.Text, keys.Encrypt(keyId, blotted.Text, clientId), DigestsOf(text))
        {
            Entries = blotted.Count == 0 ? [] :
            [
                new JournalEntry
                {
                    At = clock.Now,
                    Act = ConversationActs.SecretHidden.Code,
                    ActorKind = sender is Sender.Agent ? ActorKind.Staff.ToCode() : ActorKind.Customer.ToCode(),
                    Actor = author,
                    SubjectKind = "message",
                    Subject = clientId,
                    Detail = $"count={blotted.Count}",
                },
            ],
        };
    }

    /// <summary>Makes a file ready likewise: its facts are the event, its bytes lie beside under an id of their
    /// own.</summary>
    public NewMessage Seal(
        Guid keyId, Sender sender, Guid? author, ConversationId conversation, Guid clientId, SafeFile file,
        string? given)
    {
        var name = FileName.Clean(given, file, packs.Current);
        var facts = new FileFacts(Guid.CreateVersion7(), name, file.Type, file.Content.Length,
            Convert.ToHexStringLower(SHA256.HashData(file.Content)));
        var body = keys.Encrypt(keyId, JsonSerializer.Serialize(facts, JsonSettings.Options), clientId);
        return new(sender, author, clientId, name, body, DigestsOf(facts.Sha256 + name))
        {
            File = new(facts, keys.Encrypt(keyId, file.Content, facts.Id)),
            Entries =
            [
                new JournalEntry
                {
                    At = clock.Now,
                    Act = ConversationActs.FileSent.Code,
                    ActorKind = sender is Sender.Agent ? ActorKind.Staff.ToCode() : ActorKind.Customer.ToCode(),
                    Actor = author,
                    SubjectKind = "conversation",
                    Subject = conversation.Value,
                    Detail = $"type={file.Type};bytes={facts.Bytes.ToString(CultureInfo.InvariantCulture)}",
                },
            ],
        };
    }

    private IReadOnlyList<byte[]> DigestsOf(string text) => digests.FormsOf(string.Empty, text);
}

/// <summary>A customer's message.</summary>
internal readonly record struct SendMessage(ConversationId Conversation, Guid Id, string Text);

/// <summary>Accepts a customer's message; the answer comes once it is on disk.</summary>
internal sealed class SendMessageHandler(
    ConversationWriter writer, ConversationKeys conversationKeys, MessageSealer sealer, WordsBefore before,
    RateLimits limits)
{
    public async ValueTask<Result<WriteOutcome>> HandleAsync(SendMessage request, CancellationToken ct)
    {
        if (request.Id == Guid.Empty)
        {
            return ConversationErrors.NoId;
        }

        if (MessageText.Refuse(request.Text) is { } fault)
        {
            return fault;
        }

        if (!limits.Admits(request.Conversation))
        {
            return ConversationErrors.TooFast;
        }

        if (await conversationKeys.FindAsync(request.Conversation, ct) is not { } key)
        {
            return ConversationErrors.NotFound;
        }

        var previous = await before.FindAsync(request.Conversation, Sender.Customer, request.Id, request.Text, ct);
        var write = new PendingWrite(request.Conversation)
        {
            Message = sealer.Seal(key, Sender.Customer, null, request.Id, request.Text, previous),
        };
        return writer.TryEnqueue(write) ? Answer(await write.Done) : ConversationErrors.QueueFull;
    }

    /// <summary>A write's outcome as a result.</summary>
    public static Result<WriteOutcome> Answer(WriteOutcome outcome) => outcome.Status switch
    {
        WriteStatus.Written or WriteStatus.Repeated => outcome,
        WriteStatus.OtherText => ConversationErrors.OtherText,
        WriteStatus.Closed => ConversationErrors.Closed,
        WriteStatus.Overtaken => ConversationErrors.Behind,
        WriteStatus.TooManyFiles => FileErrors.TooMany,
        _ => ConversationErrors.NotFound,
    };
}
