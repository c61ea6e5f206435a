using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Platform.Upkeep;

/// <summary>What must be seen to by a day so that the store stays sound; done only with evidence.</summary>
public sealed class UpkeepTask
{
    /// <summary>Id.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>One of <see cref="UpkeepKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>What is to be done, where the kind does not say it all.</summary>
    public string Title { get; init; } = string.Empty;

    /// <summary>Days until it comes again once it is done; 0 for once.</summary>
    public int EveryDays { get; init; }

    /// <summary>Who sees to it; none until somebody takes it.</summary>
    public Guid? Owner { get; set; }

    /// <summary>Who planned it; none for what the program plans itself.</summary>
    public Guid? MadeBy { get; init; }

    /// <summary>When it was planned.</summary>
    public DateTimeOffset MadeAt { get; init; }

    /// <summary>Until when it must be done.</summary>
    public DateTimeOffset DueAt { get; init; }

    /// <summary>Since when it has been alarmed as late; none when it was not.</summary>
    public DateTimeOffset? LateAt { get; set; }

    /// <summary>What shows that it was done: a number, a report, a ticket.</summary>
    public string? Evidence { get; private set; }

    /// <summary>Who did it.</summary>
    public Guid? DoneBy { get; private set; }

    /// <summary>When.</summary>
    public DateTimeOffset? DoneAt { get; private set; }

    /// <summary>Whether it is open past its day.</summary>
    public bool IsLateAt(DateTimeOffset at) => DoneAt is null && at > DueAt;

    /// <summary>Ends it.</summary>
    public void End(string evidence, Guid? by, DateTimeOffset at) => (Evidence, DoneBy, DoneAt) = (evidence, by, at);
}

/// <summary>What the calendar plans by itself, and what people add.</summary>
public static class UpkeepKinds
{
    /// <summary>Disk, database, clocks, updates.</summary>
    public const string SystemCheck = "system-check";

    /// <summary>Keys, certificates and who may read their folders.</summary>
    public const string KeyCheck = "key-check";

    /// <summary>A backup goes back into a scratch place; only a drill that passed ends it.</summary>
    public const string RestoreDrill = "restore-drill";

    /// <summary>Everybody's rights were looked through.</summary>
    public const string AccessReview = "access-review";

    /// <summary>Planned by a person.</summary>
    public const string Other = "other";

    /// <summary>What comes again and again, with how often.</summary>
    public static readonly IReadOnlyDictionary<string, Policy> Planned = new Dictionary<string, Policy>
    {
        [SystemCheck] = UpkeepPolicies.SystemCheckDays,
        [KeyCheck] = UpkeepPolicies.KeyCheckDays,
        [RestoreDrill] = UpkeepPolicies.DrillDays,
        [AccessReview] = UpkeepPolicies.AccessReviewDays,
    };
}

/// <summary>How often the store is seen to.</summary>
public static class UpkeepPolicies
{
    private const string Source = "GB/T 22239-2019 第三级；FirstWindow 默认值";

    /// <summary>Checks of the system.</summary>
    public static readonly Policy SystemCheckDays = new(
        "upkeep.system-check-days", 30, "日", 1, 92, Source, "每隔多少日检查一次系统（磁盘、数据库、时钟、更新）",
        "Days between checks of disk, database, clocks and updates");

    /// <summary>Checks of keys and certificates.</summary>
    public static readonly Policy KeyCheckDays = new(
        "upkeep.key-check-days", 90, "日", 7, 183, Source, "每隔多少日检查一次密钥和证书",
        "Days between checks of keys and certificates");

    /// <summary>Restores for practice.</summary>
    public static readonly Policy DrillDays = new(
        "upkeep.restore-drill-days", 30, "日", 1, 92, Source, "每隔多少日自动做一次恢复演练",
        "Days between restore drills");

    /// <summary>Backups the server makes by itself: what may be lost is what was said since the last.</summary>
    public static readonly Policy BackupMinutes = new(
        "upkeep.backup-minutes", 60, "分钟", 2, 1_440, Source, "每隔多少分钟自动备份一次",
        "Minutes between backups");

