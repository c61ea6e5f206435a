using FirstWindow.Platform.Access;

namespace FirstWindow.Platform.Web;

/// <summary>A page in the head of every staff page. Declared as a static field beside the page's routes.</summary>
/// <param name="Order">Place in the row, ascending.</param>
/// <param name="Address">Where it leads.</param>
/// <param name="TextKey">Key of its name in <see cref="Texts"/>.</param>
/// <param name="Permission">Who is shown it.</param>
public sealed record PageLink(int Order, string Address, string TextKey, Permission Permission);

/// <summary>The pages of all modules, for whom they are.</summary>
public sealed class Navigation(Modules modules)
{
    private readonly PageLink[] links = [.. modules.Fields<PageLink>().OrderBy(l => l.Order)];

    /// <summary>The pages this actor may open, in order.</summary>
    public IEnumerable<PageLink> LinksOf(Actor actor) => links.Where(l => actor.May(l.Permission));

    /// <summary>Where a working day begins for this actor.</summary>
    public static string HomeOf(IReadOnlySet<Role> roles) =>
        roles.Contains(Role.Supervisor) || roles.Contains(Role.DutyLead) ? "/floor"
        : roles.Contains(Role.Agent) || roles.Contains(Role.Expert) ? "/desk"
        : roles.Contains(Role.Auditor) || roles.Contains(Role.Compliance) ? "/journal"
        : roles.Contains(Role.KnowledgeAuthor) || roles.Contains(Role.KnowledgeApprover) ? "/knowledge"
        : roles.Contains(Role.StaffOfficer) || roles.Contains(Role.Administrator) ? "/staff"
        : "/rulebook";
}
