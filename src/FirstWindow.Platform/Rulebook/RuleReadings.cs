using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Platform.Rulebook;

/// <summary>That a member of staff has read the rules in one version.</summary>
public sealed class RuleReading
{
    /// <summary>Who.</summary>
    public StaffId Staff { get; init; }

    /// <summary>Which version, see <see cref="Clauses.Version"/>.</summary>
    public required string Version { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; }
}

/// <summary>Acts on the rules.</summary>
public static class RuleActs
{
    /// <summary>Somebody has read the rules as they stand.</summary>
    public static readonly Act Acknowledged = new("rules.acknowledged", "A1.3.2");
}

/// <summary>Who has read the rules as they stand. A new version is to be read anew.</summary>
public sealed class RuleReadings(Database db, JournalBook journal, DatabaseClock clock)
{
    /// <summary>When this person read the present version; none when not yet.</summary>
    public async Task<DateTimeOffset?> FindAsync(Actor actor, CancellationToken ct)
    {
        var staff = actor.StaffId;
        var reading = await db.Set<RuleReading>().AsNoTracking()
            .SingleOrDefaultAsync(r => r.Staff == staff && r.Version == Clauses.Version, ct);
        return reading?.At;
    }

    /// <summary>Notes that this person has read the present version; again changes nothing.</summary>
    public async Task AcknowledgeAsync(Actor actor, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        await db.LockAsync("rule-reading:" + actor.Id, ct);
        if (await FindAsync(actor, ct) is null)
        {
            db.Add(new RuleReading { Staff = actor.StaffId, Version = Clauses.Version, At = clock.Now });
            journal.Record(actor, RuleActs.Acknowledged, Subject.Of(actor.StaffId), $"version={Clauses.Version}");
        }

        await db.CommitAsync(ct);
    }
}

internal sealed class RuleReadingMapping : IModelMapping
{
    public void Map(ModelBuilder model) => model.Entity<RuleReading>(reading =>
    {
        reading.ToTable("rule_reading");
        reading.HasKey(r => new { r.Staff, r.Version });
    });
}
