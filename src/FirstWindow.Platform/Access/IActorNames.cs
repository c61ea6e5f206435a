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

/// <summary>Finds by the bank's own number whom the journal knows by id only. Implemented by the module that keeps the
/// customers.</summary>
public interface ISubjectNumbers
{
    /// <summary>The customer with this number, and what else the journal may call one: contacts.</summary>
    Task<IReadOnlyList<Guid>> FindAsync(string number, CancellationToken ct);
}
