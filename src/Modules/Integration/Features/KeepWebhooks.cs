using FirstWindow.Integration.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Integration.Features;

/// <summary>An endpoint to be added.</summary>
internal sealed record AddWebhook(Guid Id, string? Name, string? Url, IReadOnlyList<string> Kinds);

/// <summary>A secret as it is told, once; none when the same request came before.</summary>
internal sealed record ToldSecret(Guid Id, string? Secret);

/// <summary>
/// Adds endpoints and keeps them. Events leave the house only to an address that one person has added and another has
/// approved.
/// </summary>
[Clause("A4.3.2a")]
internal sealed class WebhookDesk(
    Database db, JournalBook journal, EventKinds kinds, EventReader events, WebhookSender sender, SubjectKeys keys,
    PolicyBook policies, DatabaseClock clock)
{
    private const int NameCharsMin = 2;
    private const int NameCharsMax = 60;
    private const int AddressCharsMax = 500;

    /// <summary>Adds an endpoint; it waits for a second person. The same id again adds nothing.</summary>
    public async Task<Result<ToldSecret>> AddAsync(AddWebhook request, Actor actor, CancellationToken ct)
    {
        var name = request.Name?.Trim() ?? string.Empty;
        if (name.Length is < NameCharsMin or > NameCharsMax || name.Any(char.IsControl))
        {
            return WebhookErrors.BadName;
        }

        if (request.Kinds.Count == 0 || request.Kinds.Except(kinds.Codes).Any())
        {
            return WebhookErrors.BadKinds;
        }

        if (ReadAddress(request.Url) is not { } address)
        {
            return WebhookErrors.BadAddress;
        }

        if (await sender.RefuseAsync(address, ct) is { } refusal)
        {
            return refusal;
        }

        await db.BeginAsync(ct);
        await db.LockAsync("webhooks", ct);
        if (await db.Set<WebhookEndpoint>().AnyAsync(e => e.Id == request.Id, ct))
        {
            return new ToldSecret(request.Id, null);
        }

        var endpoint = new WebhookEndpoint
        {
            Id = request.Id == Guid.Empty ? Guid.CreateVersion7() : request.Id,
            Name = name,
            Url = address.AbsoluteUri,
            Kinds = string.Join(',', request.Kinds.Distinct().Order(StringComparer.Ordinal)),
            ProposedBy = actor.Id,
            ProposedAt = clock.Now,
        };
        var secret = GiveSecret(endpoint);
        db.Add(endpoint);
        Record(actor, WebhookActs.Proposed, endpoint, $"kinds={endpoint.Kinds}");
        await db.CommitAsync(ct);
        return new ToldSecret(endpoint.Id, secret);
    }

    /// <summary>The second person's word.</summary>
    public Task<Result> DecideAsync(Guid id, bool approve, Actor actor, CancellationToken ct) =>
        ChangeAsync(id, actor, approve ? WebhookActs.Approved : WebhookActs.Rejected, async endpoint =>
            endpoint.Decide(approve, actor, clock.Now, await events.EndAsync(ct)), ct);

    /// <summary>Stops sending for now. What is paused already stays so.</summary>
    public Task<Result> PauseAsync(Guid id, Actor actor, CancellationToken ct) =>
        ChangeApprovedAsync(id, actor, WebhookActs.Paused, e => e.Pause(PauseReasons.ByHand), ct);

    /// <summary>Goes on, with what happened meanwhile first.</summary>
    public Task<Result> ResumeAsync(Guid id, Actor actor, CancellationToken ct) =>
        ChangeApprovedAsync(id, actor, WebhookActs.Resumed, e => e.Resume(), ct);

    /// <summary>Replaces the secret; the old one signs alongside for a while.</summary>
    /// <param name="id">Which endpoint.</param>
    /// <param name="version">Number of the secret that is replaced, as the caller saw it.</param>
    /// <param name="actor">Who.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<Result<ToldSecret>> RotateAsync(Guid id, int version, Actor actor, CancellationToken ct)
    {
        string? secret = null;
        var result = await ChangeAsync(id, actor, WebhookActs.SecretRotated, endpoint =>
        {
            if (!endpoint.IsApproved || endpoint.SecretVersion != version)
            {
                return Task.FromResult<Result>(
                    endpoint.IsApproved ? WebhookErrors.SecretMoved : WebhookErrors.NotApproved);
            }

            secret = GiveSecret(endpoint);
            return Task.FromResult(Result.Success);
        }, ct);
        return result.Error is { } error ? error : new ToldSecret(id, secret);
    }

    /// <summary>Ends an endpoint for good.</summary>
    public Task<Result> RemoveAsync(Guid id, Actor actor, CancellationToken ct) =>
        ChangeAsync(id, actor, WebhookActs.Removed, endpoint =>
        {
            endpoint.Remove();
            return Task.FromResult(Result.Success);
        }, ct);

    /// <summary>Sends an event that says nothing, now, outside the order.</summary>
    public async Task<Result<Outcome>> TestAsync(Guid id, Actor actor, CancellationToken ct)
    {
        var endpoint = await db.Set<WebhookEndpoint>().AsNoTracking().SingleOrDefaultAsync(e => e.Id == id, ct);
        if (endpoint is not { IsApproved: true })
        {
            return endpoint is null ? WebhookErrors.NotFound : WebhookErrors.NotApproved;
        }

        var test = new OutsideEvent($"evt_{Guid.NewGuid():n}", "webhook.test", clock.Now, EventPosition.Start.ToString(),
            new("webhook", id, actor.Kind.ToCode(), new Dictionary<string, string>()));
        var outcome = await sender.SendAsync(endpoint.Address(test.Id, test.ToJson(), keys, clock.Now), ct);
        Record(actor, WebhookActs.Tested, endpoint, $"status={outcome.Status};fault={outcome.Fault}");
        await db.CommitAsync(ct);
        return outcome;
    }

    private static Uri? ReadAddress(string? text) =>
        text?.Trim() is { Length: > 0 and <= AddressCharsMax } url
            && Uri.TryCreate(url, UriKind.Absolute, out var address)
            && address.Scheme is "https" or "http" && address.UserInfo.Length == 0 && address.Fragment.Length == 0
            && address.AbsoluteUri.Length <= AddressCharsMax
            ? address : null;

    private string GiveSecret(WebhookEndpoint endpoint)
    {
        var secret = WebhookSignature.MakeSecret();
        endpoint.TakeSecret(keys.SealWithMaster(secret, endpoint.Id),
            clock.Now.AddHours(policies[WebhookPolicies.OldSecretHours]));
        return WebhookSignature.Write(secret);
    }

    private Task<Result> ChangeApprovedAsync(
        Guid id, Actor actor, Act act, Action<WebhookEndpoint> change, CancellationToken ct) =>
        ChangeAsync(id, actor, act, endpoint =>
        {
            if (!endpoint.IsApproved)
            {
                return Task.FromResult<Result>(WebhookErrors.NotApproved);
            }

            change(endpoint);
            return Task.FromResult(Result.Success);
        }, ct);

    private async Task<Result> ChangeAsync(
        Guid id, Actor actor, Act act, Func<WebhookEndpoint, Task<Result>> change, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        if (await db.FindForUpdateAsync<WebhookEndpoint>("webhook_endpoint", id, ct) is not { } endpoint
            || endpoint.State is EndpointState.Removed)
        {
            return WebhookErrors.NotFound;
        }

        var result = await change(endpoint);
        if (result.IsSuccess)
        {
            Record(actor, act, endpoint);
            await db.CommitAsync(ct);
        }

        return result;
    }

    private void Record(Actor actor, Act act, WebhookEndpoint endpoint, string? detail = null) =>
        journal.Record(actor, act, new Subject("webhook", endpoint.Id), detail);
}

/// <summary>Puts an event into an envelope.</summary>
internal static class Envelope
{
    /// <summary>The letter that takes an event to an endpoint, signed with the secrets of this moment.</summary>
    public static Letter Address(
        this WebhookEndpoint endpoint, string id, string body, SubjectKeys keys, DateTimeOffset now) =>
        new(new(endpoint.Url), id, body,
            [.. endpoint.SecretsAt(now).Select(s => keys.OpenWithMaster(s, endpoint.Id))]);
}
