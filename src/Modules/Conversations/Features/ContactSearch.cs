using System.Globalization;
using FirstWindow.Conversations.Domain;
using FirstWindow.Customers.Contracts;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Calendar;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Contracts;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features;

/// <summary>What is looked for among past contacts; what is not given does not matter.</summary>
public sealed record ContactQuery
{
    /// <summary>Why: one of <see cref="ContactSearch.Purposes"/>.</summary>
    public string? Purpose { get; init; }

    /// <summary>Number of the contact.</summary>
    public string? Reference { get; init; }

    /// <summary>First day it may have begun.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last day.</summary>
    public DateOnly? To { get; init; }

    /// <summary>Number of the agent.</summary>
    public string? Agent { get; init; }

    /// <summary>Category of the record.</summary>
    public string? Category { get; init; }

    /// <summary>Outcome of the record.</summary>
    public string? Outcome { get; init; }

    /// <summary>The customer's rating.</summary>
    public int? Rating { get; init; }

    /// <summary>Channel.</summary>
    public string? Channel { get; init; }

    /// <summary>Number of the customer in the bank's records.</summary>
    public string? Customer { get; init; }

    /// <summary>Words in that customer's contacts.</summary>
    public string? Words { get; init; }

    /// <summary>Where the page before ended.</summary>
    public string? After { get; init; }

    /// <summary>Whether it says who somebody is or what was said: that stands in a body, never in an
    /// address.</summary>
    internal bool IsForBodies => !string.IsNullOrWhiteSpace(Customer) || !string.IsNullOrWhiteSpace(Words);
}

/// <summary>A contact that was found.</summary>
public sealed record FoundContact(
    ConversationId Id, string Reference, string Channel, DateTimeOffset At, string State, string? Agent,
    string? Category, string? Outcome, int? Rating, string? Excerpt = null);

/// <summary>A page of them; where it ended, when there are more.</summary>
public sealed record FoundContacts(IReadOnlyList<FoundContact> Contacts, string? Next);

