using System.Collections.Concurrent;
using FirstWindow.Platform.Storage;
using Microsoft.Data.Sqlite;

namespace FirstWindow.Tests;

/// <summary>
/// A migrated and seeded installation, made once an engine; every app that wants its own gets a copy, because seeding
/// takes far longer than copying.
/// </summary>
internal static class SeededHouse
{
    private static readonly ConcurrentDictionary<Engine, Lazy<Task<Place>>> Made = new();

    /// <summary>Copies the installation.</summary>
    /// <returns>The folder of the copy and, on PostgreSQL, its database.</returns>
    public static async Task<Place> CopyAsync(Engine engine)
    {
        var original = await Made.GetOrAdd(engine, e => new(() => MakeAsync(e))).Value;
        var folder = Directory.CreateTempSubdirectory("fw-test-").FullName;
        foreach (var file in Directory.EnumerateFiles(original.Folder, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(original.Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return new(folder, original.Postgres is { } model ? await TestPostgres.CopyAsync(model) : null);
    }

    private static async Task<Place> MakeAsync(Engine engine)
    {
        var place = new Place(
            Directory.CreateTempSubdirectory("fw-seeded-").FullName,
            engine is Engine.Postgres ? await TestPostgres.MakeAsync() : null);
        await using (var app = FirstWindowApp.Build(place, new TestClock(), null))
        {
            await House.PrepareAsync(app.Services, TestSeed.Folder, CancellationToken.None);
        }

        using (var pool = new SqliteConnection($"Data Source={Path.Combine(place.Folder, "firstwindow.db")}"))
        {
            SqliteConnection.ClearPool(pool);
        }

        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(place.Folder, recursive: true);
        return place;
    }

    /// <summary>Where an installation keeps what it knows.</summary>
    internal sealed record Place(string Folder, string? Postgres);
}
