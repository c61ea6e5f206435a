namespace FirstWindow.Platform.Access;

/// <summary>
/// What to call an actor on a screen: the journal holds ids only. Implemented by the module that keeps the accounts.
/// </summary>
public interface IActorNames
{
    /// <summary>Number and name of a member of staff; none when the id is nobody's of them.</summary>
    ValueTask<string?> FindNameAsync(Guid actor, CancellationToken ct);

    /// <summary>The member of staff with this number.</summary>
    ValueTask<Guid?> FindByNumberAsync(string number, CancellationToken ct);
}
