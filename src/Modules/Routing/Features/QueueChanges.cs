using System.Text.Json;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;
using FirstWindow.Routing.Contracts;
using FirstWindow.Routing.Domain;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Routing.Features;

/// <summary>What became of a change of a queue.</summary>
public sealed record QueueChange(Guid Id, PolicyState State);

/// <summary>Makes and changes queues. What changes how waiting customers are served holds only after a second
/// person.</summary>
[Clause("A1.3.2")]
internal sealed class QueueChanges(Database db, JournalBook journal, QueueBook book, DatabaseClock clock)
{
    /// <summary>Every version, newest first.</summary>
    public async Task<IReadOnlyList<QueueVersion>> ListAsync(CancellationToken ct) =>
        await db.Set<QueueVersion>().AsNoTracking().OrderByDescending(v => v.ProposedAt).ThenBy(v => v.Id)
            .Take(200).ToListAsync(ct);

    /// <summary>Changes a queue, makes one, or proposes to.</summary>
    /// <param name="queue">As it is to be.</param>
    /// <param name="basedOn">The newest version its author saw; 0 for a queue that has none.</param>
    /// <param name="actor">Who.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<Result<QueueChange>> ChangeAsync(
        ServiceQueue queue, int basedOn, Actor actor, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        await db.LockAsync(QueueBook.Topic, ct);
        var queues = await book.FreshAsync(ct);
        if (QueueRules.Check(queue, queues) is { } fault)
        {
            return fault;
        }

        var versions = await db.Set<QueueVersion>().Where(v => v.Code == queue.Code).ToListAsync(ct);
        var newest = versions.Count == 0 ? 0 : versions.Max(v => v.Version);
        if (versions.Exists(v => v.State is PolicyState.Proposed))
        {
            return RoutingErrors.QueueProposalOpen;
        }

        if (newest != basedOn)
        {
            return RoutingErrors.QueueChangedMeanwhile;
        }

        var version = new QueueVersion
        {
            Code = queue.Code,
            Version = newest + 1,
            Content = JsonSerializer.Serialize(queue, JsonSettings.Options),
            ProposedBy = actor.Id,
            ProposedAt = clock.Now,
        };
        if (!QueueRules.AffectsCustomers(queue, queues.GetValueOrDefault(queue.Code)))
        {
            version.Settle(clock.Now);
        }

        db.Add(version);
        journal.Record(actor, version.State is PolicyState.Approved ? RoutingActs.QueueChanged
            : RoutingActs.QueueProposed, new Subject("queue", version.Id), $"{queue.Code};v{version.Version}");
        await CommitAsync(ct);
        return new QueueChange(version.Id, version.State);
    }

    /// <summary>Approves or rejects another's change.</summary>
    public async Task<Result> DecideAsync(Guid id, bool approve, Actor actor, CancellationToken ct)
    {
        var decided = await db.DecideAsync<QueueVersion>(
            "queue_version", id, approve, actor, clock.Now, RoutingErrors.QueueNotFound, ct);
        if (decided.Value is not { } version)
        {
            return decided.Error!;
        }

        journal.Record(actor, approve ? RoutingActs.QueueChanged : RoutingActs.QueueRejected,
            new Subject("queue", id), $"{version.Code};v{version.Version}");
        if (approve)
        {
            await KeepReachableAsync(version.Read(), ct);
        }

        await CommitAsync(ct);
        return Result.Success;
    }

    // Who waits in a language that is no longer served is served in the first one, never forgotten.
    private Task KeepReachableAsync(ServiceQueue queue, CancellationToken ct)
    {
        var languages = queue.Languages.ToList();
        return db.Set<WaitingContact>().Where(w => w.Queue == queue.Code && !languages.Contains(w.Language))
            .ExecuteUpdateAsync(w => w.SetProperty(c => c.Language, languages[0]), ct);
    }

    private async Task CommitAsync(CancellationToken ct)
    {
        db.Announce(QueueBook.Topic);
        db.Announce(RoutingDesk.Topic);
        await db.CommitAsync(ct);
        await book.FreshAsync(ct); // Whoever changed it sees it at once; other nodes hear the topic.
    }
}
