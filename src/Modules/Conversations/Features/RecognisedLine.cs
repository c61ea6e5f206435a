using FirstWindow.Conversations.Domain;
using FirstWindow.Knowledge.Contracts;
using FirstWindow.Language;
using FirstWindow.Packs.Contracts;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features;

/// <summary>How often the category of the record was not the one recognised in the customer's words.</summary>
internal sealed record CategoryMatch(int Closed, int Differing)
{
    /// <summary>Share in percent; none when too few were closed.</summary>
    public int? Percent => Closed < Containment.AskedMin ? null : Differing * 100 / Closed;
}

/// <summary>
/// The line of business that is recognised in what a customer wrote, and how well it agrees with the category in which
/// the contact is filed: where they differ, the need was not understood at first, or filed wrong.
/// </summary>
[Clause("B2.0.1")]
internal sealed class RecognisedLine(Database db, IKnowledge knowledge, ILivePacks packs, JournalBook journal)
{
    // What a contact was about besides its line of business.
    private static readonly string[] WithoutLine = ["complaint", "other"];

    /// <summary>The line of the article told last, or of the newest question with an answer; none when nothing is
    /// near.</summary>
    public string? Find(Conversation conversation, IEnumerable<string> said)
    {
        var told = SteppedTopic.SlugOf(conversation.Topic) is { } slug
            ? knowledge.Find(slug, conversation.Locale) : null;
        return told?.Line ?? said.Reverse().Select(text => Matter.Of(text, packs.Current))
            .Where(matter => matter.Length > 0)
            .Select(matter => knowledge.Ask(matter, conversation.Locale).Articles.FirstOrDefault()?.Line)
            .FirstOrDefault(line => line is not null);
    }

    /// <summary>Notes whether a record agrees; part of the caller's transaction.</summary>
    public void Note(Conversation conversation, IEnumerable<string> said, string category, Actor actor)
    {
        if (!WithoutLine.Contains(category) && Find(conversation, said) is { } recognised)
        {
            journal.Record(
                actor, recognised == category ? ConversationActs.CategoryAgrees : ConversationActs.CategoryDiffers,
                Subject.Of(conversation.Id), $"recognised={recognised};filed={category}");
        }
    }

    /// <summary>How the records since a moment agree.</summary>
    public async Task<CategoryMatch> CountAsync(DateTimeOffset since, CancellationToken ct)
    {
        var (agrees, differs) = (ConversationActs.CategoryAgrees.Code, ConversationActs.CategoryDiffers.Code);
        var counts = await db.Set<JournalEntry>().Where(e => e.At >= since && (e.Act == agrees || e.Act == differs))
            .GroupBy(e => e.Act).Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        var differing = counts.GetValueOrDefault(differs);
        return new(differing + counts.GetValueOrDefault(agrees), differing);
    }
}
