using FirstWindow.Platform.Access;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Platform.Journal;

/// <summary>What an auditor looks for; everything is optional.</summary>
public sealed record JournalQuery
{
    /// <summary>Who did it.</summary>
    public Guid? Actor { get; init; }

    /// <summary>To whom or what.</summary>
    public Guid? Subject { get; init; }

    /// <summary>Code of the act.</summary>
    public string? Act { get; init; }

    /// <summary>Clause of a refusal.</summary>
    public string? Clause { get; init; }

    /// <summary>Stated purpose.</summary>
    public string? Purpose { get; init; }

    /// <summary>Not before.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Only entries with a smaller key: the next page.</summary>
    public long? Before { get; init; }

    /// <summary>Only entries about one of these: a customer and the customer's contacts.</summary>
    internal IReadOnlyList<Guid>? AnyOf { get; init; }
}

/// <summary>A page of entries, newest first, and where the next page begins.</summary>
public sealed record JournalPage(IReadOnlyList<JournalEntry> Entries, long? NextBefore);

/// <summary>Reads the journal. Reading it is an entry too.</summary>
[Clause("A4.3.3b")]
public sealed class JournalSearch(Database db, JournalBook journal)
{
    private const int PageSize = 50;

    /// <summary>Finds entries.</summary>
    public async Task<JournalPage> FindAsync(JournalQuery query, Actor actor, CancellationToken ct)
    {
        var found = db.Set<JournalEntry>().AsNoTracking()
            .WhereAsked(query.Actor is not null, e => e.Actor == query.Actor)
            .WhereAsked(query.Subject is not null, e => e.Subject == query.Subject)
            .WhereAsked(query.AnyOf is not null, e => query.AnyOf!.Contains(e.Subject))
            .WhereAsked(query.Act is not null, e => e.Act == query.Act)
            .WhereAsked(query.Clause is not null, e => e.Clause == query.Clause)
            .WhereAsked(query.Purpose is not null, e => e.Purpose == query.Purpose)
            .WhereAsked(query.From is not null, e => e.At >= query.From)
            .WhereAsked(query.To is not null, e => e.At < query.To)
            .WhereAsked(query.Before is not null, e => e.Entry < query.Before)
            .Where(e => e.Subject != actor.Id || !e.Act.StartsWith("conduct.")); // Not to whom it concerns.
        var entries = await found.OrderByDescending(e => e.Entry).Take(PageSize).ToListAsync(ct);
        journal.Record(actor, PlatformActs.JournalRead, Subject.System, $"found={entries.Count}");
        await db.CommitAsync(ct);
        return new(entries, entries.Count == PageSize ? entries[^1].Entry : null);
    }
}
