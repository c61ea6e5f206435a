using System.Globalization;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Platform.Calendar;

/// <summary>The public holidays and make-up working days the State Council published, from
/// <c>seed/calendar/cn.csv</c>.</summary>
internal sealed class DemoCalendar(Database db) : IDemoSeed
{
    public int Order => 0;

    public async Task SeedAsync(string folder, CancellationToken ct)
    {
        if (await db.Set<SpecialDay>().AnyAsync(ct))
        {
            return;
        }

        foreach (var line in (await File.ReadAllLinesAsync(Path.Combine(folder, "calendar", "cn.csv"), ct)).Skip(1))
        {
            var part = line.Split(',');
            db.Add(new SpecialDay
            {
                Date = DateOnly.ParseExact(part[0], "yyyy-MM-dd", CultureInfo.InvariantCulture),
                Kind = part[1] == "workday" ? DayKind.Workday : DayKind.Holiday,
                Name = part[2],
            });
        }

        await db.CommitAsync(ct);
    }
}
