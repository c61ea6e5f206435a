using FirstWindow.Conversations.Domain;
using FirstWindow.Knowledge.Contracts;
using FirstWindow.Packs.Contracts;
using FirstWindow.Platform;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features;

/// <summary>Why an answer did not settle the question.</summary>
internal enum AnswerFault
{
    /// <summary>Nothing was found to answer with.</summary>
    NoAnswer,

    /// <summary>The customer said that it did not help.</summary>
    NotHelpful,

    /// <summary>A person was needed after all.</summary>
    HandedOver,

    /// <summary>The same was asked again within a day.</summary>
    Repeated,
}

/// <summary>An answer that failed, or a question that found none; personal data hidden.</summary>
internal sealed record AnswerFailure(
    ConversationId Conversation, string Locale, DateTimeOffset At, AnswerFault Fault, string? Slug, string? Title,
    string Question);

/// <summary>How many contacts with basic questions of a category were contained: answered, no person needed, not asked
/// again within a day.</summary>
internal sealed record Containment(string Category, int Asked, int Contained)
{
    /// <summary>Too few say nothing.</summary>
    public const int AskedMin = 20;

    /// <summary>Share in percent; none when too few asked.</summary>
    public int? Percent => Asked < AskedMin ? null : Contained * 100 / Asked;
}

/// <summary>How well the assistant answers.</summary>
internal sealed record QualityView(
    IReadOnlyList<Containment> Categories, IReadOnlyList<AnswerFailure> Wrong, IReadOnlyList<AnswerFailure> Unanswered,
    CategoryMatch Match, IReadOnlyList<HumanTimeWeek> HumanTime);

