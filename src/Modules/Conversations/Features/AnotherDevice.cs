using System.Security.Cryptography;
using FirstWindow.Conversations.Domain;
using FirstWindow.Customers.Contracts;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features;

/// <summary>A code to be typed on another device, and until when it works.</summary>
internal sealed record MadeCode(string Code, DateTimeOffset ExpiresAt);

/// <summary>A conversation found again.</summary>
internal sealed record Continued(ConversationId Id, string Token, string Reference, string Locale);

/// <summary>Shows the device that holds the conversation a code for another one. A new code ends the one
/// before.</summary>
internal sealed class MakeDeviceCodeHandler(
    Database db, ContactBook contacts, Digests digests, PolicyBook policies, RateLimits limits, JournalBook journal,
    DatabaseClock clock)
{
    private const string Letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"; // No two look alike.
    private const int LettersLength = 8;
    private const string Use = "device-code:";

    public async Task<Result<MadeCode>> HandleAsync(ConversationId id, CancellationToken ct)
    {
        if (!limits.Admits(id))
        {
            return ConversationErrors.TooFast;
        }

        if (await contacts.FindAsync(id, ct) is not { } conversation)
        {
            return ConversationErrors.NotFound;
        }

        if (!conversation.IsOpen)
        {
            return ConversationErrors.Closed;
        }

        foreach (var old in await db.Set<DeviceCode>().Where(c => c.Conversation == id && c.EndedAt == null)
            .ToListAsync(ct))
        {
            old.End(clock.Now);
        }

        var code = RandomNumberGenerator.GetString(Letters, LettersLength);
        var expiresAt = clock.Now + TimeSpan.FromMinutes(policies[ChatPolicies.DeviceCodeMinutes]);
        db.Add(new DeviceCode { Conversation = id, CodeHash = digests.Of(Use, code), ExpiresAt = expiresAt });
        journal.Record(Actor.Visitor(id), ConversationActs.DeviceCodeMade, Subject.Of(id));
        await db.CommitAsync(ct);
        return new MadeCode($"{code[..4]}-{code[4..]}", expiresAt);
    }

    /// <summary>What may be kept of a code, however it was typed; nothing when it cannot be one.</summary>
    public static IReadOnlyList<byte[]> FormsOf(Digests digests, string? typed)
    {
        var code = new string([.. (typed ?? string.Empty).ToUpperInvariant().Where(Letters.Contains)]);
        return code.Length == LettersLength ? digests.FormsOf(Use, code) : [];
    }
}

/// <summary>
/// Finds a conversation from another device: by a code that works once, or, for a customer the bank's app vouches for,
/// the newest open one. A code that is wrong, used, or too old answers the same.
/// </summary>
[Clause("A4.4.1")]
internal sealed class ContinueHandler(
    Database db, Digests digests, ICustomers customers, VisitorTokens tokens, JournalBook journal, DatabaseClock clock)
{
    public async Task<Result<Continued>> ByCodeAsync(string? typed, CancellationToken ct)
    {
        if (MakeDeviceCodeHandler.FormsOf(digests, typed) is not { Count: > 0 } hashes)
        {
            return ConversationErrors.NoSuchCode;
        }

        await db.BeginAsync(ct);
        await db.LockAsync("device-code", ct); // Used twice at once, it works once.
        var code = await db.Set<DeviceCode>().SingleOrDefaultAsync(c => hashes.Contains(c.CodeHash), ct);
        if (code is null || code.EndedAt is not null || code.ExpiresAt <= clock.Now)
        {
            return ConversationErrors.NoSuchCode;
        }

        code.End(clock.Now);
        return await OpenAsync(c => c.Id == code.Conversation, "code", ct);
    }

    public async Task<Result<Continued>> ByTokenAsync(string customerToken, CancellationToken ct)
    {
        var seen = await customers.LookByTokenAsync(customerToken, ct);
        if (seen.Error is { } refused)
        {
            return refused;
        }

        // Where nothing goes on the token stays unused: the page opens a conversation with it at the first word.
        if (seen.Value is not { } customer
            || !await db.Set<Conversation>().AnyAsync(
                c => c.Customer == customer && c.State != ConversationState.Closed, ct))
        {
            return ConversationErrors.NothingToContinue;
        }

        if ((await customers.FindByTokenAsync(customerToken, ct)).Error is { } used)
        {
            return used;
        }

        return await OpenAsync(c => c.Customer == customer, "token", ct);
    }

    private async Task<Result<Continued>> OpenAsync(
        System.Linq.Expressions.Expression<Func<Conversation, bool>> which, string how, CancellationToken ct)
    {
        var conversation = await db.Set<Conversation>().AsNoTracking()
            .Where(which).Where(c => c.State != ConversationState.Closed)
            .OrderByDescending(c => c.CreatedAt).FirstOrDefaultAsync(ct);
        if (conversation is not null)
        {
            journal.Record(Actor.Visitor(conversation.Id), ConversationActs.Continued, Subject.Of(conversation.Id),
                $"how={how}");
        }

        await db.CommitAsync(ct);
        return conversation is null ? ConversationErrors.NothingToContinue
            : new Continued(conversation.Id, tokens.Make(conversation.Id), conversation.Reference, conversation.Locale);
    }
}
