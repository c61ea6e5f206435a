using FirstWindow.Integration.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Integration.Features;

/// <summary>What could not be delivered: sent once more, one or all, or laid aside with a reason.</summary>
internal sealed class DeadLetters(Database db, JournalBook journal, DatabaseClock clock)
{
    private const int ReasonCharsMin = 4;
    private const int ReasonCharsMax = 300;

    /// <summary>Sends one once more.</summary>
    public async Task<Result> ResendAsync(Guid id, Guid delivery, Actor actor, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        if (await RefuseAsync(id, ct) is { } error)
        {
            return error;
        }

        var letter = await FindAsync(id, delivery, ct);
        if (letter.Error is { } fault)
        {
            return fault;
        }

        letter.Value!.Resend();
        Record(actor, WebhookActs.ResendAsked, id, $"event={letter.Value.Event}");
        await db.CommitAsync(ct);
        return Result.Success;
    }

    /// <summary>Sends all of an endpoint once more, the oldest first.</summary>
    public async Task<Result> ResendAllAsync(Guid id, Actor actor, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        if (await RefuseAsync(id, ct) is { } error)
        {
            return error;
        }

        var count = await db.Set<WebhookDelivery>().Where(d => d.Endpoint == id && d.State == DeliveryState.Dead)
            .ExecuteUpdateAsync(d => d.SetProperty(x => x.State, DeliveryState.Resending), ct);
        Record(actor, WebhookActs.ResendAsked, id, $"count={count}");
        await db.CommitAsync(ct);
        return Result.Success;
    }

    /// <summary>Lays one aside.</summary>
    public async Task<Result> DiscardAsync(Guid id, Guid delivery, string? reason, Actor actor, CancellationToken ct)
    {
        if (reason?.Trim() is not { Length: >= ReasonCharsMin and <= ReasonCharsMax } why)
        {
            return WebhookErrors.NoReason;
        }

        await db.BeginAsync(ct);
        var letter = await FindAsync(id, delivery, ct);
        if (letter.Error is { } fault)
        {
            return fault;
        }

        letter.Value!.Discard(actor.Id, why, clock.Now);
        Record(actor, WebhookActs.Discarded, id, $"event={letter.Value.Event}");
        await db.CommitAsync(ct);
        return Result.Success;
    }

    private async Task<Error?> RefuseAsync(Guid id, CancellationToken ct) =>
        await db.Set<WebhookEndpoint>().AsNoTracking().SingleOrDefaultAsync(e => e.Id == id, ct) switch
        {
            null => WebhookErrors.NotFound,
            { IsApproved: false } => WebhookErrors.NotApproved,
            _ => null,
        };

    private async Task<Result<WebhookDelivery>> FindAsync(Guid id, Guid delivery, CancellationToken ct) =>
        await db.FindForUpdateAsync<WebhookDelivery>("webhook_delivery", delivery, ct) is not { } letter
            || letter.Endpoint != id ? WebhookErrors.NoDelivery
        : letter.State is not DeliveryState.Dead ? WebhookErrors.NotDead
        : letter;

    private void Record(Actor actor, Act act, Guid endpoint, string detail) =>
        journal.Record(actor, act, new Subject("webhook", endpoint), detail);
}