/// <summary>
/// Judges the assistant by the journal: what it answered, and what the customer did next. Whoever is old is served by
/// people first and does not count here.
/// </summary>
[Clause("B3.3.1b")]
internal sealed class AnswerQualityReader(
    Database db, ConversationReader reader, IKnowledge knowledge, RecognisedLine line, HumanTimeReader people,
    ILivePacks packs, DatabaseClock clock)
{
    /// <summary>Longest time looked back.</summary>
    public const int DaysMax = 31;

    private const int EntriesMax = 20_000;
    private const int ListedMax = 40;
    private static readonly TimeSpan RepeatedWithin = TimeSpan.FromHours(24);

    public async Task<QualityView> ReadAsync(int days, CancellationToken ct)
    {
        var since = clock.Now - TimeSpan.FromDays(Math.Clamp(days, 1, DaysMax));
        var turns = await TurnsAsync(since, ct);
        var faults = FaultsOf(turns);
        return new(Contained(turns, faults),
            await ListAsync(faults.Where(f => f.Fault is not AnswerFault.NoAnswer), ct),
            await ListAsync(faults.Where(f => f.Fault is AnswerFault.NoAnswer), ct),
            await line.CountAsync(since, ct), await people.ReadAsync(ct));
    }

    /// <summary>How many contacts since a moment were contained, by category.</summary>
    public async Task<IReadOnlyList<Containment>> CountAsync(DateTimeOffset since, CancellationToken ct)
    {
        var turns = await TurnsAsync(since, ct);
        return Contained(turns, FaultsOf(turns));
    }

    private static List<(Turn Turn, AnswerFault Fault)> FaultsOf(List<Turn> turns)
    {
        var faults = new List<(Turn Turn, AnswerFault Fault)>();
        foreach (var ofConversation in turns.GroupBy(t => t.Conversation))
        {
            faults.AddRange(FaultsIn([.. ofConversation]));
        }

        var seen = faults.Select(f => f.Turn).ToHashSet();
        faults.AddRange(AnswersIn(turns).GroupBy(a => (a.Customer, a.Slug)).SelectMany(RepeatedIn)
            .Where(t => !seen.Contains(t)).Select(t => (t, AnswerFault.Repeated)));
        return faults;
    }

    private List<Containment> Contained(List<Turn> turns, List<(Turn Turn, AnswerFault Fault)> faults)
    {
        var failed = faults.Where(f => f.Fault is not AnswerFault.NoAnswer)
            .Select(f => (f.Turn.Conversation, CategoryOf(f.Turn))).ToHashSet();
        return [.. AnswersIn(turns).Select(a => (a.Conversation, Category: CategoryOf(a))).Distinct()
            .GroupBy(a => a.Category, (category, all) => all.ToList() is var list
                ? new Containment(category, list.Count, list.Count(a => !failed.Contains(a))) : null!)
            .OrderByDescending(c => c.Asked)];
    }

    private static IEnumerable<Turn> AnswersIn(List<Turn> turns) =>
        turns.Where(t => t.Act == ConversationActs.Answered.Code);

    private async Task<List<Turn>> TurnsAsync(DateTimeOffset since, CancellationToken ct)
    {
        string[] acts =
        [
            ConversationActs.Answered.Code, ConversationActs.Unanswered.Code, ConversationActs.HandedOver.Code,
            ConversationActs.PersonAsked.Code,
        ];
        var entries = await db.Set<JournalEntry>().AsNoTracking().Where(e => acts.Contains(e.Act) && e.At >= since)
            .OrderByDescending(e => e.Entry).Take(EntriesMax)
            .Select(e => new { e.Entry, e.At, e.Act, e.Subject, e.Detail }).ToListAsync(ct);
        var people = new Dictionary<Guid, (Guid Customer, string Locale)>();
        foreach (var ids in entries.Select(e => new ConversationId(e.Subject)).Distinct().Chunk(500))
        {
            foreach (var c in await db.Set<Conversation>().Where(c => ids.Contains(c.Id) && !c.NeedsHelp)
                .Select(c => new { c.Id, c.Customer, c.Locale }).ToListAsync(ct))
            {
                people[c.Id.Value] = (c.Customer?.Value ?? c.Id.Value, c.Locale);
            }
        }

        return [.. entries.Where(e => people.ContainsKey(e.Subject)).OrderBy(e => e.Entry).Select(e => new Turn(
            e.Subject, people[e.Subject].Customer, people[e.Subject].Locale, e.At, e.Act,
            PartOf(e.Detail, "article="), PartOf(e.Detail, "why=")))];
    }

    // What follows an answer says whether it helped.
    private static IEnumerable<(Turn Turn, AnswerFault Fault)> FaultsIn(List<Turn> turns)
    {
        Turn? answer = null;
        foreach (var turn in turns)
        {
            var isHandedOver = turn.Act == ConversationActs.HandedOver.Code
                || turn.Act == ConversationActs.PersonAsked.Code;
            if (turn.Act == ConversationActs.Answered.Code)
            {
                answer = turn;
            }
            else if (turn.Act == ConversationActs.Unanswered.Code && turn.Why == "unknown")
            {
                yield return (turn, AnswerFault.NoAnswer);
            }
            else if (answer is not null && turn.Why != PuzzlingTexts.Fault)
            {
                yield return (answer, isHandedOver ? AnswerFault.HandedOver : AnswerFault.NotHelpful);
                answer = null;
            }
        }
    }

    private static IEnumerable<Turn> RepeatedIn(IEnumerable<Turn> answers)
    {
        var inOrder = answers.OrderBy(a => a.At).ToList();
        return inOrder.Zip(inOrder.Skip(1)).Where(p => p.Second.At - p.First.At <= RepeatedWithin).Select(p => p.First);
    }

    private async Task<List<AnswerFailure>> ListAsync(
        IEnumerable<(Turn Turn, AnswerFault Fault)> faults, CancellationToken ct)
    {
        var list = new List<AnswerFailure>();
        foreach (var (turn, fault) in faults.OrderByDescending(f => f.Turn.At).Take(ListedMax))
        {
            var asked = (await reader.ReadAfterAsync(new(turn.Conversation), 0, ct)).LastOrDefault(e =>
                e.From is Sender.Customer && e.File is null && e.At <= turn.At)?.Text ?? string.Empty;
            list.Add(new(new(turn.Conversation), turn.Locale, turn.At, fault, turn.Slug,
                turn.Slug is null ? null : knowledge.Find(turn.Slug, turn.Locale)?.Title,
                MessageText.Shorten(packs.Current.Mask(asked), 200)));
        }

        return list;
    }

    private string CategoryOf(Turn turn) =>
        (turn.Slug is null ? null : knowledge.Find(turn.Slug, turn.Locale)?.Line) ?? "other";

    private static string? PartOf(string? detail, string name) =>
        detail?.Split(';').FirstOrDefault(p => p.StartsWith(name, StringComparison.Ordinal))?[name.Length..];

    private sealed record Turn(
        Guid Conversation, Guid Customer, string Locale, DateTimeOffset At, string Act, string? Slug, string? Why);
}
