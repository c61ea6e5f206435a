using FirstWindow.Conversations.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Contracts;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features;

/// <summary>
/// Whose contacts a colleague may look into. Agents, experts and supervisors are of a team: they see what the own team
/// has or had last, and supervisors what no person ever had. Any other role sees all that its permission opens, and the
/// duty lead all whatever the permission came by.
/// </summary>
internal sealed class OwnTeam(Database db, IStaffDirectory directory)
{
    /// <summary>Those of some contacts that this colleague may look into by a permission.</summary>
    public async Task<IQueryable<Conversation>> NarrowAsync(
        IQueryable<Conversation> contacts, Permission permission, Actor actor, CancellationToken ct)
    {
        if (SeesAll(actor, permission))
        {
            return contacts;
        }

        var team = (await directory.AllAsync(ct)).Where(c => IsIn(c, actor)).Select(c => (StaffId?)c.Id).ToList();
        return SeesNobodys(actor) ? contacts.Where(c => c.Agent == null || team.Contains(c.Agent))
            : contacts.Where(c => team.Contains(c.Agent));
    }

    /// <summary>Whether this colleague may look by a permission into what is, or was last, in these hands.</summary>
    public async Task<bool> MayLookIntoAsync(
        StaffId? agent, Permission permission, Actor actor, CancellationToken ct) =>
        SeesAll(actor, permission)
        || (agent is { } staff ? await directory.FindAsync(staff, ct) is { } card && IsIn(card, actor)
            : SeesNobodys(actor));

    /// <summary>Those of some contacts whose page opens to this colleague.</summary>
    public async Task<HashSet<ConversationId>> PagesOfAsync(
        IReadOnlyCollection<ConversationId> contacts, Actor actor, CancellationToken ct)
    {
        if (contacts.Count == 0 || !actor.May(ConversationPermissions.Inspect))
        {
            return [];
        }

        var asked = db.Set<Conversation>().Where(c => contacts.Contains(c.Id));
        return await (await NarrowAsync(asked, ConversationPermissions.Inspect, actor, ct)).Select(c => c.Id)
            .ToHashSetAsync(ct);
    }

    private static bool SeesAll(Actor actor, Permission permission) => actor.Roles.Any(r => r is Role.DutyLead
        || (r is not (Role.Agent or Role.Expert or Role.Supervisor) && permission.Roles.Contains(r)));

    private static bool SeesNobodys(Actor actor) => actor.Roles.Contains(Role.Supervisor);

    private static bool IsIn(StaffCard card, Actor actor) =>
        card.Id == actor.StaffId || (actor.Team is not null && card.Team == actor.Team);
}
