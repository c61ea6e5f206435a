using System.Security.Cryptography;
using System.Text;
using FirstWindow.Language;
using FirstWindow.Packs.Contracts;
using FirstWindow.Packs.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Feed;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Rulebook;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FirstWindow.Packs.Features;

/// <summary>The packs in force and where they come from.</summary>
/// <param name="Set">What texts are read by.</param>
/// <param name="Edited">The bank's versions that hold, by pack.</param>
/// <param name="Refused">Versions that were approved once and cannot hold in this program, by pack.</param>
internal sealed record PacksInForce(
    PackSet Set, IReadOnlyDictionary<string, PackVersion> Edited, IReadOnlyDictionary<string, PackFault> Refused)
{
    public static readonly PacksInForce Shipped = new(
        PackSet.Shipped, new Dictionary<string, PackVersion>(), new Dictionary<string, PackFault>());
}

/// <summary>
/// The packs in force, in memory; a change reaches every node through the feed. A version that this program cannot use,
/// say after an upgrade, raises an alarm and the shipped pack stands in for it.
/// </summary>
internal sealed partial class PackBook : ILivePacks, IStartupTask, IDisposable
{
    public const string Topic = ILivePacks.Topic;

    /// <summary>The build of what reads texts. A check takes seconds; a node need not repeat what its own build has
    /// found good.</summary>
    public static readonly string Build = typeof(PackCheck).Assembly.ManifestModule.ModuleVersionId.ToString("n");

    private readonly Mirror<PacksInForce> packs;
    private readonly Alarms alarms;
    private readonly ILogger<PackBook> log;

    public PackBook(
        IServiceScopeFactory scopes, ChangeFeed feed, Alarms alarms, ILogger<Mirror<PacksInForce>> mirrorLog,
        ILogger<PackBook> log)
    {
        (this.alarms, this.log) = (alarms, log);
        packs = new(feed, scopes, mirrorLog, Topic, PacksInForce.Shipped, ReadAsync);
    }

    public PackSet Current => packs.Current.Set;

    public PacksInForce InForce => packs.Current;

    public async ValueTask<PackSet> CurrentAsync(CancellationToken ct) => (await packs.FreshAsync(ct)).Set;

    public ValueTask<PacksInForce> FreshAsync(CancellationToken ct) => packs.FreshAsync(ct);

    public async Task RunAsync(CancellationToken ct) => await packs.FreshAsync(ct);

    public void Dispose() => packs.Dispose();

    /// <summary>Everything wrong with a pack, its clauses looked up in the rulebook.</summary>
    public static IReadOnlyList<PackFault> Check(string pack, string content) =>
        PackCheck.Find(pack, content, Clauses.ById.ContainsKey);

    /// <summary>Digest of what the program ships, to tell an upgrade.</summary>
    public static string ShippedDigest(string pack) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(PackSet.Shipped.TextOf(pack))))[..16];

    private async Task<PacksInForce> ReadAsync(Database db, CancellationToken ct)
    {
        var heads = await db.Set<PackVersion>().AsNoTracking().Where(v => v.State == PolicyState.Approved)
            .Select(v => new { v.Id, v.Pack, v.DecidedAt, v.Version }).ToListAsync(ct);
        var newest = heads.GroupBy(v => v.Pack)
            .Select(g => g.OrderByDescending(v => v.DecidedAt).ThenByDescending(v => v.Version).First().Id).ToList();
        var versions = await db.Set<PackVersion>().AsNoTracking().Where(v => newest.Contains(v.Id)).ToListAsync(ct);
        var set = PackSet.Shipped;
        var edited = new Dictionary<string, PackVersion>();
        var refused = new Dictionary<string, PackFault>();
        foreach (var version in versions.Where(v => !v.IsReturn))
        {
            if (version.CheckedBy != Build && Check(version.Pack, version.Content) is [var fault, ..])
            {
                refused[version.Pack] = fault;
                continue;
            }

            set = set.With(version.Pack, version.Content);
            edited[version.Pack] = version;
        }

        Tell(refused);
        return new(set, edited, refused);
    }

    private void Tell(Dictionary<string, PackFault> refused)
    {
        foreach (var pack in PackFacts.All.Select(p => p.Name))
        {
            if (refused.TryGetValue(pack, out var fault))
            {
                alarms.Raise($"pack.refused.{pack}",
                    $"The bank's version of the pack {pack} cannot be used (line {fault.Line}: {fault.Code}); the shipped one holds.");
                LogRefused(log, pack, fault.Line, fault.Code);
            }
            else
            {
                alarms.Clear($"pack.refused.{pack}");
            }
        }
    }

    [LoggerMessage(2601, LogLevel.Error, "The bank's version of the pack {Pack} is refused (line {Line}: {Reason}); the shipped one holds.")]
    private static partial void LogRefused(ILogger log, string pack, int line, string reason);
}
