using System.Collections.Frozen;
using System.Text.Json;
using FirstWindow.Conversations.Domain;
using FirstWindow.Knowledge.Contracts;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Feed;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;
using FirstWindow.Routing.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FirstWindow.Conversations.Features;

/// <summary>The macros in force, in memory; a change reaches every node through the feed.</summary>
internal sealed class MacroBook(
    IServiceScopeFactory scopes, ChangeFeed feed, ILogger<Mirror<FrozenDictionary<string, Macro>>> log) : IDisposable
{
    public const string Topic = "macros";
    private readonly Mirror<FrozenDictionary<string, Macro>> macros = new(
        feed, scopes, log, Topic, FrozenDictionary<string, Macro>.Empty, ReadAsync);

    /// <summary>By slug, also those that are switched off.</summary>
    public ValueTask<FrozenDictionary<string, Macro>> FreshAsync(CancellationToken ct) => macros.FreshAsync(ct);

    public void Dispose() => macros.Dispose();

    private static async Task<FrozenDictionary<string, Macro>> ReadAsync(Database db, CancellationToken ct)
    {
        var all = new Dictionary<string, Macro>();
        foreach (var version in await db.Set<MacroVersion>().AsNoTracking()
            .Where(v => v.State == PolicyState.Approved).OrderBy(v => v.Version).ToListAsync(ct))
        {
            all[version.Slug] = version.Read(); // The newest of each is the last.
        }

        return all.ToFrozenDictionary();
    }
}

/// <summary>Makes and changes macros: what they say to customers and do with contacts holds only after a second
/// person.</summary>
[Clause("A1.3.2")]
internal sealed class MacroChanges(
    Database db, JournalBook journal, MacroBook book, IWordings wordings, IRouting routing, PolicyBook policies,
    DatabaseClock clock)
{
    private const int ListedMax = 200;
    private const int CountedDays = 30;

    /// <summary>Every version, newest first.</summary>
    public async Task<IReadOnlyList<MacroVersion>> ListAsync(CancellationToken ct) =>
        await db.Set<MacroVersion>().AsNoTracking().OrderByDescending(v => v.ProposedAt).ThenBy(v => v.Id)
            .Take(ListedMax).ToListAsync(ct);

    /// <summary>The newest version of a macro; 0 when there is none.</summary>
    public async Task<int> NewestAsync(string slug, CancellationToken ct) =>
        await db.Set<MacroVersion>().Where(v => v.Slug == slug).MaxAsync(v => (int?)v.Version, ct) ?? 0;

    /// <summary>How often each was used in the last thirty days.</summary>
    public async Task<IReadOnlyDictionary<string, int>> CountsAsync(CancellationToken ct)
    {
        var since = clock.Now.AddDays(-CountedDays);
        return await db.Set<MacroUse>().Where(u => u.At >= since).GroupBy(u => u.Slug)
            .Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
    }

    /// <summary>What is wrong with a macro as it is to be; none when all is well.</summary>
    public async Task<Error?> CheckAsync(Macro macro, CancellationToken ct) =>
        MacroRules.Check(macro, WrapUpContactHandler.Categories, HoldContactHandler.Reasons,
            policies[ChatPolicies.HoldLongest], policies[PendingPolicies.SnoozeLongest]) is { } fault ? fault
        : await wordings.FindScriptAsync(macro.Script, "zh", ct) is null ? MacroErrors.NoScript
        : macro.Queue is not null && routing.FindQueue(macro.Queue) is null ? MacroErrors.NoQueue
        : null;

    /// <summary>Proposes a macro as it is to be.</summary>
    /// <param name="macro">As it is to be.</param>
    /// <param name="basedOn">The newest version its author saw; 0 for a new one.</param>
    /// <param name="actor">Who.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<Result<Guid>> ProposeAsync(Macro macro, int basedOn, Actor actor, CancellationToken ct)
    {
        if (await CheckAsync(macro, ct) is { } fault)
        {
            return fault;
        }

        await db.BeginAsync(ct);
        await db.LockAsync(MacroBook.Topic, ct);
        if (await db.Set<MacroVersion>()
            .AnyAsync(v => v.Slug == macro.Slug && v.State == PolicyState.Proposed, ct))
        {
            return MacroErrors.ProposalOpen;
        }

        var newest = await NewestAsync(macro.Slug, ct);
        if (newest != basedOn)
        {
            return MacroErrors.ChangedMeanwhile;
        }

        var version = new MacroVersion
        {
            Slug = macro.Slug,
            Version = newest + 1,
            Content = JsonSerializer.Serialize(macro, JsonSettings.Options),
            ProposedBy = actor.Id,
            ProposedAt = clock.Now,
        };
        db.Add(version);
        journal.Record(
            actor, MacroActs.Proposed, new Subject("macro", version.Id), $"{macro.Slug};v{version.Version}");
        await db.CommitAsync(ct);
        return version.Id;
    }

    /// <summary>Approves or rejects another's change.</summary>
    public async Task<Result> DecideAsync(Guid id, bool approve, Actor actor, CancellationToken ct)
    {
        var decided = await db.DecideAsync<MacroVersion>(
            "macro_version", id, approve, actor, clock.Now, MacroErrors.NoChange, ct);
        if (decided.Value is not { } version)
        {
            return decided.Error!;
        }

        journal.Record(actor, approve ? MacroActs.Changed : MacroActs.Rejected, new Subject("macro", id),
            $"{version.Slug};v{version.Version}");
        db.Announce(MacroBook.Topic);
        await db.CommitAsync(ct);
        await book.FreshAsync(ct); // Whoever decided sees it at once; other nodes hear the topic.
        return Result.Success;
    }
}
