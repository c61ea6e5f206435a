using FirstWindow.Conversations.Domain;
using FirstWindow.Packs.Contracts;
using FirstWindow.Platform;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FirstWindow.Conversations.Features;

/// <summary>What a sender said last, for a message that may be the code spoken of there. Only such a message pays for
/// reading it.</summary>
internal sealed class WordsBefore(IServiceScopeFactory scopes, ILivePacks packs, DatabaseClock clock)
{
    private const int EventsBack = 12;
    private static readonly TimeSpan Reach = TimeSpan.FromMinutes(10);

    /// <summary>The sender's last words; none when the text goes on with nothing.</summary>
    public async ValueTask<string?> FindAsync(
        ConversationId id, Sender sender, Guid message, string text, CancellationToken ct)
    {
        if (!packs.Current.MayContinueNumber(text))
        {
            return null;
        }

        await using var scope = scopes.CreateAsyncScope();
        var lastSeq = await scope.ServiceProvider.GetRequiredService<Database>().Set<Conversation>()
            .Where(c => c.Id == id).Select(c => c.LastSeq).SingleOrDefaultAsync(ct);
        var events = await scope.ServiceProvider.GetRequiredService<ConversationReader>()
            .ReadAfterAsync(id, Math.Max(0, lastSeq - EventsBack), ct);
        var since = clock.Now - Reach;
        return events.LastOrDefault(e =>
            e.Kind is EventKind.Message && e.From == sender && e.Id != message && e.At >= since)?.Text;
    }
}
