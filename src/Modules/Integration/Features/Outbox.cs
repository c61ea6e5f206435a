using System.Globalization;
using FirstWindow.Integration.Domain;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Integration.Features;

/// <summary>One event that is to be sent to one endpoint.</summary>
/// <param name="Endpoint">To whom.</param>
/// <param name="Event">What.</param>
/// <param name="Letter">As it is sent.</param>
/// <param name="IsAgain">Whether it is a dead letter sent once more, outside the order.</param>
internal sealed record Sending(Guid Endpoint, OutsideEvent Event, Letter Letter, bool IsAgain);

/// <summary>What endpoints are owed, and what became of it. The journal itself is the outbox; an endpoint keeps its
/// place in it.</summary>
internal sealed class Outbox(
    Database db, EventReader events, SubjectKeys keys, PolicyBook policies, JournalBook journal, DatabaseClock clock)
{
    private const int BatchMax = 20;

    /// <summary>An endpoint that is told of nothing is moved on after so many blocks, so that it is not read from far
    /// back each time.</summary>
    private const int BlocksBehindMax = 1_000;

    /// <summary>Whether there is something to send to an endpoint now.</summary>
    public async Task<bool> OwesAsync(WebhookEndpoint endpoint, CancellationToken ct)
    {
        if (await Again(endpoint.Id).AnyAsync(ct))
        {
            return true;
        }

        if (!endpoint.IsDue(clock.Now))
        {
            return false;
        }

        var page = await ReadOnAsync(endpoint, ct);
        return page.Events.Count > 0 || page.IsMore || page.Next.Block - endpoint.Block > BlocksBehindMax;
    }

    /// <summary>Takes the endpoint's lease and what comes next; gives the lease back when nothing does.</summary>
    /// <returns>In order; nothing when another node sends, or nothing is owed.</returns>
    public async Task<IReadOnlyList<Sending>> TakeAsync(
        Guid id, Guid node, DateTimeOffset leaseUntil, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        var endpoint = await db.FindForUpdateAsync<WebhookEndpoint>("webhook_endpoint", id, ct);
        if (endpoint is null || !endpoint.IsFree(clock.Now, node))
        {
            return [];
        }

        var batch = await AgainAsync(endpoint, ct);
        if (batch.Count == 0 && endpoint.IsDue(clock.Now))
        {
            batch = await NextAsync(endpoint, ct);
        }

        if (batch.Count > 0)
        {
            endpoint.Lease(node, leaseUntil);
        }
        else
        {
            endpoint.Release();
        }

        await db.CommitAsync(ct);
        return batch;
    }

    /// <summary>Records what came of an attempt.</summary>
    /// <returns>Whether to go on with this endpoint now.</returns>
    public async Task<bool> RecordAsync(
        Sending sent, Outcome outcome, Guid node, DateTimeOffset leaseUntil, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        db.ChangeTracker.Clear(); // The row as it is now, not as it was before the answer.
        var endpoint = await db.FindForUpdateAsync<WebhookEndpoint>("webhook_endpoint", sent.Endpoint, ct);
        if (endpoint is null || endpoint.LeaseBy != node)
        {
            return false; // It took too long, and another node has taken over; or it was removed.
        }

        if (sent.IsAgain)
        {
            await RecordAgainAsync(sent, outcome, ct);
        }
        else
        {
            await RecordNextAsync(endpoint, sent, outcome, ct);
        }

        var goesOn = endpoint.State is EndpointState.Active && (sent.IsAgain || outcome.IsTaken);
        if (goesOn)
        {
            endpoint.Lease(node, leaseUntil);
        }
        else
        {
            endpoint.Release();
        }

        await db.CommitAsync(ct);
        return goesOn;
    }

    // What happened before the approval is not told, also when it was sealed after it.
    private async Task<EventPage> ReadOnAsync(WebhookEndpoint endpoint, CancellationToken ct)
    {
        var page = await events.ReadAsync(endpoint.Position, endpoint.KindCodes, BatchMax, ct);
        return page with { Events = [.. page.Events.Where(e => e.Timestamp >= endpoint.DecidedAt)] };
    }

    private IQueryable<WebhookDelivery> Again(Guid endpoint) => db.Set<WebhookDelivery>()
        .Where(d => d.Endpoint == endpoint && d.State == DeliveryState.Resending);

    private async Task<IReadOnlyList<Sending>> AgainAsync(WebhookEndpoint endpoint, CancellationToken ct)
    {
        var batch = new List<Sending>();
        foreach (var letter in await Again(endpoint.Id).OrderBy(d => d.Block).ThenBy(d => d.Entry).Take(BatchMax)
            .ToListAsync(ct))
        {
            if (await events.FindAsync(letter.Entry, ct) is { } found)
            {
                batch.Add(Seal(endpoint, found, isAgain: true));
            }
            else
            {
                letter.Tried(new(null, "kind"), clock.Now, DeliveryState.Dead); // No longer told to anybody.
            }
        }

        return batch;
    }

    private async Task<IReadOnlyList<Sending>> NextAsync(WebhookEndpoint endpoint, CancellationToken ct)
    {
        while (true)
        {
            var page = await ReadOnAsync(endpoint, ct);
            if (page.Events.Count > 0)
            {
                return [.. page.Events.Select(e => Seal(endpoint, e, isAgain: false))];
            }

            if (page.IsMore || page.Next.Block - endpoint.Block > BlocksBehindMax)
            {
                endpoint.MoveTo(page.Next); // Nothing for this endpoint up to there.
            }

            if (!page.IsMore)
            {
                return [];
            }
        }
    }

    private Sending Seal(WebhookEndpoint endpoint, OutsideEvent told, bool isAgain) =>
        new(endpoint.Id, told, endpoint.Address(told.Id, told.ToJson(), keys, clock.Now), isAgain);

    private async Task RecordAgainAsync(Sending sent, Outcome outcome, CancellationToken ct)
    {
        var delivery = await FindAsync(sent, ct);
        delivery.Tried(outcome, clock.Now, outcome.IsTaken ? DeliveryState.Delivered : DeliveryState.Dead);
        Record(outcome.IsTaken ? WebhookActs.Delivered : WebhookActs.Died, sent, outcome);
    }

    private async Task RecordNextAsync(
        WebhookEndpoint endpoint, Sending sent, Outcome outcome, CancellationToken ct)
    {
        var now = clock.Now;
        var delivery = await FindAsync(sent, ct);
        if (outcome.IsTaken)
        {
            delivery.Tried(outcome, now, DeliveryState.Delivered);
            endpoint.MoveTo(EventPosition.Parse(sent.Event.Position)!.Value);
            endpoint.Recover();
            Record(WebhookActs.Delivered, sent, outcome);
            return;
        }

        endpoint.Fail(now, Backoff.After(endpoint.Attempts + 1, Random.Shared.NextDouble()));
        var isStopped = outcome.IsGone
            || now - endpoint.FailingSince >= TimeSpan.FromHours(policies[WebhookPolicies.StopAfterHours]);
        var isDead = !isStopped && endpoint.Attempts >= policies[WebhookPolicies.AttemptsMost];
        delivery.Tried(outcome, now, isDead ? DeliveryState.Dead : DeliveryState.Retrying);
        if (isStopped && endpoint.State is EndpointState.Active)
        {
            endpoint.Pause(outcome.IsGone ? PauseReasons.Gone : PauseReasons.Failing);
            Record(WebhookActs.Stopped, sent, outcome);
        }
        else if (isDead)
        {
            endpoint.MoveTo(EventPosition.Parse(sent.Event.Position)!.Value);
            Record(WebhookActs.Died, sent, outcome);
        }
    }

    private async Task<WebhookDelivery> FindAsync(Sending sent, CancellationToken ct)
    {
        var delivery = await db.Set<WebhookDelivery>().SingleOrDefaultAsync(
            d => d.Endpoint == sent.Endpoint && d.Event == sent.Event.Id, ct);
        if (delivery is null)
        {
            var at = EventPosition.Parse(sent.Event.Position)!.Value;
            delivery = new WebhookDelivery
            {
                Endpoint = sent.Endpoint,
                Event = sent.Event.Id,
                Kind = sent.Event.Type,
                Block = at.Block,
                Entry = at.Entry,
                FirstAt = clock.Now,
            };
            db.Add(delivery);
        }

        return delivery;
    }

    private void Record(Act act, Sending sent, Outcome outcome) =>
        journal.Record(Actor.System, act, new("webhook", sent.Endpoint), string.Create(CultureInfo.InvariantCulture,
            $"event={sent.Event.Id};kind={sent.Event.Type};status={outcome.Status};fault={outcome.Fault}"));
}
