using System.Globalization;
using FirstWindow.Conversations.Domain;
using FirstWindow.Conversations.Writing;
using FirstWindow.Customers.Contracts;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;

namespace FirstWindow.Conversations.Features;

/// <summary>Opens a conversation, with its first message when there is one.</summary>
internal sealed record OpenConversation(
    string Channel, string Locale, string? CustomerToken, Guid? MessageId, string? Text)
{
    /// <summary>Version of the notice that was shown.</summary>
    public int? Notice { get; init; }

    /// <summary>Whether the bank's own page asks, which must have shown the notice; an integrator's app may give the
    /// customer its own.</summary>
    public bool IsOwnPage { get; init; }
}

/// <summary>A conversation that is open now.</summary>
internal sealed record Opened(ConversationId Id, string Token, string Reference, int Seq);

/// <summary>Opens a conversation: its key, its row, its journal entry, and the first message with its promise, in one
/// transaction. Nothing is collected before the notice in force was shown.</summary>
[Clause("A1.2.1")]
[Clause("A4.1.2b")]
[Clause("B4.2.1")]
internal sealed class OpenConversationHandler(
    ConversationWriter writer, ConversationKeys conversationKeys, SubjectKeys keys, MessageSealer sealer,
    VisitorTokens tokens,
    ICustomers customers, NoticeBook notice, PolicyBook policies, DatabaseClock clock)
{
    public async Task<Result<Opened>> HandleAsync(OpenConversation request, CancellationToken ct)
    {
        if (Refuse(request) is { } fault)
        {
            return fault;
        }

        if ((request.IsOwnPage || request.Notice is not null) && request.Notice != notice.Current)
        {
            return ConversationErrors.NoticeNotGiven;
        }

        var needsHelp = false;
        CustomerId? customer = null;
        if (!string.IsNullOrEmpty(request.CustomerToken))
        {
            var found = await customers.FindByTokenAsync(request.CustomerToken, ct);
            if (found.Error is { } refused)
            {
                return refused;
            }

            customer = found.Value;
            needsHelp = (await customers.FindMaskedAsync(found.Value, ct))
                ?.NeedsPersonFirst(policies[ChatPolicies.ElderAge]) ?? false;
        }

        var id = ConversationId.New();
        var key = customer is { } known
            ? keys.Create("customer", known.Value, RetentionClass.Conversation)
            : keys.Create("conversation", id.Value, RetentionClass.Conversation);
        var write = new PendingWrite(id)
        {
            Opening = MakeOpening(id, key, request, customer, needsHelp),
            Message = request.Text is null ? null
                : sealer.Seal(key.Id, Sender.Customer, null, request.MessageId!.Value, request.Text),
        };
        if (!writer.TryEnqueue(write))
        {
            return ConversationErrors.QueueFull;
        }

        var outcome = await write.Done;
        conversationKeys.Remember(id, key.Id);
        return new Opened(id, tokens.Make(id), write.Opening!.Conversation.Reference, outcome.Seq);
    }

    private static Error? Refuse(OpenConversation request)
    {
        if (request.Channel is not "web")
        {
            return ConversationErrors.BadChannel;
        }

        if (request.Locale is not ("zh-CN" or "zh" or "en" or "en-US"))
        {
            return ConversationErrors.BadLocale;
        }

        return request.Text is null ? null
            : request.MessageId is null || request.MessageId == Guid.Empty ? ConversationErrors.NoId
            : MessageText.Refuse(request.Text);
    }

    private Opening MakeOpening(
        ConversationId id, DataKey key, OpenConversation request, CustomerId? customer, bool needsHelp)
    {
        var now = clock.Now;
        var conversation = new Conversation
        {
            Id = id,
            Reference = id.ToReference(),
            Channel = request.Channel,
            Locale = request.Locale.StartsWith("en", StringComparison.Ordinal) ? "en" : "zh-CN",
            Customer = customer,
            KeyId = key.Id,
            CreatedAt = now,
            Notice = request.Notice,
        };
        if (needsHelp)
        {
            conversation.NeedHelp();
        }

        return new(
            conversation,
            key,
            new JournalEntry
            {
                At = now,
                Act = ConversationActs.Opened.Code,
                ActorKind = ActorKind.Customer.ToCode(),
                Actor = customer?.Value,
                SubjectKind = "conversation",
                Subject = id.Value,
                Detail = $"channel={request.Channel};notice={request.Notice?.ToString(CultureInfo.InvariantCulture) ?? "own"}",
            });
    }
}
