using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Feed;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Domain;
using FirstWindow.Staff.Pages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FirstWindow.Staff.Features;

/// <summary>The pledge in force.</summary>
internal sealed record PledgeInForce(int Version, string Chinese, string English);

/// <summary>The pledge in force, in memory. Version 1 ships with the program, so that there always is one.</summary>
internal sealed class PledgeBook(
    IServiceScopeFactory scopes, ChangeFeed feed, PolicyBook policies, ILogger<Mirror<PledgeInForce>> log)
    : IStartupTask, IDisposable
{
    public const string Topic = "pledge";

    private const string ShippedText = "shipped";
    private readonly Mirror<PledgeInForce> inForce = new(
        feed, scopes, log, Topic, new(0, string.Empty, string.Empty), ReadAsync);

    /// <summary>How long an acceptance is good for.</summary>
    public TimeSpan HoldsFor => TimeSpan.FromDays(policies[PledgePolicies.ValidDays]);

    /// <summary>What holds after every change announced so far.</summary>
    public ValueTask<PledgeInForce> FreshAsync(CancellationToken ct) => inForce.FreshAsync(ct);

    public async Task RunAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Database>();
        await db.BeginAsync(ct);
        await db.LockAsync(Topic, ct);
        if (!await db.Set<PledgeVersion>().AnyAsync(ct))
        {
            var now = scope.ServiceProvider.GetRequiredService<DatabaseClock>().Now;
            var shipped = new PledgeVersion
            {
                Version = 1,
                Chinese = PledgeText.T.In(english: false, ShippedText),
                English = PledgeText.T.In(english: true, ShippedText),
                Reason = "FirstWindow",
                ProposedAt = now,
            };
            shipped.Settle(now);
            db.Add(shipped);
            scope.ServiceProvider.GetRequiredService<JournalBook>().Record(
                Actor.System, PledgeActs.Published, new Subject("pledge", shipped.Id), "version=1");
            db.Announce(Topic);
        }

        await db.CommitAsync(ct);
        await FreshAsync(ct);
    }

    public void Dispose() => inForce.Dispose();

    private static async Task<PledgeInForce> ReadAsync(Database db, CancellationToken ct) =>
        await db.Set<PledgeVersion>().AsNoTracking().Where(v => v.State == PolicyState.Approved)
            .OrderByDescending(v => v.Version).Select(v => new PledgeInForce(v.Version, v.Chinese, v.English))
            .FirstOrDefaultAsync(ct) ?? new(0, string.Empty, string.Empty);
}
