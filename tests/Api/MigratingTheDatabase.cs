using System.Data.Common;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class MigratingTheDatabase(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    public async Task Running_it_again_changes_nothing(Engine engine)
    {
        var app = await On(engine);

        Assert.Equal(0, await app.Services.GetRequiredService<Migrator>().MigrateAsync(CancellationToken.None));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_newer_database_is_refused_with_a_clear_sentence(Engine engine)
    {
        var app = await OwnAsync(engine);
        var known = Migrator.Known(engine);
        var newer = known.Append(
            new Migration(known[^1].Number + 1, "9999-future.sql", "CREATE TABLE future(x INTEGER)")).ToList();
        var migrator = app.Services.GetRequiredService<Migrator>();
        await migrator.MigrateAsync(newer, CancellationToken.None);

        var refusal = await Assert.ThrowsAsync<SchemaMismatchException>(
            () => migrator.MigrateAsync(CancellationToken.None));

        Assert.Contains("this program knows only", refusal.Message);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_step_that_was_edited_after_it_ran_is_refused(Engine engine)
    {
        var app = await On(engine);
        var edited = Migrator.Known(engine).Select(m => m with { Sql = m.Sql + "\n-- edited" }).ToList();

        await Assert.ThrowsAsync<SchemaMismatchException>(
            () => app.Services.GetRequiredService<Migrator>().MigrateAsync(edited, CancellationToken.None));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_step_that_fails_leaves_nothing_behind(Engine engine)
    {
        var app = await OwnAsync(engine);
        var known = Migrator.Known(engine);
        var broken = known.Append(new Migration(known[^1].Number + 1, "9999-broken.sql",
            "CREATE TABLE half(x INTEGER); INSERT INTO no_such_table VALUES (1)")).ToList();
        var migrator = app.Services.GetRequiredService<Migrator>();

        await Assert.ThrowsAnyAsync<DbException>(() => migrator.MigrateAsync(broken, CancellationToken.None));
        var tables = await TablesAsync(app, engine);

        Assert.DoesNotContain("half", tables);
        Assert.Equal(0, await migrator.MigrateAsync(CancellationToken.None));
    }

    [Theory]
    [OnBothEngines]
    public async Task The_mapping_and_the_migrated_schema_agree(Engine engine)
    {
        var app = await On(engine);
        await using var scope = app.Services.CreateAsyncScope();
        var model = scope.ServiceProvider.GetRequiredService<Database>().Model;

        foreach (var entity in model.GetEntityTypes())
        {
            var table = StoreObjectIdentifier.Table(entity.GetTableName()!);
            var mapped = entity.GetProperties().Select(p => p.GetColumnName(table)!).Order();
            var optional = entity.GetProperties().Where(p => p.IsNullable).Select(p => p.GetColumnName(table)!)
                .ToHashSet();
            var migrated = await ColumnsAsync(app, engine, table.Name);

            Assert.Equal(migrated.Select(c => c.Name).Order(), mapped);
            Assert.All(migrated.Where(c => c.IsOptional), c => Assert.Contains(c.Name, optional));
        }
    }

    [Fact]
    public async Task Killed_in_the_middle_of_migrating_it_finishes_at_the_next_start()
    {
        // From the first byte of the file on, and once well into the seeding.
        (long Bytes, string[] Arguments)[] moments =
            [.. Enumerable.Range(0, 3).Select(i => (i * 150_000L, (string[])["--no-demo"])), (2_000_000, [])];
        foreach (var (bytes, arguments) in moments)
        {
            var folder = Directory.CreateTempSubdirectory("fw-migrate-").FullName;
            var port = ServerProcess.FreePort();
            await using (var doomed = ServerProcess.Launch(folder, port, arguments: arguments))
            {
                await UntilFileAsync(Path.Combine(folder, "firstwindow.db"), bytes);
                await doomed.KillAsync();
            }

            await using (var server = await ServerProcess.StartAsync(folder, port, arguments: arguments))
            {
                using var client = new HttpClient { BaseAddress = server.Address };
                Assert.Contains("ready", await client.GetStringAsync("/health/ready"));
            }

            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task UntilFileAsync(string file, long bytes)
    {
        using var impatience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!File.Exists(file) || new FileInfo(file).Length + SizeOf(file + "-wal") < bytes)
        {
            await Task.Delay(1, impatience.Token);
        }
    }

    private static long SizeOf(string file) => File.Exists(file) ? new FileInfo(file).Length : 0;

    private static async Task<List<string>> TablesAsync(FirstWindowApp app, Engine engine) =>
        await ReadAsync(app, engine is Engine.Sqlite
        ? "SELECT name FROM sqlite_master WHERE type = 'table'"
        : "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'", r => r.GetString(0));

    private static async Task<List<(string Name, bool IsOptional)>> ColumnsAsync(
        FirstWindowApp app, Engine engine, string table) =>
        await ReadAsync(app, engine is Engine.Sqlite
            ? $"SELECT name, \"notnull\" = 0 AND pk = 0 FROM pragma_table_info('{table}')"
            : $"SELECT column_name, CASE is_nullable WHEN 'YES' THEN 1 ELSE 0 END FROM information_schema.columns WHERE table_name = '{table}'",
            r => (r.GetString(0), r.GetInt32(1) == 1));

    private static async Task<List<T>> ReadAsync<T>(FirstWindowApp app, string sql, Func<DbDataReader, T> read)
    {
        await using var connection = await app.Services.GetRequiredService<Connections>()
            .OpenAsync(CancellationToken.None);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
