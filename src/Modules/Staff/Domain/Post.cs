using System.Text.RegularExpressions;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;

namespace FirstWindow.Staff.Domain;

/// <summary>What an officer says of a person who is to work here.</summary>
internal sealed record NewStaff(
    string Name, string Number, string UserName, IReadOnlyList<string> Roles, string? Team,
    IReadOnlyList<string> Languages);

/// <summary>Rules of names, numbers and roles, the same for one person and for a file of thousands.</summary>
[Clause("A4.2.1c")]
internal static partial class Post
{
    /// <summary>Languages contacts can be served in.</summary>
    public static readonly IReadOnlyList<string> Languages = ["zh", "en"];

    private const int NameCharsMax = 40;

    // Who runs the house, keeps the accounts or audits does nothing else: nobody watches over themselves.
    private static readonly Role[] Apart = [Role.Administrator, Role.Auditor, Role.StaffOfficer];

    /// <summary>Blanks around fields, and empty ones, are nobody's intention.</summary>
    public static NewStaff Tidy(NewStaff person) => person with
    {
        Name = person.Name.Trim(),
        Number = person.Number.Trim(),
        UserName = person.UserName.Trim(),
        Team = string.IsNullOrWhiteSpace(person.Team) ? null : person.Team.Trim(),
    };

    /// <summary>What is wrong with what was said of a person; none when all is well.</summary>
    public static Error? Check(NewStaff person, Actor actor) =>
        CheckPerson(person.Name, person.Number, person.UserName)
        ?? CheckPost(person.Roles, person.Team, person.Languages, actor);

    /// <summary>What is wrong with a name, number or user name.</summary>
    public static Error? CheckPerson(string name, string number, string userName) =>
        !IsWords(name) ? StaffErrors.BadName
        : !NumberPattern().IsMatch(number) || number == StaffMember.ProgramNumber ? StaffErrors.BadNumber
        : !UserNamePattern().IsMatch(userName) ? StaffErrors.BadUserName
        : null;

    /// <summary>What is wrong with roles, team or languages, or with this actor giving them.</summary>
    public static Error? CheckPost(
        IReadOnlyList<string> codes, string? team, IReadOnlyList<string> languages, Actor actor)
    {
        var roles = new HashSet<Role>();
        foreach (var code in codes)
        {
            if (!Codes.TryParseRole(code, out var role))
            {
                return StaffErrors.BadRoles;
            }

            roles.Add(role);
        }

        return roles.Count == 0 || roles.Contains(Role.ConnectedSystem) ? StaffErrors.BadRoles
            : roles.Count > 1 && Apart.Any(roles.Contains) ? StaffErrors.RolesApart
            : roles.Contains(Role.Administrator) && !actor.Roles.Contains(Role.Administrator)
                ? StaffErrors.AdministratorOnly
            : team is not null && !IsWords(team) ? StaffErrors.BadTeam
            : languages.Count == 0 || languages.Any(l => !Languages.Contains(l)) ? StaffErrors.BadLanguages
            : null;
    }

    /// <summary>Whether the actor may touch this account at all.</summary>
    public static Error? CheckMayTouch(StaffMember staff, Actor actor) =>
        actor.StaffId == staff.Id ? StaffErrors.OwnAccount
        : staff.RoleSet().Contains(Role.Administrator) && !actor.Roles.Contains(Role.Administrator)
            ? StaffErrors.AdministratorOnly
        : null;

    private static bool IsWords(string text) =>
        text.Length is >= 1 and <= NameCharsMax && text.Trim() == text && !text.Any(char.IsControl);

    [GeneratedRegex(@"^[0-9A-Za-z-]{2,20}\z")]
    private static partial Regex NumberPattern();

    [GeneratedRegex(@"^[a-z0-9][a-z0-9._-]{1,49}\z")]
    private static partial Regex UserNamePattern();
}
