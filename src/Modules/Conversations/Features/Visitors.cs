using System.Buffers.Text;
using System.Security.Cryptography;
using FirstWindow.Conversations.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FirstWindow.Conversations.Features;

/// <summary>
/// The tokens by which a visitor's browser comes back to its conversation, and to no other: the conversation's id under
/// our signature. Nothing is stored, nothing is looked up.
/// </summary>
[Clause("A4.4.1")]
internal sealed class VisitorTokens(KeyRing keys)
{
    private const int MacBytes = 16;

    public string Make(ConversationId id)
    {
        Span<byte> token = stackalloc byte[16 + MacBytes];
        id.Value.TryWriteBytes(token, bigEndian: true, out _);
        Sign(token[..16], token[16..]);
        return Base64Url.EncodeToString(token);
    }

    public bool Opens(ReadOnlySpan<char> token, ConversationId id)
    {
        Span<byte> bytes = stackalloc byte[64];
        if (token.Length > 64 || !Base64Url.TryDecodeFromChars(token, bytes, out var written)
            || written != 16 + MacBytes)
        {
            return false;
        }

        Span<byte> expected = stackalloc byte[MacBytes];
        Sign(bytes[..16], expected);
        return new Guid(bytes[..16], bigEndian: true) == id.Value
            && CryptographicOperations.FixedTimeEquals(expected, bytes.Slice(16, MacBytes));
    }

    private void Sign(ReadOnlySpan<byte> id, Span<byte> mac)
    {
        Span<byte> full = stackalloc byte[32];
        HMACSHA256.HashData(keys.VisitorToken, id, full);
        full[..MacBytes].CopyTo(mac);
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
