using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Import;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;
using FirstWindow.Staff.Domain;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Staff.Features;

/// <summary>Accounts from a file, matched by number. Each waits for its one-time address, which an officer makes when
/// it can be handed over.</summary>
internal sealed class ImportStaff(Database db, JournalBook journal) : IImport
{
    private static readonly char[] Between = ['、', ';', '；', ',', '，', '|', ' '];

    public string Kind => "staff";

    public IReadOnlyList<CsvColumn> Columns { get; } =
    [
        new("number", "工号", IsNeeded: true), new("name", "姓名", IsNeeded: true),
        new("userName", "用户名", IsNeeded: true), new("roles", "岗位", IsNeeded: true),
        new("team", "班组"), new("languages", "服务语言"),
    ];

    public async Task<IReadOnlyList<ImportRow>> JudgeAsync(
        IReadOnlyList<CsvLine> lines, Actor actor, CancellationToken ct)
    {
        var known = await db.Set<StaffMember>().AsNoTracking().Select(s => new { s.Number, s.UserName })
            .ToListAsync(ct);
        var byNumber = known.ToDictionary(s => s.Number, s => s.UserName, StringComparer.Ordinal);
        var userNames = known.Select(s => s.UserName).ToHashSet(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return
        [
            .. lines.Select(line =>
            {
                var person = PersonOf(line);
                var isKnown = byNumber.TryGetValue(person.Number, out var userName);
                var fault = Post.Check(person, actor)
                    ?? (isKnown ? (userName == person.UserName ? null : StaffErrors.NumberTaken)
                        : userNames.Contains(person.UserName) ? StaffErrors.UserNameTaken : null);
                // Both are noted, so that the second of two lines is the bad one.
                var isTwice = !seen.Add("number " + person.Number) | !seen.Add("user " + person.UserName);
                return ImportRow.Of(line, person.Number, person.Name,
                    fault ?? (isTwice ? ImportErrors.Twice : null), isKnown);
            }),
        ];
    }

    public void Write(IReadOnlyList<CsvLine> lines, Actor actor)
    {
        var staff = lines.Select(line => StaffAccounts.Make(PersonOf(line))).ToList();
        db.AddRange(staff);
        foreach (var person in staff)
        {
            journal.Record(actor, StaffActs.Imported, Subject.Of(person.Id), person.Roles);
        }

        db.Announce(StaffDirectory.Topic);
    }

    private static NewStaff PersonOf(CsvLine line) => Post.Tidy(new(
        line["name"], line["number"], line["userName"], [.. Parts(line["roles"]).Select(RoleCode)], line["team"],
        Parts(line["languages"]) is { Length: > 0 } languages ? languages : [Post.Languages[0]]));

    private static string[] Parts(string cell) => cell.Split(Between, StringSplitOptions.RemoveEmptyEntries);

    // A code, or the role's name as the pages show it to who imports.
    private static string RoleCode(string written) => Enum.GetValues<Role>().Select(r => r.ToCode())
        .FirstOrDefault(code => Texts.Common["role." + code] == written) ?? written;
}
