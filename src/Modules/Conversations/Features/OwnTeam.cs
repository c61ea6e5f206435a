using FirstWindow.Conversations.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Staff.Contracts;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features;

/// <summary>
/// Whose contacts a colleague may look into besides the own ones: a supervisor those of the own team, quality and the
/// duty lead all.
/// </summary>
internal sealed class OwnTeam(IStaffDirectory directory)
{
    /// <summary>Those of some contacts that this colleague may look into.</summary>
    public async Task<IQueryable<Conversation>> NarrowAsync(
        IQueryable<Conversation> contacts, Actor actor, CancellationToken ct)
    {
        if (SeesAll(actor))
        {
            return contacts;
        }

        var team = (await directory.AllAsync(ct)).Where(c => IsIn(c, actor)).Select(c => (StaffId?)c.Id).ToList();
        return contacts.Where(c => team.Contains(c.Agent));
    }

    /// <summary>Whether this colleague may step into what is in these hands; what nobody has is no other
    /// team's.</summary>
    public async Task<bool> MayStepInAsync(Actor actor, StaffId? agent, CancellationToken ct) =>
        agent is not { } staff || staff == actor.StaffId || SeesAll(actor)
            || (await directory.FindAsync(staff, ct) is { } card && IsIn(card, actor));

    private static bool SeesAll(Actor actor) => actor.Roles.Any(r => r is Role.Quality or Role.DutyLead);

    private static bool IsIn(StaffCard card, Actor actor) =>
        card.Id == actor.StaffId || (actor.Team is not null && card.Team == actor.Team);
}
