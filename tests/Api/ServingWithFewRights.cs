using System.Net;
using FirstWindow.Customers.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Storage.Backups;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>One PostgreSQL account owns the schema, another one serves and can do no more than that.</summary>
public sealed class ServingWithFewRights(Houses houses) : ApiTests(houses)
{
    private const string Denied = PostgresErrorCodes.InsufficientPrivilege;
    private readonly List<string> accounts = [];

    [Fact]
    [Clause("A4.3.3b")]
    public async Task The_account_that_serves_changes_neither_the_schema_nor_what_the_journal_holds()
    {
        var app = await ServedAsync();
        var visitor = await app.GivenVisitorAsync();
        await visitor.SayAsync("这句话谁也改不了");
        Assert.True((await app.VerifyAsync()).IsWhole);
        await RunAsync(app.Postgres!, "CREATE SCHEMA elsewhere; CREATE TABLE elsewhere.secret(x integer)");
        var serving = app.Services.GetRequiredService<StorageOptions>().Postgres!;

        foreach (var forbidden in new[]
        {
            "CREATE TABLE mine(x integer)", "CREATE SCHEMA mine", "DROP TABLE draft", "ALTER TABLE draft ADD COLUMN x integer",
            "TRUNCATE draft", "DELETE FROM journal_entry", "TRUNCATE journal_entry", "UPDATE journal_entry SET detail = 'x'",
            "UPDATE journal_entry SET mac = ''", "INSERT INTO journal_entry SELECT * FROM journal_entry",
            "DELETE FROM conversation_event", "UPDATE conversation_event SET body = ''", "DELETE FROM journal_block",
            "UPDATE journal_block SET hash = ''", "DELETE FROM journal_reencryption", "UPDATE journal_reencryption SET next = ''",
            "INSERT INTO schema_migration VALUES (9999, '', '', 0)", "DELETE FROM schema_migration",
            "ALTER TABLE journal_entry DISABLE ROW LEVEL SECURITY", "DROP POLICY journal_seal ON journal_entry",
            "GRANT ALL ON journal_entry TO PUBLIC; UPDATE journal_entry SET act = ''",
            "SELECT rolpassword FROM pg_authid", "SELECT x FROM elsewhere.secret", "SELECT pg_read_file('postgresql.conf')",
            "COPY (SELECT 1) TO PROGRAM 'true'",
        })
        {
            var refusal = await Assert.ThrowsAsync<PostgresException>(() => RunAsync(serving, forbidden));
            Assert.True(refusal.SqlState is Denied, $"{forbidden}: {refusal.Message}");
        }

        var unsealed = await RunAsync(serving, "UPDATE journal_entry SET block = NULL WHERE block IS NOT NULL");
        var moved = await RunAsync(serving, "UPDATE conversation_event SET block = 1 WHERE block IS NOT NULL");
        var byOwner = await RunAsync(
            app.Postgres!, "UPDATE conversation_event SET at = at + 0 WHERE block IS NOT NULL");
        var none = await Assert.ThrowsAsync<PostgresException>(
            () => RunAsync(serving, "SELECT rewrite_erased('journal_entry')"));

        Assert.Equal((0, 0), (unsealed, moved));
        Assert.True(byOwner > 0); // There were rows to change.
        Assert.Contains("nothing is erased from", none.Message);
        Assert.True((await app.VerifyAsync()).IsWhole);
    }

