using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using FirstWindow.Conversations.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FirstWindow.Conversations.Features;

/// <summary>
/// The tokens by which a visitor's browser comes back to its conversation, and to no other: the conversation's id and
/// when the token was made, under our signature. No token is stored; it ends by its days, and when nothing was heard
/// from the customer for long, which is looked up only where the token itself is older than that.
/// </summary>
[Clause("A4.4.1")]
internal sealed class VisitorTokens(
    BearerCodes codes, PolicyBook policies, DatabaseClock clock, IServiceScopeFactory scopes)
{
    private const int HeardMax = 20_000;
    private const int SignedBytes = 24;
    private const int TokenBytes = SignedBytes + BearerCodes.Bytes;
    private readonly BoundedCache<ConversationId, DateTimeOffset> heard = new(HeardMax);

    public string Make(ConversationId id)
    {
        Span<byte> token = stackalloc byte[TokenBytes];
        id.Value.TryWriteBytes(token, bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(token[16..], Conventions.ToMicroseconds(clock.Now));
        codes.Make(token[..SignedBytes], token[SignedBytes..]);
        return Base64Url.EncodeToString(token);
    }

    public ValueTask<bool> OpensAsync(ReadOnlySpan<char> token, ConversationId id, CancellationToken ct) =>
        MadeAt(token, id) is not { } made || clock.Now >= made.AddDays(policies[KeyPolicies.VisitorTokenDays])
            ? new(false)
            : IsRecent(made) || (heard.TryGet(id, out var at) && IsRecent(at)) ? new(true) : WasHeardAsync(id, ct);

    private DateTimeOffset? MadeAt(ReadOnlySpan<char> token, ConversationId id)
    {
        Span<byte> bytes = stackalloc byte[64];
        return token.Length <= 64
            && Base64Url.DecodeFromChars(token, bytes, out _, out var written) is OperationStatus.Done
            && written == TokenBytes && new Guid(bytes[..16], bigEndian: true) == id.Value
            && codes.IsOurs(bytes[..SignedBytes], bytes[SignedBytes..TokenBytes])
            ? Conventions.FromMicroseconds(BinaryPrimitives.ReadInt64BigEndian(bytes[16..])) : null;
    }

    private bool IsRecent(DateTimeOffset at) => clock.Now < at.AddHours(policies[KeyPolicies.VisitorIdleHours]);

    private async ValueTask<bool> WasHeardAsync(ConversationId id, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Database>();
        var seq = db.Set<Conversation>().Where(c => c.Id == id).Select(c => c.LastCustomerSeq);
        var last = await db.Set<ConversationEvent>().Where(e => e.Conversation == id && seq.Contains(e.Seq))
            .Select(e => (DateTimeOffset?)e.At).SingleOrDefaultAsync(ct);
        if (last is not { } at || !IsRecent(at))
        {
            return false;
        }

        heard.Set(id, at);
        return true;
    }
}

/// <summary>Which key a conversation's words are under, kept in memory: asked for by every message.</summary>
internal sealed class ConversationKeys(SubjectKeys keys, IServiceScopeFactory scopes)
{
    private const int CachedMax = 200_000;
    private readonly BoundedCache<ConversationId, Guid> known = new(CachedMax);

    public void Remember(ConversationId id, Guid key) => known.Set(id, key);

    /// <summary>The key, ready to encrypt with; none when there is no such conversation.</summary>
    public async ValueTask<Guid?> FindAsync(ConversationId id, CancellationToken ct)
    {
        if (known.TryGet(id, out var key) && keys.IsLoaded(key))
        {
            return key;
        }

        await using var scope = scopes.CreateAsyncScope();
        var found = await scope.ServiceProvider.GetRequiredService<Database>().Set<Conversation>()
            .Where(c => c.Id == id).Select(c => (Guid?)c.KeyId).SingleOrDefaultAsync(ct);
        if (found is null || !await keys.LoadAsync(found.Value, ct))
        {
            return null;
        }

        Remember(id, found.Value);
        return found;
    }
}
