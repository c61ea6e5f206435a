using FirstWindow.Conversations.Domain;
using FirstWindow.Packs.Contracts;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features;

/// <summary>What a waiting customer is asked before a person comes; no questions when it is better not to
/// ask.</summary>
internal sealed record BackgroundQuestions(string? Category, IReadOnlyList<string> Questions)
{
    public static readonly BackgroundQuestions None = new(null, []);
}

/// <summary>
/// The two or three things a banker would ask first, by the line of business, while the customer waits anyway. The
/// place in the queue is taken already, so nobody waits longer for not answering. Whoever is old, in distress, angry or
/// in the middle of a fraud is not asked anything.
/// </summary>
[Clause("A3.2.2a")]
internal sealed class BackgroundReader(Database db, ConversationReader reader, RecognisedLine line, ILivePacks packs)
{
    private const double StrongSignal = 0.5;

    /// <summary>What is to be asked now.</summary>
    public async Task<BackgroundQuestions> ReadAsync(ConversationId id, CancellationToken ct)
    {
        var conversation = await db.Set<Conversation>().AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct);
        if (conversation is not { State: ConversationState.Waiting, NeedsHelp: false }
            || await db.Set<JournalEntry>().AnyAsync(e => e.Subject == id.Value
                && (e.Act == ConversationActs.HelpAsked.Code || e.Act == ConversationActs.BackgroundGiven.Code), ct))
        {
            return BackgroundQuestions.None;
        }

        var said = (await reader.ReadAfterAsync(id, 0, ct))
            .Where(e => e.From is Sender.Customer && e.File is null).Select(e => e.Text).ToList();
        if (said.Any(IsNoTimeForQuestions) || line.Find(conversation, said) is not { } category)
        {
            return BackgroundQuestions.None;
        }

        var words = ConciergeWords.In(conversation.Locale);
        var questions = Enumerable.Range(1, 3).Select(i => words.Find($"Background.{category}.{i}")).OfType<string>();
        return new(category, [.. questions]);
    }

    private bool IsNoTimeForQuestions(string text)
    {
        var signals = packs.Current.ReadSignals(text);
        return signals.Complaint || signals.Fraud >= StrongSignal || signals.Anger >= StrongSignal
            || signals.Distress >= StrongSignal;
    }
}

/// <summary>Takes the customer's answers; the agent finds them beside the conversation. A question left out is a
/// question skipped.</summary>
[Clause("A3.2.2a")]
internal sealed class GiveBackgroundHandler(
    Database db, ContactBook contacts, BackgroundReader reader, ILivePacks packs, JournalBook journal)
{
    private const int AnswerCharsMax = 400;

    public async Task<Result> HandleAsync(
        ConversationId id, IReadOnlyList<string?> answers, CancellationToken ct)
    {
        var asked = await reader.ReadAsync(id, ct);
        if (answers.Any(a => !string.IsNullOrWhiteSpace(a) && MessageText.Refuse(a) is not null))
        {
            return ConversationErrors.BadText;
        }

        if (await contacts.FindAsync(id, ct) is not { } conversation)
        {
            return ConversationErrors.NotFound;
        }

        if (asked.Questions.Count == 0 || answers.Count > asked.Questions.Count)
        {
            return ConversationErrors.NotAsked;
        }

        var lines = asked.Questions.Zip(answers).Where(p => !string.IsNullOrWhiteSpace(p.Second))
            .Select(p => $"{p.First} {MessageText.Shorten(p.Second!.Trim(), AnswerCharsMax)}").ToList();
        if (lines.Count > 0)
        {
            var words = ConciergeWords.In(conversation.Locale);
            contacts.AddNote(
                conversation, packs.Current.Blot($"{words["Background"]}\n{string.Join('\n', lines)}").Text, null);
        }

        journal.Record(Actor.Visitor(id), ConversationActs.BackgroundGiven, Subject.Of(id),
            $"category={asked.Category};answers={lines.Count}");
        await db.CommitAsync(ct);
        return Result.Success;
    }
}
