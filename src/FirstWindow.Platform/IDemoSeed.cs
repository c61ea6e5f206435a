namespace FirstWindow.Platform;

/// <summary>Fills an empty database with a module's part of the demo bank.</summary>
public interface IDemoSeed
{
    /// <summary>Lower comes first.</summary>
    int Order { get; }

    /// <summary>Writes the module's part, once: on a database that has it, nothing happens.</summary>
    /// <param name="folder">The <c>seed</c> folder.</param>
    /// <param name="ct">Gives up.</param>
    Task SeedAsync(string folder, CancellationToken ct);
}

/// <summary>Something a module must have in memory before the first request.</summary>
public interface IStartupTask
{
    /// <summary>Runs once, after migration and seeding.</summary>
    Task RunAsync(CancellationToken ct);
}
