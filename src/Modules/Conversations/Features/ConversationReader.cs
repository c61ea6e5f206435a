using System.Text.Json;
using FirstWindow.Conversations.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features;

/// <summary>Reads a conversation's events and opens their words.</summary>
internal sealed class ConversationReader(Database db, SubjectKeys keys)
{
    /// <summary>Most events read at once.</summary>
    public const int PageMax = 200;

    /// <summary>Events after a number, in order.</summary>
    public async Task<IReadOnlyList<EventView>> ReadAfterAsync(
        ConversationId id, int seq, CancellationToken ct, int most = PageMax)
    {
        var rows = await db.Set<ConversationEvent>().AsNoTracking().Where(e => e.Conversation == id && e.Seq > seq)
            .OrderBy(e => e.Seq).Take(most).ToListAsync(ct);
        var views = new List<EventView>(rows.Count);
        foreach (var row in rows)
        {
            views.Add(await OpenAsync(row, ct));
        }

        return views;
    }

    /// <summary>What a file of the conversation is.</summary>
    public async Task<FileFacts?> FindFileAsync(ConversationId id, Guid file, CancellationToken ct)
    {
        var rows = await db.Set<ConversationEvent>().AsNoTracking()
            .Where(e => e.Conversation == id && e.Kind == (int)EventKind.Attachment).ToListAsync(ct);
        foreach (var row in rows)
        {
            if ((await OpenAsync(row, ct)).File is { } facts && facts.Id == file)
            {
                return facts;
            }
        }

        return null;
    }

    private async ValueTask<EventView> OpenAsync(ConversationEvent row, CancellationToken ct)
    {
        // Erased: the number stays, the words are gone.
        var text = await keys.DecryptAsync(row.Body, row.ClientId, ct) ?? string.Empty;
        var kind = (EventKind)row.Kind;
        var file = kind is EventKind.Attachment && text.Length > 0
            ? JsonSerializer.Deserialize<FileFacts>(text, JsonSettings.Options) : null;
        var facts = kind is EventKind.State && text.Length > 0
            ? JsonSerializer.Deserialize<StateFacts>(text, JsonSettings.Options) : null;
        return new(row.Seq, row.ClientId, kind, (Sender)row.Sender,
            kind is EventKind.State ? string.Empty : file?.Name ?? text, row.At, facts)
        { File = file };
    }
}
