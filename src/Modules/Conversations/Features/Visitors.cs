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
/// when the token was made, under our signature. Nothing is stored, nothing is looked up; a token ends by itself.
/// </summary>
[Clause("A4.4.1")]
internal sealed class VisitorTokens(BearerCodes codes, PolicyBook policies, DatabaseClock clock)
{
    private const int SignedBytes = 24;
    private const int TokenBytes = SignedBytes + BearerCodes.Bytes;

    public string Make(ConversationId id)
    {
        Span<byte> token = stackalloc byte[TokenBytes];
        id.Value.TryWriteBytes(token, bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(token[16..], Conventions.ToMicroseconds(clock.Now));
        codes.Make(token[..SignedBytes], token[SignedBytes..]);
        return Base64Url.EncodeToString(token);
    }

    public bool Opens(ReadOnlySpan<char> token, ConversationId id)
    {
        Span<byte> bytes = stackalloc byte[64];
        return token.Length <= 64
            && Base64Url.DecodeFromChars(token, bytes, out _, out var written) is OperationStatus.Done
            && written == TokenBytes && new Guid(bytes[..16], bigEndian: true) == id.Value
            && codes.IsOurs(bytes[..SignedBytes], bytes[SignedBytes..TokenBytes]) && clock.Now < EndOf(bytes);
    }

    private DateTimeOffset EndOf(ReadOnlySpan<byte> token) =>
        Conventions.FromMicroseconds(BinaryPrimitives.ReadInt64BigEndian(token[16..]))
            .AddDays(policies[KeyPolicies.VisitorTokenDays]);
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
