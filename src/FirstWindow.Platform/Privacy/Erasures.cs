using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Platform.Privacy;

/// <summary>Takes away what of a subject is readable without a key: numbers, digests, codes. Implemented by the module
/// that has such rows; what it has done already it does again without harm.</summary>
public interface IErasureStep
{
    /// <summary>Part of the caller's transaction.</summary>
    Task EraseAsync(Erasure erasure, CancellationToken ct);
}

/// <summary>An erasure as the database remembers it, with its receipt: what went, what stays, why and until
/// when.</summary>
public sealed class ErasureRow
{
    /// <summary>Id, the same as in the ledger.</summary>
    public Guid Id { get; init; }

    /// <summary>Whose data.</summary>
    public Guid Subject { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>JSON without personal data.</summary>
    public required string Receipt { get; init; }
}

/// <summary>Acts on erasures.</summary>
public static class ErasureActs
{
    /// <summary>Keys were destroyed.</summary>
    public static readonly Act Erased = new("data.erased", "A4.4.3");

    /// <summary>A restored copy was erased again.</summary>
    public static readonly Act Replayed = new("data.erasure-replayed", "A4.4.3");
}

/// <summary>
/// Erases: destroys keys, takes readable rows away, writes receipt and journal in one transaction. The ledger has it
/// before the commit: a crash in between erases a little later, at the next start, and never not at all.
/// </summary>
[Clause("A4.4.3")]
public sealed class Erasures(
    Database db, IEnumerable<IErasureStep> steps, ErasureLedger ledger, JournalBook journal, StorageSweep sweep)
{
    /// <summary>Erases in a transaction that the caller has begun, and commits it.</summary>
    public async Task RunAsync(Erasure erasure, string receipt, Actor actor, CancellationToken ct)
    {
        await ApplyAsync(erasure, receipt, ct);
        journal.Record(actor, ErasureActs.Erased, new("customer", erasure.Subject),
            $"erasure={erasure.Id:n};classes={string.Join('+', erasure.Classes)};keys={erasure.Keys.Count}");
        ledger.Append(erasure);
        await db.CommitAsync(CancellationToken.None);
        await sweep.RunAsync(ct);
    }

    /// <summary>Erases again what the ledger knows and this copy of the database does not.</summary>
    /// <returns>How many erasures were replayed.</returns>
    public async Task<int> ReplayAsync(CancellationToken ct)
    {
        var replayed = 0;
        foreach (var erasure in ledger.Read())
        {
            if (await db.Set<ErasureRow>().AnyAsync(r => r.Id == erasure.Id, ct))
            {
                continue;
            }

            await db.BeginAsync(ct);
            await ApplyAsync(erasure, "{\"replayed\":true}", ct);
            journal.Record(Actor.System, ErasureActs.Replayed, new("customer", erasure.Subject),
                $"erasure={erasure.Id:n}");
            await db.CommitAsync(ct);
            replayed++;
        }

        if (replayed > 0)
        {
            await sweep.RunAsync(ct);
        }

        return replayed;
    }

    private async Task ApplyAsync(Erasure erasure, string receipt, CancellationToken ct)
    {
        foreach (var some in erasure.Keys.Chunk(500))
        {
            await db.Set<DataKey>().Where(k => some.Contains(k.Id))
                .ExecuteUpdateAsync(k => k.SetProperty(x => x.Wrapped, (byte[]?)null), ct);
        }

        foreach (var step in steps)
        {
            await step.EraseAsync(erasure, ct);
        }

        db.Add(new ErasureRow { Id = erasure.Id, Subject = erasure.Subject, At = erasure.At, Receipt = receipt });
        foreach (var key in erasure.Keys)
        {
            db.Announce(SubjectKeys.TopicOf(key)); // Every node forgets it.
        }
    }
}
