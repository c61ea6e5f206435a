using FirstWindow.Platform.Feed;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace FirstWindow.Platform.Storage;

/// <summary>What a module adds to the one model: its tables.</summary>
public interface IModelMapping
{
    /// <summary>Maps the module's entities.</summary>
    void Map(ModelBuilder model);
}

/// <summary>
/// The one database context of the program. A change, its journal entry and its promises commit together, or not at
/// all.
/// </summary>
public sealed class Database(
    DbContextOptions<Database> options, StorageOptions storage, IEnumerable<IModelMapping> mappings, WriteGate gate,
    ChangeFeed feed)
    : DbContext(options)
{
    private readonly List<string> changedTopics = [];
    private IDbContextTransaction? transaction;

    /// <summary>The engine in use, for the few statements that differ.</summary>
    public Engine Engine => storage.Engine;

    /// <summary>
    /// Begins to write. A handler that reads what it then changes begins first, so that nobody writes in between
    /// (SQLite: the one writer; PostgreSQL: lock the row with <see cref="Locking.LockAsync"/>).
    /// </summary>
    public async Task BeginAsync(CancellationToken ct)
    {
        if (transaction is not null)
        {
            return;
        }

        await gate.EnterAsync(ct);
        try
        {
            transaction = await Database.BeginTransactionAsync(ct);
        }
        catch
        {
            gate.Leave();
            throw;
        }
    }

    /// <summary>Announces, after the commit, that what this topic shows has changed.</summary>
    public void Announce(string topic)
    {
        if (!changedTopics.Contains(topic))
        {
            changedTopics.Add(topic);
        }
    }

    /// <summary>Writes everything to disk, then tells the screens. Once it returns, nothing can be lost.</summary>
    public async Task CommitAsync(CancellationToken ct)
    {
        await BeginAsync(ct);
        try
        {
            await SaveChangesAsync(ct);
            await feed.RingAsync(Database.GetDbConnection(), changedTopics, ct);
            await transaction!.CommitAsync(CancellationToken.None);
        }
        finally
        {
            await EndAsync();
        }

        feed.Publish(changedTopics);
        changedTopics.Clear();
    }

    /// <summary>Gives up what was begun: nothing is written, and the next may write.</summary>
    public async Task AbandonAsync()
    {
        ChangeTracker.Clear();
        changedTopics.Clear();
        await EndAsync();
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await EndAsync();
        await base.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configuration) =>
        Conventions.Apply(configuration, storage.Engine, mappings);

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        foreach (var mapping in mappings)
        {
            mapping.Map(modelBuilder);
        }

        Conventions.NameColumns(modelBuilder);
    }

    private async ValueTask EndAsync()
    {
        if (transaction is null)
        {
            return;
        }

        try
        {
            await transaction.DisposeAsync(); // rolls back what was not committed
        }
        finally
        {
            transaction = null;
            gate.Leave();
        }
    }
}
