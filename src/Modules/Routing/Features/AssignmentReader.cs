using FirstWindow.Platform;
using FirstWindow.Platform.Storage;
using FirstWindow.Routing.Contracts;
using FirstWindow.Routing.Domain;
using FirstWindow.Staff.Contracts;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Routing.Features;

/// <summary>The way a contact took from hand to hand, with the reason of each step: what a drill-down shows.</summary>
internal sealed class AssignmentReader(Database db, IStaffDirectory directory) : IAssignments
{
    public async Task<IReadOnlyList<PastAssignment>> OfAsync(ConversationId conversation, CancellationToken ct)
    {
        var rows = await db.Set<Assignment>().AsNoTracking().Where(a => a.Conversation == conversation)
            .OrderBy(a => a.OfferedAt).ThenBy(a => a.Id).ToListAsync(ct);
        var names = (await directory.AllAsync(ct)).ToDictionary(c => c.Id, c => $"{c.Number} {c.Name}");
        return [.. rows.Select(a => new PastAssignment(
            names.GetValueOrDefault(a.Staff, string.Empty), a.Queue, a.OfferedAt, a.AcceptedAt, a.EndedAt, a.EndReason,
            a.Reason))];
    }

    public Task<HashSet<ConversationId>> ServedByAsync(
        StaffId staff, IReadOnlyCollection<ConversationId> conversations, CancellationToken ct) =>
        db.Set<Assignment>()
            .Where(a => conversations.Contains(a.Conversation) && a.Staff == staff && a.AcceptedAt != null)
            .Select(a => a.Conversation).ToHashSetAsync(ct);

    public async Task<StaffId?> LastServedByAsync(
        IReadOnlyCollection<ConversationId> conversations, CancellationToken ct) =>
        (await db.Set<Assignment>().AsNoTracking()
            .Where(a => conversations.Contains(a.Conversation) && a.AcceptedAt != null)
            .OrderByDescending(a => a.AcceptedAt).Select(a => new { a.Staff }).FirstOrDefaultAsync(ct))?.Staff;
}
