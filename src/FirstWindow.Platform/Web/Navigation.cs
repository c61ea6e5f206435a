using FirstWindow.Platform.Access;

namespace FirstWindow.Platform.Web;

/// <summary>What the pages of a group are for; the order of the groups in the head.</summary>
public enum PageGroup
{
    /// <summary>Serving customers.</summary>
    Service,

    /// <summary>Seeing that they are served.</summary>
    Floor,

    /// <summary>What is answered, and whether it was right.</summary>
    Knowledge,

    /// <summary>Who did what by which rule.</summary>
    Conduct,

    /// <summary>How the centre is set up.</summary>
    Setup,
}

/// <summary>A page in the head of every staff page. Declared as a static field beside the page's routes.</summary>
/// <param name="Group">Where it belongs.</param>
/// <param name="Order">Place in its group, ascending.</param>
/// <param name="Address">Where it leads.</param>
/// <param name="TextKey">Key of its name in <see cref="Texts"/>.</param>
/// <param name="Permission">Who is shown it.</param>
public sealed record PageLink(PageGroup Group, int Order, string Address, string TextKey, Permission Permission);

/// <summary>The pages of all modules, for whom they are.</summary>
public sealed class Navigation(Modules modules)
{
    /// <summary>Pages that fit in one row; more are folded by group.</summary>
    private const int FlatMax = 7;
    private readonly PageLink[] links = [.. modules.Fields<PageLink>().OrderBy(l => l.Group).ThenBy(l => l.Order)];

    /// <summary>The pages this actor may open, as they stand in the head: few in one row, many under the names of their
    /// groups.</summary>
    /// <returns>Rows with the group they are folded under, if they are.</returns>
    public IEnumerable<(PageGroup? Fold, IReadOnlyList<PageLink> Links)> LinksOf(Actor actor)
    {
        var own = links.Where(l => actor.May(l.Permission)).ToList();
        return own.Count <= FlatMax
            ? [(null, own)]
            : own.GroupBy(l => l.Group).Select(g =>
                (g.Count() > 1 ? g.Key : (PageGroup?)null, (IReadOnlyList<PageLink>)[.. g]));
    }

    /// <summary>Where a working day begins for this actor.</summary>
    public static string HomeOf(IReadOnlySet<Role> roles) =>
        roles.Contains(Role.Supervisor) || roles.Contains(Role.DutyLead) ? "/floor"
        : roles.Contains(Role.Agent) || roles.Contains(Role.Expert) ? "/desk"
        : roles.Contains(Role.Auditor) || roles.Contains(Role.Compliance) ? "/journal"
        : roles.Contains(Role.KnowledgeAuthor) || roles.Contains(Role.KnowledgeApprover) ? "/knowledge"
        : roles.Contains(Role.StaffOfficer) || roles.Contains(Role.Administrator) ? "/staff"
        : "/rulebook";
}
