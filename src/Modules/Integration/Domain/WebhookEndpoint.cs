using FirstWindow.Platform;
using FirstWindow.Platform.Access;

namespace FirstWindow.Integration.Domain;

/// <summary>Where an endpoint stands.</summary>
internal enum EndpointState
{
    /// <summary>Waits for a second person.</summary>
    Proposed,

    /// <summary>Events are sent to it.</summary>
    Active,

    /// <summary>Nothing is sent for now; nothing is lost.</summary>
    Paused,

    /// <summary>The second person said no.</summary>
    Rejected,

    /// <summary>Ended for good; its secrets are gone.</summary>
    Removed,
}

/// <summary>Why an endpoint is paused.</summary>
internal static class PauseReasons
{
    /// <summary>Somebody paused it.</summary>
    public const string ByHand = "by-hand";

    /// <summary>It has failed for too long.</summary>
    public const string Failing = "failing";

    /// <summary>The receiver said that it is gone: 410.</summary>
    public const string Gone = "gone";
}

/// <summary>An address of another system of the bank that is told of events, in order, one sender at a time.</summary>
internal sealed class WebhookEndpoint
{
    public Guid Id { get; init; }
    public required string Name { get; init; }
    public required string Url { get; init; }

    /// <summary>Codes of the kinds it is told of, separated by commas.</summary>
    public required string Kinds { get; init; }

    public EndpointState State { get; private set; } = EndpointState.Proposed;

    /// <summary>Encrypted under the master key; none once removed.</summary>
    public byte[]? Secret { get; private set; }

    /// <summary>1, 2, 3 …: who replaces the secret names the one that was on the screen.</summary>
    public int SecretVersion { get; private set; }

    public byte[]? OldSecret { get; private set; }
    public DateTimeOffset? OldSecretUntil { get; private set; }
    public Guid ProposedBy { get; init; }
    public DateTimeOffset ProposedAt { get; init; }
    public Guid? DecidedBy { get; private set; }
    public DateTimeOffset? DecidedAt { get; private set; }
    public string? PausedWhy { get; private set; }

    /// <summary>Up to where in the journal it has been told, or the event was laid aside.</summary>
    public long Block { get; private set; }

    public long Entry { get; private set; }

    /// <summary>Attempts at the event that is next.</summary>
    public int Attempts { get; private set; }

    /// <summary>Not before; at once when none.</summary>
    public DateTimeOffset? NextAt { get; private set; }

    public DateTimeOffset? FailingSince { get; private set; }

    /// <summary>The node that sends now.</summary>
    public Guid? LeaseBy { get; private set; }

    public DateTimeOffset? LeaseUntil { get; private set; }

    public EventPosition Position => new(Block, Entry);

    public IReadOnlyList<string> KindCodes => Kinds.Split(',');

    public bool IsApproved => State is EndpointState.Active or EndpointState.Paused;

    /// <summary>Whether nobody else sends, and it is not left alone after a failure.</summary>
    public bool IsFree(DateTimeOffset now, Guid node) =>
        State is EndpointState.Active && (LeaseBy == node || LeaseUntil is null || LeaseUntil <= now);

    /// <summary>Whether the next event may be tried.</summary>
    public bool IsDue(DateTimeOffset now) => NextAt is null || NextAt <= now;

    /// <summary>The secrets that sign now, the newest first.</summary>
    public IEnumerable<byte[]> SecretsAt(DateTimeOffset now) =>
        OldSecretUntil > now ? [Secret!, OldSecret!] : [Secret!];

    /// <summary>The first secret, or another; the one before stays valid for a while.</summary>
    public void TakeSecret(byte[] secret, DateTimeOffset oldUntil)
    {
        (OldSecret, OldSecretUntil) = (Secret, Secret is null ? null : oldUntil);
        (Secret, SecretVersion) = (secret, SecretVersion + 1);
    }

    /// <summary>The second person's word. Told from now on, nothing of before.</summary>
    public Result Decide(bool approve, Actor by, DateTimeOffset at, EventPosition from)
    {
        if (State is not EndpointState.Proposed)
        {
            return WebhookErrors.Decided;
        }

        if (ProposedBy == by.Id)
        {
            return WebhookErrors.Own;
        }

        State = approve ? EndpointState.Active : EndpointState.Rejected;
        (DecidedBy, DecidedAt, Block, Entry) = (by.Id, at, from.Block, from.Entry);
        Secret = approve ? Secret : null;
        return Result.Success;
    }