    [Fact]
    [Clause("A4.2.1a")]
    [Clause("A4.4.3")]
    public async Task Talk_erasure_new_keys_and_a_backup_go_on_under_it()
    {
        var app = await ServedAsync();
        var (visitor, agent, customer) = await app.GivenServedCustomerAsync("C10000001");
        await agent.WrapUpAsync(visitor.Id);
        var desk = await app.SignedInAsync(Role.RightsDesk);
        var asked = await (await app.OwnPageOfAsync("C10000001")).PostJsonAsync(
            "/api/v1/my-data/requests", new { kind = "delete" });
        var before = await FileOfAsync(app, "data_key");

        var erased = await desk.Client.PutJsonAsync(
            $"/api/v1/rights/{asked.Json.GetProperty("id").GetGuid()}/decision", new { fulfil = true });
        var dead = await app.WithDatabaseAsync(db =>
            db.Set<DataKey>().CountAsync(k => k.Subject == customer && k.Wrapped == null));
        await UntilAnotherAsync(app, "data_key", before);
        var rotated = await RotateAsync(app);
        var next = await app.GivenVisitorAsync();
        await next.SayAsync("换了钥匙以后还在说");
        var read = await next.ReadAsync(1);
        var folder = Path.Combine(app.Folder, "..", $"fw-few-{Guid.NewGuid():n}");
        var backup = await new MakeBackup(app.Services.GetRequiredService<Connections>(),
            app.Services.GetRequiredService<StorageOptions>()).RunAsync(folder, withKeys: true, CancellationToken.None);
        Directory.Delete(folder, recursive: true);

        Assert.Equal(HttpStatusCode.NoContent, erased.Status);
        Assert.Equal(1, dead);
        Assert.True(rotated.IsSuccess);
        Assert.Contains(read, e => e.Text == "换了钥匙以后还在说");
        Assert.Contains(backup.Tables, t => t.Table == "conversation_event");
        Assert.True((await app.VerifyAsync()).IsWhole);
    }

    [Fact]
    public async Task It_serves_once_the_owner_has_migrated_and_says_what_to_run_before()
    {
        var superuser = await TestPostgres.MakeAsync();
        var (owner, serving) = (await AccountAsync(), await AccountAsync());
        await TestPostgres.GiveAsync(superuser, owner);
        var (byOwner, byServing) = (TestPostgres.By(owner, superuser), TestPostgres.By(serving, superuser));
        var folder = Directory.CreateTempSubdirectory("fw-few-").FullName;
        string[] serve = ["serve", "--no-demo", "--port", "0", "--data", folder, "--postgres", byServing];
        string[] migrate = ["migrate", "--data", folder, "--postgres", byOwner];

        var early = await ServerProcess.RunAsync(serve);
        var migrated = await ServerProcess.RunAsync(migrate);
        var ungranted = await ServerProcess.RunAsync(serve);
        var granted = await ServerProcess.RunAsync([.. migrate, "--grant-to", serving]);
        await using (var server = await ServerProcess.StartAsync(
            folder, ServerProcess.FreePort(), byServing, null, "--no-demo"))
        {
            var visitor = await Visitor.OpenAsync(server.Address);
            await visitor.SayAsync("两个账户");
            await server.KillAsync();
        }

        var verified = await ServerProcess.RunAsync("journal", "verify", "--data", folder, "--postgres", byServing);
        await RunAsync(byOwner, "DELETE FROM schema_migration WHERE number = 38");
        var older = await ServerProcess.RunAsync(serve);

        const string What = "Run `firstwindow migrate --postgres OWNER --grant-to ACCOUNT`";
        Assert.Equal((1, 1, 1), (early.Code, ungranted.Code, older.Code));
        Assert.All([early, ungranted, older], r => Assert.Contains(What, r.Error));
        Assert.Contains("finds 1 steps not made and 0 tables", older.Error);
        Assert.True(migrated.Code == 0, migrated.Error);
        Assert.True(granted.Code == 0, granted.Error);
        Assert.Contains($"granted: {serving} may serve", granted.Output);
        Assert.True(verified.Code == 0, verified.Error + verified.Output);
        Directory.Delete(folder, recursive: true);
        await TestPostgres.DropAsync(superuser);
    }

    [Fact]
    public async Task An_account_that_could_do_more_by_what_it_is_gets_nothing()
    {
        var superuser = await TestPostgres.MakeAsync();
        var owner = await AccountAsync();
        await TestPostgres.GiveAsync(superuser, owner);
        var folder = Directory.CreateTempSubdirectory("fw-few-").FullName;
        string[] migrate = ["migrate", "--data", folder, "--postgres", superuser, "--grant-to"];
        string[] tooMuch = [owner, await AccountAsync("SUPERUSER"), await AccountAsync("BYPASSRLS"),
            await AccountAsync("CREATEROLE"), await AccountAsync("IN ROLE pg_write_all_data")];

        foreach (var account in tooMuch)
        {
            var refused = await ServerProcess.RunAsync([.. migrate, account]);

            Assert.Equal(1, refused.Code);
            Assert.Contains("take another one", refused.Error);
        }

        var unknown = await ServerProcess.RunAsync([.. migrate, "nobody\" TO PUBLIC; --"]);
        var onSqlite = await ServerProcess.RunAsync("migrate", "--data", folder, "--grant-to", owner);

        Assert.Contains("has no account", unknown.Error);
        Assert.Contains("Only PostgreSQL has accounts", onSqlite.Error);
        Assert.Equal((1, 1), (unknown.Code, onSqlite.Code));
        Directory.Delete(folder, recursive: true);
        await TestPostgres.DropAsync(superuser);
    }