    /// <summary>How many of them stay.</summary>
    public static readonly Policy BackupsKept = new(
        "upkeep.backups-kept", 48, "份", 2, 2_000, Source, "自动备份最多保留多少份",
        "Most backups kept");

    /// <summary>Reviews of rights.</summary>
    public static readonly Policy AccessReviewDays = new(
        "upkeep.access-review-days", 92, "日", 30, 183, Source, "每隔多少日确认一次权限复核已完成",
        "Days between confirmations that rights were reviewed");
}

/// <summary>Acts of upkeep.</summary>
public static class UpkeepActs
{
    /// <summary>A person planned a task.</summary>
    public static readonly Act Planned = new("upkeep.planned", "A4.2.2a");

    /// <summary>Somebody took one.</summary>
    public static readonly Act Taken = new("upkeep.taken", "A4.2.2a");

    /// <summary>One was done, with evidence.</summary>
    public static readonly Act Done = new("upkeep.done", "A4.2.2a");

    /// <summary>One is late.</summary>
    public static readonly Act Late = new("upkeep.late", "A4.2.2a");

    /// <summary>A backup was made by itself.</summary>
    public static readonly Act BackupMade = new("backup.made", "A4.2.2b");

    /// <summary>One could not be made.</summary>
    public static readonly Act BackupFailed = new("backup.failed", "A4.2.2b");

    /// <summary>A backup went back whole.</summary>
    public static readonly Act DrillPassed = new("drill.passed", "A4.2.2b");

    /// <summary>A backup did not go back whole, or there was none.</summary>
    public static readonly Act DrillFailed = new("drill.failed", "A4.2.2b");
}

/// <summary>Who sees to the store.</summary>
public static class UpkeepPermissions
{
    /// <summary>See the calendar and the drills.</summary>
    public static readonly Permission Read =
        new("upkeep.read", Role.Administrator, Role.DutyLead, Role.Compliance, Role.Auditor);

    /// <summary>Plan, take, do, and begin a drill.</summary>
    public static readonly Permission See = new("upkeep.do", Role.Administrator);
}

/// <summary>Refusals of upkeep.</summary>
public static class UpkeepErrors
{
    /// <summary>No open task has this id.</summary>
    public static readonly Error NotFound = new(ErrorKind.NotFound, "upkeep.not-found", "There is no such task.");

    /// <summary>It was done.</summary>
    public static readonly Error Done = new(ErrorKind.Conflict, "upkeep.done", "This task was done already.");

    /// <summary>Nothing is done on somebody's word alone.</summary>
    public static readonly Error NoEvidence = new(ErrorKind.Refused, "upkeep.no-evidence",
        "A task is done with its evidence only: a number or place of 4 to 200 characters.", "A4.2.2a");

    /// <summary>Not by hand.</summary>
    public static readonly Error DrillOnly = new(ErrorKind.Refused, "upkeep.drill-only",
        "Only a drill that passed ends this task.", "A4.2.2a");

    /// <summary>What a plan needs.</summary>
    public static readonly Error Plan = new(ErrorKind.Invalid, "upkeep.plan",
        "A task needs 4 to 200 characters on one line, a day from today on, and 0 to 730 days until it comes again.");

    /// <summary>One at a time.</summary>
    public static readonly Error DrillRuns = new(ErrorKind.Conflict, "drill.runs", "A drill is running already.");
}

internal sealed class UpkeepMapping : IModelMapping
{
    public void Map(ModelBuilder model)
    {
        model.Entity<UpkeepTask>(task =>
        {
            task.ToTable("upkeep_task");
            task.HasKey(t => t.Id);
            task.Property(t => t.Id).ValueGeneratedNever();
        });
        model.Entity<BackupRecord>(backup =>
        {
            backup.ToTable("backup_record");
            backup.HasKey(b => b.Id);
            backup.Property(b => b.Id).ValueGeneratedNever();
        });
        model.Entity<DrillRecord>(drill =>
        {
            drill.ToTable("restore_drill");
            drill.HasKey(d => d.Id);
            drill.Property(d => d.Id).ValueGeneratedNever();
        });
    }
}
