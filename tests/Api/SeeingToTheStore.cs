using System.Net;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Calendar;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Storage.Backups;
using FirstWindow.Platform.Upkeep;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>The calendar of upkeep, and backups that are tried before they are needed.</summary>
public sealed class SeeingToTheStore(Houses houses) : ApiTests(houses)
{
    private readonly string backups = Directory.CreateTempSubdirectory("fw-drills-").FullName;

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.2a")]
    public async Task A_task_is_done_with_evidence_only_and_comes_again(Engine engine)
    {
        var app = await OwnAsync(engine);
        var administrator = await app.SignedInAsync(Role.Administrator);
        await LookAsync(app);
        await LookAsync(app);
        var open = await OpenAsync(app);
        var check = open.Single(t => t.Kind == UpkeepKinds.SystemCheck);
        var drill = open.Single(t => t.Kind == UpkeepKinds.RestoreDrill);

        var taken = await administrator.Client.PutJsonAsync($"/api/v1/upkeep/{check.Id}/owner", new { });
        var without = await EndAsync(administrator, check.Id, null);
        var blank = await EndAsync(administrator, check.Id, "   ");
        var byHand = await EndAsync(administrator, drill.Id, "我恢复过了");
        var done = await EndAsync(administrator, check.Id, "巡检报告 <script>alert(1)</script>");
        var twice = await EndAsync(administrator, check.Id, "再做一次");
        var page = await administrator.Client.GetStringAsync("/upkeep");
        var next = (await OpenAsync(app)).Single(t => t.Kind == UpkeepKinds.SystemCheck);

        Assert.Equal(UpkeepKinds.Planned.Keys.Order(), open.Select(t => t.Kind).Order());
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (taken.Status, done.Status));
        Assert.All([without, blank], a => Assert.Equal(("upkeep.no-evidence", "A4.2.2a"), (a.Code, a.Clause)));
        Assert.True(await app.WasRefusedAsync("upkeep.no-evidence", "A4.2.2a", administrator.Id));
        Assert.Equal(("upkeep.drill-only", "A4.2.2a"), (byHand.Code, byHand.Clause));
        Assert.Equal("upkeep.done", twice.Code);
        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.Equal(administrator.Id.Value, next.Owner);
        Assert.Equal(1, await CountAsync(app, "upkeep.done"));
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.2a")]
    public async Task What_is_late_is_alarmed_once_and_seen_until_it_is_done(Engine engine)
    {
        var app = await OwnAsync(engine);
        var administrator = await app.SignedInAsync(Role.Administrator);
        var today = BankCalendar.DateOf(app.Clock.GetUtcNow());
        Answer[] bad =
        [
            await PlanAsync(administrator, "更换证书", today.AddDays(-1), 0),
            await PlanAsync(administrator, "短", today, 0),
            await PlanAsync(administrator, "更换证书", today, 731),
        ];
        var auditor = await PlanAsync(await app.SignedInAsync(Role.Auditor), "更换证书", today, 0);
        var planned = await PlanAsync(administrator, "更换证书", today, 0);
        await LookAsync(app);
        var inTime = AlarmsOf(app).ContainsKey(UpkeepBook.LateAlarm);

        app.Clock.Move(TimeSpan.FromDays(2));
        await LookAsync(app);
        await LookAsync(app);
        var late = AlarmsOf(app).ContainsKey(UpkeepBook.LateAlarm);
        var again = new Colleague(app, administrator.Account, await app.OpenSessionAsync(administrator.Id));
        await EndAsync(again, planned.Json.GetProperty("id").GetGuid(), "工单 20261124-7");
        var after = AlarmsOf(app).ContainsKey(UpkeepBook.LateAlarm);

        Assert.All(bad, a => Assert.Contains(a.Code, new[] { "upkeep.plan", "request.invalid" }));
        Assert.Equal(HttpStatusCode.Forbidden, auditor.Status);
        Assert.Equal((false, true, false), (inTime, late, after));
        Assert.Equal(1, await CountAsync(app, "upkeep.late"));
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.2b")]
    public async Task The_newest_backup_is_tried_by_itself_and_nothing_of_it_stays(Engine engine)
    {
        var app = await WithBackupsAsync(engine);
        var visitor = await app.GivenVisitorAsync();
        await visitor.SayAsync("演练之前说的话");
        await app.VerifyAsync(); // Seals.
        await BackUpAsync(app, "first");
        await visitor.SayAsync("备份之后说的话");
        await app.VerifyAsync();

        await LookAsync(app);
        var drill = Assert.Single(await DrillsAsync(app));
        await LookAsync(app);
        var early = await DrillsAsync(app);
        app.Clock.Move(TimeSpan.FromDays(31));
        await BackUpAsync(app, "second");
        await LookAsync(app);
        var later = await DrillsAsync(app);

        Assert.True(drill.HasPassed, drill.Problem);
        Assert.Equal(("first", "second"), (drill.Backup, later[0].Backup));
        Assert.True(drill.Entries > 0 && drill.RowCount > drill.Entries);
        Assert.Single(early);
        Assert.Equal((2, 0), (later.Count, await CountAsync(app, "drill.failed")));
        Assert.Equal(2, await CountAsync(app, "drill.passed"));
        Assert.DoesNotContain(Directory.GetDirectories(Path.GetDirectoryName(app.Folder)!),
            d => d.StartsWith(app.Folder + ".drill-", StringComparison.Ordinal));
        Assert.Contains("drill", (await DoneAsync(app)).First(t => t.Kind == UpkeepKinds.RestoreDrill).Evidence);
        Assert.True((await app.VerifyAsync()).IsWhole);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.2b")]
    public async Task A_backup_that_is_missing_damaged_or_unreadable_fails_the_drill_and_alarms(Engine engine)
    {
        var app = await WithBackupsAsync(engine);
        var none = await DrillAsync(app);
        await BackUpAsync(app, "good");
        var good = await DrillAsync(app);
        var quiet = AlarmsOf(app).ContainsKey(RestoreDrill.FailedAlarm);
        var file = Directory.GetFiles(Path.Combine(backups, "good", "database")).OrderByDescending(
            f => new FileInfo(f).Length).First();
        await using (var stream = File.OpenWrite(file))
        {
            stream.Position = stream.Length / 2;
            stream.WriteByte(0xff);
            stream.WriteByte(0x00);
        }

        var damaged = await DrillAsync(app);
        var alarmed = AlarmsOf(app).ContainsKey(RestoreDrill.FailedAlarm);

        Assert.Equal(("none", null, "damaged"), (none.Problem, good.Problem, damaged.Problem));
        Assert.Equal((false, true), (quiet, alarmed));
        Assert.Equal(2, await CountAsync(app, "drill.failed"));
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.2b")]
    public async Task A_journal_changed_before_the_backup_and_a_second_drill_at_once_are_found(Engine engine)
    {
        var app = await WithBackupsAsync(engine);
        await app.VerifyAsync();
        await app.WithDatabaseAsync(db => db.Database.ExecuteSqlAsync(
            $"UPDATE journal_entry SET detail = 'forged' WHERE entry = (SELECT MIN(entry) FROM journal_entry)"));
        await BackUpAsync(app, "forged");
        var forged = await DrillAsync(app);
        await app.WithDatabaseAsync(async db =>
        {
            db.Add(new DrillRecord { BegunAt = app.Services.GetRequiredService<DatabaseClock>().Now });
            await db.CommitAsync(CancellationToken.None);
            return true;
        });
        var twice = await TryDrillAsync(app);

        Assert.Equal("journal", forged.Problem);
        Assert.Equal("drill.runs", twice.Error?.Code);
    }

    /// <inheritdoc/>
    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(backups, recursive: true);
    }

    // The worker rests: else it would look into the empty folder before the test puts a backup there.
    private async Task<FirstWindowApp> WithBackupsAsync(Engine engine)
    {
        var app = await OwnAsync(engine);
        await app.Services.GetRequiredService<UpkeepWorker>().StopAsync(CancellationToken.None);
        await app.Services.GetRequiredService<BackupWorker>().StopAsync(CancellationToken.None);
        app.Services.GetRequiredService<BackupOptions>().Folder = backups;
        return app;
    }

    private async Task BackUpAsync(FirstWindowApp app, string name) => await new MakeBackup(
        app.Services.GetRequiredService<Connections>(), app.Services.GetRequiredService<StorageOptions>())
        .RunAsync(Path.Combine(backups, name), withKeys: false, CancellationToken.None);

    private static async Task<Result<DrillRecord>> TryDrillAsync(FirstWindowApp app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<RestoreDrill>()
            .RunAsync(null, Actor.System, CancellationToken.None);
    }

    private static async Task<DrillRecord> DrillAsync(FirstWindowApp app) => (await TryDrillAsync(app)).Value!;

    private static Task LookAsync(FirstWindowApp app) =>
        app.Services.GetRequiredService<UpkeepWorker>().RunPassAsync(CancellationToken.None);

    private static IReadOnlyDictionary<string, string> AlarmsOf(FirstWindowApp app) =>
        app.Services.GetRequiredService<Alarms>().Raised;

    private static Task<List<UpkeepTask>> OpenAsync(FirstWindowApp app) => app.WithDatabaseAsync(db =>
        db.Set<UpkeepTask>().AsNoTracking().Where(t => t.DoneAt == null).ToListAsync());

    private static Task<List<UpkeepTask>> DoneAsync(FirstWindowApp app) => app.WithDatabaseAsync(db =>
        db.Set<UpkeepTask>().AsNoTracking().Where(t => t.DoneAt != null).ToListAsync());

    private static Task<List<DrillRecord>> DrillsAsync(FirstWindowApp app) => app.WithDatabaseAsync(db =>
        db.Set<DrillRecord>().AsNoTracking().OrderByDescending(d => d.BegunAt).ToListAsync());

    private static Task<Answer> EndAsync(Colleague colleague, Guid id, string? evidence) =>
        colleague.Client.PutJsonAsync($"/api/v1/upkeep/{id}/completion", new { evidence });

    private static Task<Answer> PlanAsync(Colleague colleague, string title, DateOnly due, int everyDays) =>
        colleague.Client.PostJsonAsync("/api/v1/upkeep", new { title, due, everyDays });

    private static Task<int> CountAsync(FirstWindowApp app, string act) => app.WithDatabaseAsync(db =>
        db.Set<JournalEntry>().CountAsync(e => e.Act == act));
}
