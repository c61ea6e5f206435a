using FirstWindow.Language;
using FirstWindow.Packs.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Packs.Features;

/// <summary>A pack as it is to be.</summary>
/// <param name="Pack">Its name.</param>
/// <param name="Content">The whole text.</param>
/// <param name="Reason">Why.</param>
/// <param name="BasedOn">The newest version its author saw; 0 when there was none.</param>
internal sealed record ProposePack(string Pack, string Content, string? Reason, int BasedOn);

/// <summary>
/// Changes packs: a good text and two persons for every change. Back to the shipped pack one person is enough, because
/// a pack that keeps everybody from answering must go at once.
/// </summary>
[Clause("A1.3.2")]
internal sealed class PackChanges(Database db, JournalBook journal, PackBook book, DatabaseClock clock)
{
    private const int ReasonMin = 4;
    private const int ReasonMax = 500;

    /// <summary>Every version of a pack, newest first.</summary>
    public async Task<IReadOnlyList<PackVersion>> ListAsync(string pack, CancellationToken ct) =>
        await db.Set<PackVersion>().AsNoTracking().Where(v => v.Pack == pack)
            .OrderByDescending(v => v.Version).ToListAsync(ct);

    /// <summary>The packs of which a change waits.</summary>
    public async Task<IReadOnlySet<string>> WaitingAsync(CancellationToken ct) =>
        (await db.Set<PackVersion>().Where(v => v.State == PolicyState.Proposed).Select(v => v.Pack).ToListAsync(ct))
            .ToHashSet();

    /// <summary>Proposes a text; it holds only once somebody else approves.</summary>
    public async Task<Result<PackVersion>> ProposeAsync(ProposePack request, Actor actor, CancellationToken ct)
    {
        var content = Tidy(request.Content);
        if (Refuse(request.Pack) is { } refused)
        {
            return refused;
        }

        if (ReasonOf(request.Reason) is not { } reason)
        {
            return PackErrors.NoReason;
        }

        if (PackBook.Check(request.Pack, content) is { Count: > 0 } faults)
        {
            return PackErrors.Bad(faults);
        }

        await db.BeginAsync(ct);
        await db.LockAsync(PackBook.Topic, ct);
        var versions = await VersionsAsync(request.Pack, ct);
        if (versions.Exists(v => v.State is PolicyState.Proposed))
        {
            return PackErrors.ProposalOpen;
        }

        if (NewestOf(versions) != request.BasedOn)
        {
            return PackErrors.ChangedMeanwhile;
        }

        if (content == (await book.FreshAsync(ct)).Set.TextOf(request.Pack))
        {
            return PackErrors.Unchanged;
        }

        var version = Make(request.Pack, content, reason, NewestOf(versions) + 1, actor);
        db.Add(version);
        journal.Record(actor, PackActs.Proposed, new Subject("pack", version.Id), $"{version.Pack};v{version.Version}");
        db.Announce(PackBook.Topic);
        await db.CommitAsync(ct);
        return version;
    }

    /// <summary>Approves or rejects another's change.</summary>
    public async Task<Result<PackVersion>> DecideAsync(Guid id, bool approve, Actor actor, CancellationToken ct)
    {
        var decided = await db.DecideAsync<PackVersion>(
            "pack_version", id, approve, actor, clock.Now, PackErrors.NotFound, ct);
        if (decided.Value is not { } version)
        {
            return decided.Error!;
        }

        // The program may be another one than when it was proposed.
        if (approve && PackBook.Check(version.Pack, version.Content) is { Count: > 0 } faults)
        {
            return PackErrors.Bad(faults);
        }

        journal.Record(actor, approve ? PackActs.Approved : PackActs.Rejected,
            new Subject("pack", id), $"{version.Pack};v{version.Version}");
        await CommitAsync(ct);
        return version;
    }

    /// <summary>Brings the shipped pack back at once.</summary>
    public async Task<Result<PackVersion>> ReturnAsync(
        string pack, string? reason, Actor actor, CancellationToken ct)
    {
        if (Refuse(pack) is { } refused)
        {
            return refused;
        }

        if (ReasonOf(reason) is not { } why)
        {
            return PackErrors.NoReason;
        }

        await db.BeginAsync(ct);
        await db.LockAsync(PackBook.Topic, ct);
        var versions = await VersionsAsync(pack, ct);
        var holding = versions.Where(v => v.State is PolicyState.Approved)
            .OrderByDescending(v => v.DecidedAt).ThenByDescending(v => v.Version).FirstOrDefault();
        if (holding is null or { IsReturn: true })
        {
            return PackErrors.IsShipped;
        }

        var version = Make(pack, string.Empty, why, NewestOf(versions) + 1, actor);
        version.Settle(clock.Now);
        db.Add(version);
        journal.Record(actor, PackActs.Returned, new Subject("pack", version.Id), $"{pack};v{version.Version}");
        await CommitAsync(ct);
        return version;
    }

    private string? ReasonOf(string? reason) =>
        reason?.Trim() is { Length: >= ReasonMin and <= ReasonMax } said ? book.Current.Blot(said).Text : null;

    private static string Tidy(string content) => content.ReplaceLineEndings("\n").TrimEnd() + "\n";

    private static Error? Refuse(string pack) => PackFacts.Of(pack) is null ? PackErrors.NotFound : null;

    private static int NewestOf(List<PackVersion> versions) => versions.Count == 0 ? 0 : versions.Max(v => v.Version);

    private PackVersion Make(string pack, string content, string reason, int version, Actor actor) => new()
    {
        Pack = pack,
        Content = content,
        Reason = reason,
        ShippedDigest = PackBook.ShippedDigest(pack),
        CheckedBy = PackBook.Build,
        Version = version,
        ProposedBy = actor.Id,
        ProposedAt = clock.Now,
    };

    private Task<List<PackVersion>> VersionsAsync(string pack, CancellationToken ct) =>
        db.Set<PackVersion>().Where(v => v.Pack == pack).ToListAsync(ct);

    private async Task CommitAsync(CancellationToken ct)
    {
        db.Announce(PackBook.Topic);
        await db.CommitAsync(ct);
        await book.FreshAsync(ct); // Whoever changed it sees it at once; other nodes hear the topic.
    }
}
