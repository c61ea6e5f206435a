using FirstWindow.Conversations.Domain;
using FirstWindow.Conversations.Pages;
using FirstWindow.Customers.Contracts;
using FirstWindow.Knowledge.Contracts;
using FirstWindow.Platform;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features;

/// <summary>What customers asked about, read back from the journal: topics and moments, no words.</summary>
[Clause("B3.2.1b")]
internal sealed class CustomerBehaviour(Database db, IKnowledge knowledge) : ICustomerBehaviour
{
    private const int EntriesMax = 50_000;
    private const int ArticlesMax = 2_000;
    private const int Together = 500;
    private static readonly string[] Acts = [ConversationActs.Answered.Code, ConversationActs.WrappedUp.Code];

    public async Task<IReadOnlyList<Behaviour>> ListAsync(
        CustomerId customer, DateTimeOffset since, CancellationToken ct)
    {
        var own = await db.Set<Conversation>()
            .Where(c => c.Customer == customer && (c.ClosedAt == null || c.ClosedAt >= since)).Select(c => c.Id)
            .ToListAsync(ct);
        var subjects = own.ConvertAll(id => id.Value);
        var entries = await db.Set<JournalEntry>().AsNoTracking()
            .Where(e => subjects.Contains(e.Subject) && Acts.Contains(e.Act) && e.At >= since).OrderBy(e => e.Entry)
            .ToListAsync(ct);
        return [.. entries.Select(Read).OfType<Behaviour>()];
    }

    public async Task<IReadOnlyDictionary<CustomerId, IReadOnlyList<Behaviour>>> ListAllAsync(
        DateTimeOffset since, CancellationToken ct)
    {
        var entries = await db.Set<JournalEntry>().AsNoTracking().Where(e => Acts.Contains(e.Act) && e.At >= since)
            .OrderByDescending(e => e.Entry).Take(EntriesMax).ToListAsync(ct);
        var whose = new Dictionary<ConversationId, CustomerId>();
        foreach (var ids in entries.Select(e => new ConversationId(e.Subject)).Distinct().Chunk(Together))
        {
            foreach (var c in await db.Set<Conversation>().Where(c => ids.Contains(c.Id) && c.Customer != null)
                .Select(c => new { c.Id, c.Customer }).ToListAsync(ct))
            {
                whose[c.Id] = c.Customer!.Value;
            }
        }

        return entries.OrderBy(e => e.Entry).Select(Read).OfType<Behaviour>()
            .Where(b => whose.ContainsKey(b.Conversation)).GroupBy(b => whose[b.Conversation])
            .ToDictionary(g => g.Key, g => (IReadOnlyList<Behaviour>)[.. g]);
    }

    public IReadOnlyList<BehaviourTopic> Topics(bool inEnglish) =>
    [
        .. WrapUpContactHandler.Categories.Select(c => new BehaviourTopic(c, DeskText.T["category." + c], c)),
        .. knowledge.Search(string.Empty, inEnglish ? "en" : "zh-CN", ArticlesMax)
            .Concat(knowledge.Search(string.Empty, "zh-CN", ArticlesMax)).Where(a => a.CityOf is null)
            .DistinctBy(a => a.Slug).Select(a => new BehaviourTopic(a.Slug, a.Title, a.Line)),
    ];

    // What closed by itself says nothing new: its questions were counted.
    private Behaviour? Read(JournalEntry entry)
    {
        var id = new ConversationId(entry.Subject);
        if (PartOf(entry.Detail, "category=") is { } category)
        {
            return new(id, entry.At, category, null);
        }

        return PartOf(entry.Detail, "article=") is not { Length: > 0 } slug ? null
            : knowledge.Find(slug, "zh-CN") is { } article
                ? new(id, entry.At, article.Line, article.CityOf ?? article.Slug)
            : new(id, entry.At, "other", slug);
    }

    private static string? PartOf(string? detail, string name) =>
        detail?.Split(';').FirstOrDefault(p => p.StartsWith(name, StringComparison.Ordinal))?[name.Length..];
}
