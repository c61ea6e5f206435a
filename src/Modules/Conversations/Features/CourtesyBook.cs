using System.Text.Json;
using FirstWindow.Conversations.Domain;
using FirstWindow.Language;
using FirstWindow.Packs.Contracts;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features;

/// <summary>What a kept reading lost points for.</summary>
internal sealed record CourtesyMiss(string Clause, string Rule, int Cost);

/// <summary>A kept reading for screens.</summary>
internal sealed record CourtesyView(
    int Courtesy, int? Tone, string EmotionFirst, string EmotionLast, int CalmedPercent,
    IReadOnlyList<CourtesyMiss> Misses);

/// <summary>
/// Reads every contact a person has served when it closes: was there a greeting, an apology for a grievance, care for
/// distress, the need said again, a closing; and did the customer's feeling get better.
/// </summary>
[Clause("A2.2.1a")]
[Clause("A2.2.3a")]
[Clause("A2.3.1a")]
[Clause("A2.3.2a")]
[Clause("A2.3.3a")]
[Clause("A3.1.3a")]
[Clause("B1.0.1")]
[Clause("C2.1.1a")]
[Clause("C3.2.1")]
[Clause("C3.2.3b")]
[Clause("C3.3.2")]
[Clause("C5.2.2")]
[Clause("C5.3.1")]
internal sealed class CourtesyBook(
    Database db, ConversationReader reader, ILivePacks packs, JournalBook journal, DatabaseClock clock)
{
    private const int EventsMax = 1_000;
    private const int Percent = 100;

    /// <summary>Reads a contact; takes its time, so before anything is locked.</summary>
    public async Task<ContactReading> ReadAsync(ConversationId id, CancellationToken ct) =>
        packs.Current.ReadContact(
        [.. (await reader.ReadAfterAsync(id, 0, ct, EventsMax))
            .Where(e => e is { Kind: EventKind.Message, From: Sender.Customer or Sender.Agent })
            .Select(e => new Said(e.From is Sender.Agent, e.Text, e.At))],
        isOver: true);

    /// <summary>Keeps the reading with the caller's commit, each miss under its clause in the journal.</summary>
    public void Keep(ConversationId id, ContactReading reading, Actor agent)
    {
        db.Add(new KeptReading
        {
            Conversation = id,
            Agent = agent.StaffId,
            At = clock.Now,
            Courtesy = reading.Courtesy,
            Tone = reading.Tone,
            EmotionFirst = reading.EmotionAtFirst,
            EmotionLast = reading.EmotionAtLast,
            CalmedPercent = (int)Math.Round(reading.HasCalmed * Percent),
            Misses = JsonSerializer.Serialize(
                reading.Misses.Select(m => new CourtesyMiss(m.Clause, m.Rule, m.Cost)), JsonSettings.Options),
        });
        journal.Record(agent, CourtesyActs.Read, Subject.Of(id), $"courtesy={reading.Courtesy};tone={reading.Tone}");
        foreach (var miss in reading.Misses.DistinctBy(m => m.Rule))
        {
            journal.Record(agent, CourtesyActs.Missed, Subject.Of(id), miss.Rule, miss.Clause);
        }
    }

    /// <summary>The reading of a closed contact; none when no person served it.</summary>
    public async Task<CourtesyView?> FindAsync(ConversationId id, CancellationToken ct) =>
        await db.Set<KeptReading>().AsNoTracking().SingleOrDefaultAsync(r => r.Conversation == id, ct) is { } kept
            ? new(kept.Courtesy, kept.Tone, kept.EmotionFirst, kept.EmotionLast, kept.CalmedPercent,
                JsonSerializer.Deserialize<List<CourtesyMiss>>(kept.Misses, JsonSettings.Options)!)
            : null;
}
