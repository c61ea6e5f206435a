using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Storage.Backups;
using FirstWindow.Platform.Upkeep;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>Backups the server makes by the clock, keeps and misses.</summary>
public sealed class BackingUpByItself(Houses houses) : ApiTests(houses)
{
    private readonly string folder = Directory.CreateTempSubdirectory("fw-auto-").FullName;

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.2b")]
    public async Task What_was_said_before_a_backup_is_in_it_and_the_next_holds_what_came_after(Engine engine)
    {
        var app = await WithFolderAsync(engine);
        var visitor = await app.GivenVisitorAsync();
        await visitor.SayAsync("第一份备份之前");
        await app.VerifyAsync();
        var first = await RunAsync(app);
        var early = await RunAsync(app);
        await visitor.SayAsync("第一份备份之后");
        await app.VerifyAsync();
        app.Clock.Move(TimeSpan.FromMinutes(61));
        var second = await RunAsync(app);
        var rows = await RowsAsync(first!, second!);
        await using var scope = app.Services.CreateAsyncScope();
        var drill = await scope.ServiceProvider.GetRequiredService<RestoreDrill>()
            .RunAsync(null, Actor.System, CancellationToken.None);
        var page = await (await app.SignedInAsync(Role.Auditor)).Client.GetStringAsync("/upkeep");

        Assert.Null(early);
        Assert.True(first!.IsMade && second!.IsMade);
        Assert.True(rows.Second > rows.First, $"{rows}");
        Assert.True(drill.Value!.HasPassed, drill.Value.Problem);
        Assert.Equal(second.Folder, drill.Value.Backup);
        Assert.Contains(second.Folder, page, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.Combine(folder, second.Folder), "*.key", SearchOption.AllDirectories));
        Assert.Equal(2, await app.WithDatabaseAsync(db => db.Set<JournalEntry>().CountAsync(e => e.Act == "backup.made")));
        Assert.False(IsLate(app));
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.2b")]
    public async Task Old_ones_go_those_of_people_stay_and_half_ones_are_swept_away(Engine engine)
    {
        var app = await WithFolderAsync(engine);
        var kept = (int)app.Services.GetRequiredService<PolicyBook>()[UpkeepPolicies.BackupsKept];
        var byHand = Path.Combine(folder, "before-the-upgrade");
        await new MakeBackup(
            app.Services.GetRequiredService<Connections>(), app.Services.GetRequiredService<StorageOptions>())
            .RunAsync(byHand, withKeys: false, CancellationToken.None);
        for (var i = 0; i < kept; i++)
        {
            CopyManifest(byHand, Path.Combine(folder, $"auto-20200101T0000{i:00}Z"));
        }

        var half = Directory.CreateDirectory(Path.Combine(folder, "auto-20200102T000000Z")).FullName;
        Directory.SetLastWriteTimeUtc(half, app.Clock.GetUtcNow().UtcDateTime.AddHours(-2));
        var made = await RunAsync(app);
        var left = Directory.GetDirectories(folder).Select(d => Path.GetFileName(d))
            .Order(StringComparer.Ordinal).ToList();

        Assert.Equal(kept + 1, left.Count);
        Assert.Contains("before-the-upgrade", left);
        Assert.Contains(made!.Folder, left);
        Assert.DoesNotContain("auto-20200101T000000Z", left);
        Assert.DoesNotContain("auto-20200102T000000Z", left);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.2b")]
    public async Task One_that_cannot_be_made_is_journaled_and_alarmed_until_one_is(Engine engine)
    {
        var app = await WithFolderAsync(engine);
        var options = app.Services.GetRequiredService<BackupOptions>();
        var file = Path.Combine(folder, "no-folder");
        await File.WriteAllTextAsync(file, string.Empty);
        options.Folder = file;
        var failed = await RunAsync(app);
        var alarmed = IsLate(app);
        options.Folder = folder;
        app.Clock.Move(TimeSpan.FromMinutes(61));
        var made = await RunAsync(app);
        var after = IsLate(app);
        app.Clock.Move(TimeSpan.FromMinutes(121));
        options.Folder = file;
        await RunAsync(app);

        Assert.Equal(("place", true), (failed!.Problem, made!.IsMade));
        Assert.Equal((true, false, true), (alarmed, after, IsLate(app)));
        Assert.Equal(2, await app.WithDatabaseAsync(db => db.Set<JournalEntry>().CountAsync(e => e.Act == "backup.failed")));
    }

    /// <inheritdoc/>
    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    // The workers rest: the test says when.
    private async Task<FirstWindowApp> WithFolderAsync(Engine engine)
    {
        var app = await OwnAsync(engine);
        await app.Services.GetRequiredService<UpkeepWorker>().StopAsync(CancellationToken.None);
        await app.Services.GetRequiredService<BackupWorker>().StopAsync(CancellationToken.None);
        app.Services.GetRequiredService<BackupOptions>().Folder = folder;
        return app;
    }

    private static Task<BackupRecord?> RunAsync(FirstWindowApp app) =>
        app.Services.GetRequiredService<BackupWorker>().RunPassAsync(CancellationToken.None);

    private static bool IsLate(FirstWindowApp app) =>
        app.Services.GetRequiredService<Alarms>().Raised.ContainsKey(ScheduledBackups.LateAlarm);

    private static void CopyManifest(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }

    private async Task<(long First, long Second)> RowsAsync(BackupRecord first, BackupRecord second)
    {
        var counts = new List<long>();
        foreach (var record in new[] { first, second })
        {
            var manifest = await BackupManifest.ReadAsync(Path.Combine(folder, record.Folder), CancellationToken.None);
            counts.Add(manifest.Rows!["conversation_event"]);
        }

        return (counts[0], counts[1]);
    }
}
