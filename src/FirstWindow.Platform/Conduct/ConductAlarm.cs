using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Platform.Conduct;

/// <summary>What compliance found behind an alarm.</summary>
public enum ConductVerdict
{
    /// <summary>There was a right reason; the words say which.</summary>
    Explained,

    /// <summary>It was an incident; the words say what follows.</summary>
    Incident,
}

/// <summary>Something a member of staff did that somebody else should ask about. Never shown to that person.</summary>
public sealed class ConductAlarm
{
    /// <summary>Id.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Whom it is about.</summary>
    public StaffId Staff { get; init; }

    /// <summary>One of <see cref="ConductKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Codes and counts; no text of a person.</summary>
    public required string Detail { get; init; }

    /// <summary>Who looks into it.</summary>
    public StaffId? Owner { get; private set; }

    /// <summary>What was found; none while it is open.</summary>
    public ConductVerdict? Verdict { get; private set; }

    /// <summary>Why, encrypted under the master key.</summary>
    public byte[]? Words { get; private set; }

    /// <summary>Who found it.</summary>
    public StaffId? DecidedBy { get; private set; }

    /// <summary>When.</summary>
    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>Somebody looks into it.</summary>
    public void Take(StaffId owner) => Owner = owner;

    /// <summary>Says what was found.</summary>
    public void Decide(ConductVerdict verdict, byte[] words, StaffId by, DateTimeOffset at) =>
        (Verdict, Words, DecidedBy, DecidedAt) = (verdict, words, by, at);
}

/// <summary>What is alarmed.</summary>
public static class ConductKinds
{
    /// <summary>More cards in an hour without a contact than anybody may.</summary>
    public const string ManyLooks = "many-looks";

    /// <summary>A card without a contact at night.</summary>
    public const string NightLook = "night-look";

    /// <summary>The card of a privileged customer without a contact.</summary>
    public const string PrivilegedLook = "privileged-look";

    /// <summary>More fields in an hour in clear than anybody may.</summary>
    public const string ManyReveals = "many-reveals";

    /// <summary>Far more fields in clear than the peers.</summary>
    public const string RevealsOverPeers = "reveals-over-peers";

    /// <summary>One account from two places at once.</summary>
    public const string TwoPlaces = "two-places";

    /// <summary>A browser never seen with this account.</summary>
    public const string NewDevice = "new-device";

    /// <summary>A passkey whose count of uses went back: it has been copied.</summary>
    public const string CopiedPasskey = "copied-passkey";

    /// <summary>Data of many customers left the house at once.</summary>
    public const string MassExport = "mass-export";
}

/// <summary>Acts around alarms on conduct; a person concerned does not read them.</summary>
public static class ConductActs
{
    /// <summary>An alarm was raised.</summary>
    public static readonly Act Raised = new("conduct.alarmed", "A4.3.1b", "A4.2.3c");

    /// <summary>Somebody looks into it.</summary>
    public static readonly Act Taken = new("conduct.taken", "A4.3.1b");

    /// <summary>There was a right reason.</summary>
    public static readonly Act Explained = new("conduct.explained", "A4.3.1b");

    /// <summary>It was an incident.</summary>
    public static readonly Act FoundIncident = new("conduct.incident", "A4.3.1b");
}

/// <summary>Who sees alarms on conduct.</summary>
public static class ConductPermissions
{
    /// <summary>Look into them; never into one's own.</summary>
    public static readonly Permission LookInto = new("conduct.look-into", Role.Compliance);
}

/// <summary>From when something is alarmed.</summary>
public static class ConductPolicies
{
    private const string Design = "首窗产品设计，由银行合规部门确认";

    /// <summary>Reveals over the peers' median.</summary>
    public static readonly Policy RevealTimes = new("conduct.reveal-times", 3, "倍", 2, 20, Design, "一天内显示原文的次数超过同岗位中位数的多少倍时报警",
        "How many times the peers' median of fields shown in clear a day is alarmed");

    /// <summary>Below so many reveals nothing is compared.</summary>
    public static readonly Policy RevealsMin = new("conduct.reveals-min", 10, "次", 1, 1_000, Design, "一天内显示原文少于多少次时不与同岗位比较",
        "Below so many fields shown in clear a day nobody is compared");

    /// <summary>Fewer peers say nothing.</summary>
    public static readonly Policy PeersMin = new("conduct.peers-min", 3, "人", 1, 100, Design, "至少有多少名同岗位人员才比较",
        "Fewest colleagues of the same post to compare with");

    /// <summary>Customers in one export.</summary>
    public static readonly Policy ExportRows = new("conduct.export-rows", 100, "人", 1, 100_000, Design, "一次导出超过多少位客户时报警",
        "Customers in one export above which it is alarmed");

    /// <summary>How long after a sign of life another place counts as at once.</summary>
    public static readonly Policy TwoPlacesMinutes = new(
        "conduct.two-places-minutes", 10, "分钟", 1, 720, Design, "同一账号在多少分钟内从两个地点使用时报警",
        "Minutes within which one account from two places is alarmed");
}

/// <summary>Refusals around alarms on conduct.</summary>
public static class ConductErrors
{
    /// <summary>None, or about oneself: one answer.</summary>
    public static readonly Error NotFound = new(ErrorKind.NotFound, "conduct.not-found", "There is no such alarm.");

    /// <summary>Somebody must own it first.</summary>
    public static readonly Error NotOwner = new(ErrorKind.Refused, "conduct.not-owner",
        "Take the alarm first: its owner says what was found.", "A4.3.1b");

    /// <summary>A verdict without a reason.</summary>
    public static readonly Error NoWords = new(ErrorKind.Refused, "conduct.words-missing",
        "Say in 10 to 500 characters what explains it, or what follows from it.", "A4.3.1b");

    /// <summary>Once only.</summary>
    public static readonly Error Decided = new(ErrorKind.Conflict, "conduct.decided", "This alarm was decided already.");
}

internal sealed class ConductMapping : IModelMapping
{
    public void Map(ModelBuilder model) => model.Entity<ConductAlarm>(alarm =>
    {
        alarm.ToTable("conduct_alarm");
        alarm.HasKey(a => a.Id);
        alarm.Property(a => a.Id).ValueGeneratedNever();
    });
}