    [Fact]
    [Clause("A4.3.3b")]
    public async Task What_only_another_account_can_do_changes_nothing_and_says_which_account_to_use()
    {
        var app = await ServedAsync();
        var visitor = await app.GivenVisitorAsync();
        await visitor.SayAsync("换算法之前说的话");
        Assert.True((await app.VerifyAsync()).IsWhole); // Sealed, so that a migration could begin.
        var serving = app.Services.GetRequiredService<StorageOptions>().Postgres!;
        string[] storage = ["--data", app.Folder, "--postgres", serving];
        var folder = Path.Combine(app.Folder, "..", $"fw-few-{Guid.NewGuid():n}");
        await new MakeBackup(app.Services.GetRequiredService<Connections>(),
            app.Services.GetRequiredService<StorageOptions>()).RunAsync(folder, withKeys: true, CancellationToken.None);
        var before = await ServerProcess.RunAsync(["keys", "status", "--json", .. storage]);

        var migrated = await ServerProcess.RunAsync(["keys", "migrate", "--to", "national", .. storage]);
        var restored = await ServerProcess.RunAsync(
            "restore", folder, "--replace", "--data", folder + "-back", "--postgres", serving);
        var drilled = await ServerProcess.RunAsync(["drill", folder, .. storage]);
        var after = await ServerProcess.RunAsync(["keys", "status", "--json", .. storage]);
        Directory.Delete(folder, recursive: true);

        Assert.Equal((1, 1, 1), (migrated.Code, restored.Code, drilled.Code));
        Assert.All([migrated, restored], r => Assert.Contains("the PostgreSQL account that owns the tables", r.Error));
        Assert.Contains("give it CREATEDB", drilled.Error + drilled.Output);
        Assert.All([migrated, restored, drilled], r => Assert.DoesNotContain("   at ", r.Error + r.Output));
        Assert.Equal((0, before.Output), (after.Code, after.Output));
        Assert.True((await app.VerifyAsync()).IsWhole);
    }

    /// <inheritdoc/>
    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var account in accounts)
        {
            await TestPostgres.DropAccountAsync(account);
        }
    }

    private async Task<FirstWindowApp> ServedAsync()
    {
        var account = await AccountAsync();
        return await OwnAsync(Engine.Postgres, serveBy: async owner =>
        {
            var granted = await ServerProcess.RunAsync("migrate", "--postgres", owner, "--grant-to", account);
            Assert.True(granted.Code == 0, granted.Error);
            return TestPostgres.By(account, owner);
        });
    }

    private async Task<string> AccountAsync(string attributes = "")
    {
        accounts.Add(await TestPostgres.MakeAccountAsync(attributes));
        return accounts[^1];
    }

    private static async Task<int> RunAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteNonQueryAsync();
    }

    private static async Task<long> FileOfAsync(FirstWindowApp app, string table)
    {
        await using var connection = new NpgsqlConnection(app.Postgres);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"SELECT pg_relation_filenode('{table}')::bigint", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    // Written anew once nobody on the cluster may still see what was erased.
    private static async Task UntilAnotherAsync(FirstWindowApp app, string table, long file)
    {
        using var impatience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (await FileOfAsync(app, table) == file)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), impatience.Token);
        }
    }

    private static async Task<Result<IReadOnlyList<int>>> RotateAsync(FirstWindowApp app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<KeyDesk>().RotateAsync(
            KeyRing.UsesOf(KeyRing.All), _ => { }, Actor.System, CancellationToken.None);
    }
}
