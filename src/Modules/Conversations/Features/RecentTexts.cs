using FirstWindow.Conversations.Domain;
using FirstWindow.Packs.Contracts;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features;

/// <summary>Lends the newest messages to whoever weighs a change of a language pack: masked, and on record before one
/// is opened.</summary>
internal sealed class RecentTexts(
    Database db, SubjectKeys keys, ILivePacks packs, JournalBook journal) : IRecentTexts
{
    private const string Purpose = "pack-preview";
    private const int ShownCharsMax = 200;

    public async Task<IReadOnlyList<RecentText>> ReadAsync(
        bool byAgents, int most, Actor actor, string why, CancellationToken ct)
    {
        var sender = (int)(byAgents ? Sender.Agent : Sender.Customer);
        var rows = await db.Set<ConversationEvent>().AsNoTracking()
            .Where(e => e.Kind == (int)EventKind.Message && e.Sender == sender)
            .OrderByDescending(e => e.Entry).Take(most).ToListAsync(ct);
        journal.Record(actor with { Purpose = Purpose }, ConversationActs.TextsLent, Subject.System,
            $"{why};texts={rows.Count}");
        await db.CommitAsync(ct);
        var texts = new List<RecentText>(rows.Count);
        var before = new Dictionary<ConversationId, string>();
        foreach (var row in rows.AsEnumerable().Reverse())
        {
            if (await keys.DecryptAsync(row.Body, row.ClientId, ct) is { Length: > 0 } text)
            {
                var masked = packs.Current.Mask(text, before.GetValueOrDefault(row.Conversation));
                texts.Add(new(text, MessageText.Shorten(masked, ShownCharsMax)));
                before[row.Conversation] = text;
            }
        }

        texts.Reverse();
        return texts;
    }
}