/// <summary>
/// Searches past contacts: a supervisor those of the own team and nobody's, quality and the duty lead all. Words are
/// encrypted, so they are looked for in one customer's contacts only. Every search is journaled with its purpose,
/// before anything is shown.
/// </summary>
[Clause("A1.3.4")]
[Clause("A4.3.1a")]
internal sealed class ContactSearch(
    Database db, ICustomers customers, IStaffDirectory directory, OwnTeam team, ConversationReader reader,
    JournalBook journal, DatabaseClock clock)
{
    /// <summary>Why past contacts may be looked for.</summary>
    public static readonly IReadOnlyList<string> Purposes = ["quality-check", "coaching", "grievance", "follow-up"];

    /// <summary>Channels a contact can come by.</summary>
    public static readonly IReadOnlyList<string> Channels = ["web"];

    /// <summary>Longest time looked through.</summary>
    public const int DaysMax = 366;

    private const int DaysUnlessSaid = 31;
    private const int PageSize = 50;
    private const int WordsContactsMax = 200;
    private const int WordsEventsMax = 1_000;
    private const int ExcerptAround = 40;

    public async Task<Result<FoundContacts>> FindAsync(ContactQuery asked, Actor actor, CancellationToken ct)
    {
        var query = Tidied(asked);
        if (!Purposes.Contains(query.Purpose ?? string.Empty))
        {
            return ConversationErrors.NoPurpose;
        }

        if (query.Words is not null && query.Customer is null)
        {
            return SearchErrors.WordsOfOne;
        }

        var to = query.To ?? BankCalendar.DateOf(clock.Now);
        var from = query.From ?? to.AddDays(-DaysUnlessSaid);
        if (from > to || to.DayNumber - from.DayNumber > DaysMax)
        {
            return SearchErrors.Days;
        }

        var customer = query.Customer is null ? null : await customers.FindByReferenceAsync(query.Customer, ct);
        journal.Record(actor with { Purpose = query.Purpose }, SupervisionActs.Searched,
            customer is { } known ? Subject.Of(known) : Subject.System, $"by={string.Join(',', UsedBy(query))}");
        await db.CommitAsync(ct);
        if (query.Customer is not null && customer is null)
        {
            return new FoundContacts([], null);
        }

        var contacts = await team.NarrowAsync(
            db.Set<Conversation>().AsNoTracking(), SupervisionPermissions.Search, actor, ct);
        contacts = await NarrowAsync(contacts, query, customer, ct);
        var (since, before) = (BankCalendar.EndOf(from.AddDays(-1)), BankCalendar.EndOf(to));
        var records = RecordsOf(query);
        if (records is not null && query is { Reference: null, Agent: null, Customer: null })
        {
            return await FindPageAsync(InOrderOfRecords(
                contacts, records.Where(w => w.BegunAt >= since && w.BegunAt < before)), query.After, ct);
        }

        contacts = query.Reference is not null ? contacts
            : contacts.Where(c => c.CreatedAt >= since && c.CreatedAt < before);
        contacts = records is null ? contacts : contacts.Where(c => records.Any(w => w.Conversation == c.Id));
        return query.Words is { } words ? await FindWordsAsync(contacts, words, ct)
            : await FindPageAsync(InOrder(contacts), query.After, ct);
    }

    private async Task<IQueryable<Conversation>> NarrowAsync(
        IQueryable<Conversation> contacts, ContactQuery query, CustomerId? customer, CancellationToken ct)
    {
        if (query.Agent is { } number)
        {
            StaffId? agent = (await directory.AllAsync(ct)).FirstOrDefault(c => c.Number == number)?.Id
                ?? new StaffId(Guid.Empty);
            contacts = contacts.Where(c => c.Agent == agent);
        }

        contacts = query.Reference is not { } reference ? contacts : contacts.Where(c => c.Reference == reference);
        contacts = customer is null ? contacts : contacts.Where(c => c.Customer == customer);
        return query.Channel is not { } channel ? contacts : contacts.Where(c => c.Channel == channel);
    }

    /// <summary>The records that are asked for; none when nothing of the record is.</summary>
    private IQueryable<WrapUp>? RecordsOf(ContactQuery query)
    {
        if (query is { Category: null, Outcome: null, Rating: null })
        {
            return null;
        }

        var records = db.Set<WrapUp>().AsNoTracking();
        records = query.Category is not { } category ? records : records.Where(w => w.Category == category);
        records = query.Outcome is not { } outcome ? records : records.Where(w => w.Outcome == outcome);
        return query.Rating is not { } score ? records : records.Where(w => w.Score == score);
    }

    private static Func<DateTimeOffset, IQueryable<Conversation>> InOrder(IQueryable<Conversation> contacts) =>
        until => contacts.Where(c => c.CreatedAt <= until).OrderByDescending(c => c.CreatedAt)
            .ThenByDescending(c => c.Id);

    // The indexes of the records lead: what nobody has together is known without looking at every contact of a year.
    private static Func<DateTimeOffset, IQueryable<Conversation>> InOrderOfRecords(
        IQueryable<Conversation> contacts, IQueryable<WrapUp> records) =>
        until => records.Where(w => w.BegunAt <= until)
            .Join(contacts, w => w.Conversation, c => c.Id, (w, c) => new { w.BegunAt, w.Conversation, Contact = c })
            .OrderByDescending(f => f.BegunAt).ThenByDescending(f => f.Conversation).Select(f => f.Contact);

    // A page begins at the instant where the one before ended, after those of that very instant that it showed: however
    // far one leafs, nothing before is counted again.
    private async Task<FoundContacts> FindPageAsync(
        Func<DateTimeOffset, IQueryable<Conversation>> contactsUntil, string? after, CancellationToken ct)
    {
        var (until, shown) = PlaceOf(after);
        var rows = await contactsUntil(until).Skip(shown).Take(PageSize + 1).ToListAsync(ct);
        var page = rows.Take(PageSize).ToList();
        if (rows.Count <= PageSize)
        {
            return new(await DescribeAsync(page, ct), null);
        }

        var last = page[^1].CreatedAt;
        var sameInstant = page.Count(c => c.CreatedAt == last) + (last == until ? shown : 0);
        return new(await DescribeAsync(page, ct), string.Create(
            CultureInfo.InvariantCulture, $"{Conventions.ToMicroseconds(last)}.{sameInstant}"));
    }

    private async Task<FoundContacts> FindWordsAsync(
        IQueryable<Conversation> contacts, string words, CancellationToken ct)
    {
        var rows = await contacts.OrderByDescending(c => c.CreatedAt).Take(WordsContactsMax).ToListAsync(ct);
        var excerpts = new Dictionary<ConversationId, string>();
        foreach (var row in rows)
        {
            var said = (await reader.ReadAfterAsync(row.Id, 0, ct, WordsEventsMax))
                .FirstOrDefault(e => e.Text.Contains(words, StringComparison.CurrentCultureIgnoreCase));
            if (said is not null)
            {
                excerpts[row.Id] = ExcerptOf(said.Text, words);
            }
        }

        var found = await DescribeAsync([.. rows.Where(r => excerpts.ContainsKey(r.Id)).Take(PageSize)], ct);
        return new([.. found.Select(f => f with { Excerpt = excerpts[f.Id] })], null);
    }

    private async Task<IReadOnlyList<FoundContact>> DescribeAsync(List<Conversation> rows, CancellationToken ct)
    {
        var ids = rows.Select(c => c.Id).ToList();
        var records = await db.Set<WrapUp>().AsNoTracking().Where(w => ids.Contains(w.Conversation))
            .Select(w => new { w.Conversation, w.Category, w.Outcome }).ToDictionaryAsync(w => w.Conversation, ct);
        var ratings = await db.Set<Rating>().AsNoTracking().Where(r => ids.Contains(r.Conversation))
            .ToDictionaryAsync(r => r.Conversation, r => (int?)r.Score, ct);
        var cards = (await directory.AllAsync(ct)).ToDictionary(c => c.Id);
        return [.. rows.Select(c => new FoundContact(
            c.Id, c.Reference, c.Channel, c.CreatedAt, c.State.ToCode(),
            c.Agent is { } agent && cards.GetValueOrDefault(agent) is { } card ? $"{card.Number} {card.Name}" : null,
            records.GetValueOrDefault(c.Id)?.Category, records.GetValueOrDefault(c.Id)?.Outcome,
            ratings.GetValueOrDefault(c.Id)))];
    }

    private static ContactQuery Tidied(ContactQuery q) => q with
    {
        Purpose = Trimmed(q.Purpose),
        Reference = Trimmed(q.Reference)?.ToUpperInvariant(),
        Agent = Trimmed(q.Agent),
        Category = Trimmed(q.Category),
        Outcome = Trimmed(q.Outcome),
        Channel = Trimmed(q.Channel),
        Customer = Trimmed(q.Customer),
        Words = Trimmed(q.Words),
    };

    // Which ways, never what was typed: words and numbers of customers do not belong in the journal.
    private static IEnumerable<string> UsedBy(ContactQuery q) =>
        new (string Way, object? Value)[]
        {
            ("reference", q.Reference), ("agent", q.Agent), ("category", q.Category), ("outcome", q.Outcome),
            ("rating", q.Rating), ("channel", q.Channel), ("customer", q.Customer), ("words", q.Words),
        }.Where(w => w.Value is not null).Select(w => w.Way).DefaultIfEmpty("days");

    private static (DateTimeOffset Until, int Shown) PlaceOf(string? after)
    {
        var parts = (after ?? string.Empty).Split('.');
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var until)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var shown)
            && until < Conventions.ToMicroseconds(DateTimeOffset.MaxValue)
            ? (Conventions.FromMicroseconds(until), shown)
            : (DateTimeOffset.MaxValue, 0);
    }

    private static string ExcerptOf(string text, string words)
    {
        var at = text.IndexOf(words, StringComparison.CurrentCultureIgnoreCase);
        var start = Math.Max(0, at - ExcerptAround);
        var end = Math.Min(text.Length, at + words.Length + ExcerptAround);
        return (start > 0 ? "…" : "") + text[start..end] + (end < text.Length ? "…" : "");
    }

    private static string? Trimmed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
