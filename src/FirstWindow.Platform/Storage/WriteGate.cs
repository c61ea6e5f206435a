namespace FirstWindow.Platform.Storage;

/// <summary>
/// SQLite has one writer. Queueing for it here, in memory and in order, is cheaper than meeting it as "busy".
/// On PostgreSQL the gate stands open.
/// </summary>
public sealed class WriteGate(StorageOptions options)
{
    private readonly SemaphoreSlim? turn = options.Engine is Engine.Sqlite ? new(1, 1) : null;

    /// <summary>Waits for the turn to write.</summary>
    public Task EnterAsync(CancellationToken ct) => turn?.WaitAsync(ct) ?? Task.CompletedTask;

    /// <summary>Waits for the turn on a thread of one's own.</summary>
    public void Enter(CancellationToken ct) => turn?.Wait(ct);

    /// <summary>Gives the turn to the next.</summary>
    public void Leave() => turn?.Release();
}
