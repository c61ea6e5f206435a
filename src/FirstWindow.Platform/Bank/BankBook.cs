using System.Text.Json;
using FirstWindow.Platform.Feed;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FirstWindow.Platform.Bank;

/// <summary>The settings as somebody left them.</summary>
public sealed class BankSettingsVersion : TwoPersonVersion
{
    /// <summary>The settings, as JSON.</summary>
    public required string Content { get; init; }

    /// <inheritdoc/>
    protected override Error AlreadyDecided => BankErrors.AlreadyDecided;

    /// <inheritdoc/>
    protected override Error OwnProposal => BankErrors.OwnProposal;

    /// <summary>The settings.</summary>
    public BankSettings Read() => JsonSerializer.Deserialize<BankSettings>(Content, JsonSettings.Options)!;
}

/// <summary>The settings in force, in memory; a change reaches every node through the feed.</summary>
public sealed class BankBook(IServiceScopeFactory scopes, ChangeFeed feed, ILogger<Mirror<BankSettings>> log)
    : IDisposable
{
    private readonly Mirror<BankSettings> settings = new(feed, scopes, log, Topic, new(), ReadAsync);

    /// <summary>Topic of the feed.</summary>
    public const string Topic = "bank";

    /// <summary>What holds now.</summary>
    public BankSettings Current => settings.Current;

    /// <summary>Waits until every change announced so far holds.</summary>
    public async Task FreshAsync(CancellationToken ct) => await settings.FreshAsync(ct);

    /// <inheritdoc/>
    public void Dispose() => settings.Dispose();

    private static async Task<BankSettings> ReadAsync(Database db, CancellationToken ct) =>
        (await db.Set<BankSettingsVersion>().AsNoTracking().Where(v => v.State == PolicyState.Approved)
            .OrderByDescending(v => v.Version).FirstOrDefaultAsync(ct))?.Read() ?? new();
}

internal sealed class BankMapping : IModelMapping
{
    public void Map(ModelBuilder model) => model.Entity<BankSettingsVersion>(version =>
    {
        version.ToTable("bank_settings_version");
        version.HasKey(v => v.Id);
        version.Property(v => v.Id).ValueGeneratedNever();
    });
}

/// <summary>The demo bank's name, numbers and greeting, from <c>seed/bank.json</c>.</summary>
internal sealed class DemoBank(Database db, DatabaseClock clock) : IDemoSeed
{
    public int Order => 5;

    public async Task SeedAsync(string folder, CancellationToken ct)
    {
        if (await db.Set<BankSettingsVersion>().AnyAsync(ct))
        {
            return;
        }

        var version = new BankSettingsVersion
        {
            Version = 1,
            Content = await File.ReadAllTextAsync(Path.Combine(folder, "bank.json"), ct),
            ProposedAt = clock.Now,
        };
        version.Settle(clock.Now);
        db.Add(version);
        db.Announce(BankBook.Topic);
        await db.CommitAsync(ct);
    }
}
