using System.Globalization;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Crypto;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Platform.Privacy;

/// <summary>How long keys may serve.</summary>
public static class KeyPolicies
{
    private const string Source = "GB/T 39786-2021；FirstWindow 默认值";

    /// <summary>Age from which a key is alarmed.</summary>
    public static readonly Policy AgeDays = new(
        "keys.age-days", 400, "日", 30, 1_825, Source, "密钥使用多少日后提醒更换", "Days after which a key should be changed");

    /// <summary>Life of the token by which a visitor's browser comes back.</summary>
    public static readonly Policy VisitorTokenDays = new(
        "visitor-token.days", 30, "日", 1, 365, Source, "访客凭证自会话开始最多有效多少日",
        "Days a visitor's token opens its conversation, from its beginning");

    /// <summary>How long after the customer's last word that token still opens.</summary>
    public static readonly Policy VisitorIdleHours = new(
        "visitor-token.idle-hours", 480, "小时", 1, 8_760, Source, "客户最后一次发言后多少小时内，访客凭证仍然有效",
        "Hours after the customer's last word in which a visitor's token still opens its conversation");
}

/// <summary>A key as it stands.</summary>
/// <param name="Use">What it is for.</param>
/// <param name="Version">The version in force.</param>
/// <param name="Versions">Every version that is here.</param>
/// <param name="MadeAt">Since when it is in force.</param>
/// <param name="Days">How old it is.</param>
/// <param name="IsTooOld">Whether the policy wants another one.</param>
public sealed record KeyState(
    string Use, int Version, IReadOnlyList<int> Versions, DateTimeOffset MadeAt, int Days, bool IsTooOld);

/// <summary>How old the keys are, as the journal knows, and the alarm that stands while one is too old. A file's own
/// time would begin anew with every restore.</summary>
[Clause("A4.2.1a")]
public sealed class KeyAges(Database db, KeyRing ring, PolicyBook policies, Alarms alarms, DatabaseClock clock)
{
    /// <summary>Alarm that stands while a key is too old.</summary>
    public const string Alarm = "keys.too-old";

    /// <summary>A version as the journal names it.</summary>
    public static string NameOf(KeyUse use, int version) =>
        string.Create(CultureInfo.InvariantCulture, $"{use.ToCode()}={version}");

    /// <summary>Every key with its age.</summary>
    public async Task<IReadOnlyList<KeyState>> ReadAsync(CancellationToken ct)
    {
        await policies.FreshAsync(ct); // The command line has asked for none yet.
        var keys = new List<KeyState>();
        foreach (var use in Enum.GetValues<KeyUse>())
        {
            var version = ring.VersionInForce(use);
            var made = await MadeAtAsync(use, version, ct);
            var days = (int)(clock.Now - made).TotalDays;
            keys.Add(new(use.ToCode(), version, ring.AllVersions(use), made, days,
                days >= policies[KeyPolicies.AgeDays]));
        }

        return keys;
    }

    /// <summary>Raises the alarm, or takes it back.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        var old = (await ReadAsync(ct)).Where(k => k.IsTooOld).Select(k => k.Use).ToList();
        if (old.Count > 0)
        {
            alarms.Raise(Alarm, $"Keys should be changed ({string.Join(", ", old)}); see /keys.");
        }
        else
        {
            alarms.Clear(Alarm);
        }
    }

    /// <summary>When a version came into force: as the journal tells, or with the house.</summary>
    public async Task<DateTimeOffset> MadeAtAsync(KeyUse use, int version, CancellationToken ct)
    {
        var name = NameOf(use, version);
        var began = $"to={ring.InForce.Profile.ToCode()}"; // The pair of a profile begins with it.
        var isPair = use is KeyUse.JournalSigning;
        var told = await db.Set<JournalEntry>().AsNoTracking()
            .Where(e => (e.Act == KeyActs.Made.Code && e.Detail == name)
                || (isPair && e.Act == KeyActs.Changing.Code && e.Detail == began))
            .OrderByDescending(e => e.Entry).Select(e => (DateTimeOffset?)e.At).FirstOrDefaultAsync(ct);
        return told ?? await db.Set<JournalEntry>().AsNoTracking().OrderBy(e => e.Entry)
            .Select(e => (DateTimeOffset?)e.At).FirstOrDefaultAsync(ct) ?? clock.Now;
    }

    /// <summary>Whether all keys that are here were copied since the newest was made.</summary>
    public async Task<bool> AreBackedUpAsync(CancellationToken ct)
    {
        string[] acts = [KeyActs.BackedUp.Code, KeyActs.Made.Code, KeyActs.Changing.Code];
        return await db.Set<JournalEntry>().AsNoTracking().Where(e => acts.Contains(e.Act))
            .OrderByDescending(e => e.Entry).Select(e => e.Act).FirstOrDefaultAsync(ct) == KeyActs.BackedUp.Code;
    }
}
