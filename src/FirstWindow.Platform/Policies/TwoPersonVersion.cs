using FirstWindow.Platform.Access;
using FirstWindow.Platform.Storage;

namespace FirstWindow.Platform.Policies;

/// <summary>A version of something that two persons change: never altered, only decided.</summary>
public abstract class TwoPersonVersion
{
    /// <summary>Id of the version.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>1, 2, 3 …</summary>
    public int Version { get; init; }

    /// <summary>Who proposed it; none for what the program ships.</summary>
    public Guid? ProposedBy { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset ProposedAt { get; init; }

    /// <summary>Who decided, where a second person had to; never the proposer.</summary>
    public Guid? DecidedBy { get; private set; }

    /// <summary>Since when it holds or was rejected.</summary>
    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>Where it stands.</summary>
    public PolicyState State { get; private set; } = PolicyState.Proposed;

    /// <summary>The refusal of a second decision.</summary>
    protected abstract Error AlreadyDecided { get; }

    /// <summary>The refusal of the proposer's own word.</summary>
    protected abstract Error OwnProposal { get; }

    /// <summary>Holds at once: nothing in it needs a second person.</summary>
    public void Settle(DateTimeOffset at) => (State, DecidedAt) = (PolicyState.Approved, at);

    /// <summary>The second person's word. The proposer's own is refused.</summary>
    public Result Decide(bool approve, Guid by, DateTimeOffset at)
    {
        if (State is not PolicyState.Proposed)
        {
            return AlreadyDecided;
        }

        if (ProposedBy == by)
        {
            return OwnProposal;
        }

        (State, DecidedBy, DecidedAt) = (approve ? PolicyState.Approved : PolicyState.Rejected, by, at);
        return Result.Success;
    }
}

/// <summary>Deciding on what another person proposed.</summary>
public static class SecondPerson
{
    /// <summary>Begins to write, locks the version and takes the second person's word on it; what else is to happen is
    /// the caller's, who commits.</summary>
    /// <param name="db">Where.</param>
    /// <param name="table">Table of the versions, from code, never from outside.</param>
    /// <param name="id">Which version.</param>
    /// <param name="approve">The word.</param>
    /// <param name="actor">Who.</param>
    /// <param name="at">Now.</param>
    /// <param name="absent">The refusal when there is no such version.</param>
    /// <param name="ct">Gives up waiting.</param>
    /// <returns>The version, decided.</returns>
    public static async Task<Result<TVersion>> DecideAsync<TVersion>(
        this Database db, string table, Guid id, bool approve, Actor actor, DateTimeOffset at, Error absent,
        CancellationToken ct)
        where TVersion : TwoPersonVersion
    {
        await db.BeginAsync(ct);
        if (await db.FindForUpdateAsync<TVersion>(table, id, ct) is not { } version)
        {
            return absent;
        }

        return version.Decide(approve, actor.Id, at).Error is { } refused ? refused : version;
    }
}
