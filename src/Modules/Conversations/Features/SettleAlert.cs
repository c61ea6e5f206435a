using FirstWindow.Conversations.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Contracts;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features;

/// <summary>Something in a running contact that a supervisor sees to, and whether the contact opens to the
/// reader.</summary>
public sealed record AlertView(
    Guid Id, string Kind, ConversationId Conversation, DateTimeOffset Since, DateTimeOffset DueAt, Guid? Owner,
    string? OwnerName, bool MayOpen);

/// <summary>Reads the alerts that stand.</summary>
internal sealed class AlertReader(Database db, OwnTeam team, IStaffDirectory directory)
{
    private const int AlertsMax = 200;

    public async Task<IReadOnlyList<AlertView>> ReadAsync(Actor actor, CancellationToken ct)
    {
        var alerts = await Standing().OrderBy(p => p.MadeAt).Take(AlertsMax).ToListAsync(ct);
        var pages = await team.PagesOfAsync([.. alerts.Select(a => new ConversationId(a.About))], actor, ct);
        var views = new List<AlertView>();
        foreach (var alert in alerts)
        {
            var owner = alert.Owner is { } id ? await directory.FindAsync(new(id), ct) : null;
            views.Add(new(
                alert.Id, alert.Kind, new(alert.About), alert.MadeAt, alert.DueAt, alert.Owner, owner?.Name,
                pages.Contains(new(alert.About))));
        }

        return views;
    }

    public Task<int> CountAsync(CancellationToken ct) => Standing().CountAsync(ct);

    private IQueryable<Promise> Standing() => db.Set<Promise>().AsNoTracking().Where(p =>
        PendingPromises.Alerts.Contains(p.Kind) && p.EndedAt == null);
}

/// <summary>A supervisor sees to an alert, and says that it is settled. The first who takes it owns it.</summary>
[Clause("A2.3.3c")]
internal sealed class SettleAlertHandler(Database db, PromiseBook promises, JournalBook journal)
{
    public Task<Result> TakeAsync(Guid id, Actor actor, CancellationToken ct) =>
        ChangeAsync(id, actor, alert =>
        {
            alert.HandTo(actor.Id);
            journal.Record(actor, PendingActs.AlertTaken, new Subject(alert.AboutKind, alert.About), alert.Kind);
            db.Announce(PromiseBook.Topic);
        }, ct);

    public Task<Result> SettleAsync(Guid id, Actor actor, CancellationToken ct) =>
        ChangeAsync(id, actor, alert =>
        {
            alert.HandTo(actor.Id);
            promises.End(alert, actor);
            journal.Record(actor, PendingActs.AlertSettled, new Subject(alert.AboutKind, alert.About), alert.Kind);
        }, ct);

    private async Task<Result> ChangeAsync(Guid id, Actor actor, Action<Promise> change, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        if (await db.FindForUpdateAsync<Promise>("promise", id, ct)
            is not { State: PromiseState.Open or PromiseState.Parked } alert
            || !PendingPromises.Alerts.Contains(alert.Kind))
        {
            return PendingErrors.NoAlert;
        }

        if (alert.Owner is { } owner && owner != actor.Id)
        {
            return PendingErrors.AlertTaken;
        }

        change(alert);
        await db.CommitAsync(ct);
        return Result.Success;
    }
}