    /// <summary>Stops sending; what happens meanwhile is sent later.</summary>
    public void Pause(string why) => (State, PausedWhy) = (EndpointState.Paused, why);

    /// <summary>Goes on from where it stopped, at once.</summary>
    public void Resume() =>
        (State, PausedWhy, Attempts, NextAt, FailingSince) = (EndpointState.Active, null, 0, null, null);

    /// <summary>Ends it for good.</summary>
    public void Remove()
    {
        State = EndpointState.Removed;
        (Secret, OldSecret, OldSecretUntil, PausedWhy) = (null, null, null, null);
        Release();
    }

    /// <summary>This node alone sends until then.</summary>
    public void Lease(Guid node, DateTimeOffset until) => (LeaseBy, LeaseUntil) = (node, until);

    /// <summary>Any node may send.</summary>
    public void Release() => (LeaseBy, LeaseUntil) = (null, null);

    /// <summary>Everything up to a place is done.</summary>
    public void MoveTo(EventPosition to) =>
        (Block, Entry, Attempts, NextAt) = (to.Block, to.Entry, 0, null);

    /// <summary>The receiver answers well.</summary>
    public void Recover() => FailingSince = null;

    /// <summary>An attempt failed; the next is not before.</summary>
    public void Fail(DateTimeOffset at, TimeSpan pause)
    {
        Attempts++;
        FailingSince ??= at;
        NextAt = at + pause;
    }
}

/// <summary>Where a delivery stands.</summary>
internal enum DeliveryState
{
    /// <summary>Will be tried again.</summary>
    Retrying,

    /// <summary>The receiver has it.</summary>
    Delivered,

    /// <summary>Given up; somebody looks at it.</summary>
    Dead,

    /// <summary>A dead letter that is to be sent once more.</summary>
    Resending,

    /// <summary>Somebody has laid it aside, with a reason.</summary>
    Discarded,
}

/// <summary>What became of one event at one endpoint. Its text is written anew from the journal whenever it is
/// sent.</summary>
internal sealed class WebhookDelivery
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid Endpoint { get; init; }

    /// <summary>Id of the event, the same at every attempt.</summary>
    public required string Event { get; init; }

    public required string Kind { get; init; }
    public long Block { get; init; }
    public long Entry { get; init; }
    public DeliveryState State { get; private set; } = DeliveryState.Retrying;
    public int Attempts { get; private set; }

    /// <summary>Status code of the last answer, if there was one.</summary>
    public int? Status { get; private set; }

    /// <summary>Code of what went wrong, if anything did.</summary>
    public string? Fault { get; private set; }

    public DateTimeOffset FirstAt { get; init; }
    public DateTimeOffset LastAt { get; private set; }
    public Guid? EndedBy { get; private set; }
    public string? Reason { get; private set; }

    /// <summary>An attempt has ended.</summary>
    public void Tried(Outcome outcome, DateTimeOffset at, DeliveryState state)
    {
        Attempts++;
        (State, Status, Fault, LastAt) = (state, outcome.Status, outcome.Fault, at);
    }

    /// <summary>A dead letter is to be sent once more.</summary>
    public void Resend() => State = DeliveryState.Resending;

    /// <summary>A dead letter is laid aside.</summary>
    public void Discard(Guid by, string reason, DateTimeOffset at) =>
        (State, EndedBy, Reason, LastAt) = (DeliveryState.Discarded, by, reason, at);
}

/// <summary>What an attempt came to.</summary>
/// <param name="Status">Status code of the answer, if there was one.</param>
/// <param name="Fault">Code of what went wrong; none when it was taken.</param>
public sealed record Outcome(int? Status, string? Fault)
{
    /// <summary>The receiver said that it is gone for good.</summary>
    private const int Gone = 410;

    /// <summary>Whether the receiver has it.</summary>
    public bool IsTaken => Fault is null;

    internal bool IsGone => Status is Gone;
}
