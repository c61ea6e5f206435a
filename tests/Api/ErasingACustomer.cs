using System.Net;
using System.Text;
using FirstWindow.Customers.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Storage.Backups;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>What is erased is gone from every file, and a restored older copy has it erased again.</summary>
public sealed class ErasingACustomer(Houses houses) : ApiTests(houses)
{
    private const string Mail = "wang.marked.7319@example.cn";

    [Theory]
    [OnBothEngines]
    [Clause("A4.4.3")]
    public async Task A_legal_hold_and_an_open_contact_forbid_erasing_and_a_lifted_hold_allows_it(Engine engine)
    {
        var app = await OwnAsync(engine);
        var (visitor, agent, id) = await MarkedAsync(app);
        var compliance = await app.SignedInAsync(Role.Compliance);
        var desk = await app.SignedInAsync(Role.RightsDesk);
        var request = await AskAsync(app);

        var open = await FulfilAsync(desk, request);
        await agent.WrapUpAsync(visitor.Id);
        var odd = await compliance.Client.PutJsonAsync($"/api/v1/customers/{id}/hold", new { ground = "whim" });
        await compliance.Client.PutJsonAsync($"/api/v1/customers/{id}/hold", new { ground = "court" });
        var held = await FulfilAsync(desk, request);
        var lifted = await compliance.Client.CallAsync(HttpMethod.Delete, $"/api/v1/customers/{id}/hold", null);
        var none = await compliance.Client.CallAsync(HttpMethod.Delete, $"/api/v1/customers/{id}/hold", null);
        var done = await FulfilAsync(desk, request);
        var receipt = await app.WithDatabaseAsync(db => db.Set<ErasureRow>().SingleAsync(e => e.Subject == id));

        Assert.Equal(("erasure.contact-open", "A4.4.3"), (open.Code, open.Clause));
        Assert.Equal("hold.ground", odd.Code);
        Assert.Equal(("erasure.legal-hold", "A4.4.3"), (held.Code, held.Clause));
        Assert.True(await app.WasRefusedAsync("erasure.legal-hold", "A4.4.3", desk.Id));
        Assert.Equal("hold.none", none.Code);
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (lifted.Status, done.Status));
        Assert.Contains("\"class\":\"profile\",\"isErased\":true", receipt.Receipt);
        Assert.Contains("\"class\":\"identity\",\"isErased\":false,\"why\":\"relation-lasts\"", receipt.Receipt);
        Assert.Contains("\"class\":\"conversation\",\"isErased\":false,\"why\":\"legal-term\"", receipt.Receipt);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.4.3")]
    [Clause("A4.2.1a")]
    public async Task No_byte_of_it_stays_in_files_and_later_backups_and_an_older_copy_is_erased_again(Engine engine)
    {
        var app = await OwnAsync(engine);
        var (visitor, agent, id) = await MarkedAsync(app);
        await agent.WrapUpAsync(visitor.Id);
        var desk = await app.SignedInAsync(Role.RightsDesk);
        var request = await AskAsync(app);
        var (profileKey, traces) = await TracesAsync(app, id);
        var root = Directory.CreateTempSubdirectory("fw-erase-").FullName;
        var (older, later) = (Path.Combine(root, "older"), Path.Combine(root, "later"));

        await BackUpAsync(app, older);
        var before = TracesIn(older, traces);
        Assert.Equal(engine is Engine.Sqlite ? 0 : traces.Count, await TracesInTablesAsync(app, traces));
        var writer = await WriterElsewhereAsync(engine);
        var done = await FulfilAsync(desk, request);
        var whileSomebodyWrites = await TracesInTablesAsync(app, traces);
        await writer.DisposeAsync();
        await BackUpAsync(app, later);
        var journal = await app.VerifyAsync();
        var elsewhere = Path.Combine(root, "elsewhere");
        var postgres = engine is Engine.Postgres ? await TestPostgres.MakeAsync() : null;
        CopyFolder(Path.Combine(app.Folder, ErasureLedger.Folder), Path.Combine(elsewhere, ErasureLedger.Folder));
        string[] storage = postgres is null ? ["--data", elsewhere] : ["--data", elsewhere, "--postgres", postgres];
        var restored = await ServerProcess.RunAsync(["restore", older, .. storage]);
        var options = new StorageOptions { DataFolder = elsewhere, Postgres = postgres };
        await using (var connections = new Connections(options))
        {
            Assert.Equal(0L, await CountAsync(connections, $"SELECT COUNT(*) FROM customer_field WHERE code = 'email'"));
            Assert.Equal(1L, await CountAsync(connections, "SELECT COUNT(*) FROM data_key WHERE wrapped IS NULL"));
        }

        Assert.Equal(HttpStatusCode.NoContent, done.Status);
        Assert.Equal(traces.Count, before); // The search finds what is there.
        Assert.Equal(0, TracesIn(later, traces));
        if (engine is Engine.Sqlite)
        {
            Assert.Equal(0, TracesIn(app.Folder, traces));
        }
        else
        {
            Assert.Equal(traces.Count, whileSomebodyWrites); // What another transaction sees goes a little later.
            await UntilGoneAsync(app, traces);
        }

        Assert.False(Directory.Exists(Path.Combine(later, "data", ErasureLedger.Folder)));
        var keys = app.Services.GetRequiredService<SubjectKeys>();
        Assert.False(await keys.LoadAsync(profileKey, CancellationToken.None));
        Assert.True(journal.IsWhole, journal.Problem);
        Assert.True(restored.Code == 0, restored.Error + restored.Output);
        Assert.Contains("erasures replayed: 1", restored.Output);
        Assert.Contains("journal whole", restored.Output);
        Directory.Delete(root, recursive: true);
        if (postgres is not null)
        {
            await TestPostgres.DropAsync(postgres);
        }
    }

    [Theory]
    [OnBothEngines]
    public async Task When_every_term_is_over_nothing_is_left_but_the_journals_ids(Engine engine)
    {
        var app = await OwnAsync(engine);
        var (visitor, agent, id) = await MarkedAsync(app);
        await agent.WrapUpAsync(visitor.Id);
        var customer = new CustomerId(id);
        await app.WithDatabaseAsync(db => db.Set<Customer>().Where(c => c.Id == customer)
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.EndedAt, app.Clock.GetUtcNow())));
        app.Clock.Move(TimeSpan.FromDays(366 * 11));
        var desk = await app.SignedInAsync(Role.RightsDesk);

        var done = await FulfilAsync(desk, await AskAsync(app));
        var left = await app.WithDatabaseAsync(async db => (
            Row: await db.Set<Customer>().SingleAsync(c => c.Id == customer),
            Fields: await db.Set<CustomerField>().CountAsync(f => f.Customer == customer),
            Lookups: await db.Set<CustomerLookup>().CountAsync(l => l.Customer == customer),
            Keys: await db.Set<DataKey>().CountAsync(k => k.Subject == id && k.Wrapped != null)));
        var words = await visitor.Client.GetAsync($"/api/v1/conversations/{visitor.Id}/transcript");
        var journal = await app.VerifyAsync();

        Assert.Equal(HttpStatusCode.NoContent, done.Status);
        Assert.Equal((0, 0, 0), (left.Fields, left.Lookups, left.Keys));
        Assert.StartsWith("erased-", left.Row.Reference);
        Assert.DoesNotContain("请帮我看看账户", await words.Content.ReadAsStringAsync());
        Assert.True(journal.IsWhole, journal.Problem);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_ledger_that_a_stranger_wrote_into_is_not_obeyed(Engine engine)
    {
        var app = await OwnAsync(engine);
        var ledger = app.Services.GetRequiredService<ErasureLedger>();
        ledger.Append(new(Guid.NewGuid(), Guid.NewGuid(), app.Clock.GetUtcNow(), [RetentionClass.Profile], []));
        var file = Path.Combine(app.Folder, ErasureLedger.Folder, "erasure.ledger");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("Profile", "Identity"));

        Assert.Throws<InvalidDataException>(() => ledger.Read());
    }

    private static async Task<(Visitor Visitor, Colleague Agent, Guid Customer)> MarkedAsync(FirstWindowApp app)
    {
        var (visitor, agent, id) = await app.GivenServedCustomerAsync("C10000001");
        var recorded = await agent.Client.PutJsonAsync($"/api/v1/customers/{id}/fields/email?contact={visitor.Id}",
            new { value = Mail, purpose = "service", source = "customer" });
        Assert.Equal(HttpStatusCode.NoContent, recorded.Status);
        return (visitor, agent, id);
    }

    private static async Task<Guid> AskAsync(FirstWindowApp app) =>
        (await (await app.OwnPageOfAsync("C10000001")).PostJsonAsync(
            "/api/v1/my-data/requests", new { kind = "delete" })).Json.GetProperty("id").GetGuid();

    private static Task<Answer> FulfilAsync(Colleague desk, Guid request) =>
        desk.Client.PutJsonAsync($"/api/v1/rights/{request}/decision", new { fulfil = true });

    // What would give the mail back to whoever has the master key: its ciphertext and its wrapped key.
    private static Task<(Guid Key, List<byte[]> Traces)> TracesAsync(FirstWindowApp app, Guid customer) =>
        app.WithDatabaseAsync(async db =>
        {
            var row = await db.Set<Customer>().SingleAsync(c => c.Id == new CustomerId(customer));
            var field = await db.Set<CustomerField>().SingleAsync(f => f.Customer == row.Id && f.Code == "email");
            var key = await db.Set<DataKey>().SingleAsync(k => k.Id == row.ProfileKeyId);
            return (key.Id, new List<byte[]> { field.Value[17..], key.Wrapped![17..] });
        });

    private static int TracesIn(string folder, List<byte[]> traces)
    {
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(ReadShared).ToList();
        Assert.DoesNotContain(files, f => f.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Mail)) >= 0);
        return traces.Count(t => files.Exists(f => f.AsSpan().IndexOf(t) >= 0));
    }

    // PostgreSQL's own files of this database, tables and indexes alike, as they lie on its disk.
    private static async Task<int> TracesInTablesAsync(FirstWindowApp app, List<byte[]> traces)
    {
        var connections = app.Services.GetRequiredService<Connections>();
        if (connections.Engine is Engine.Sqlite)
        {
            return 0;
        }

        await using var connection = await connections.OpenAsync(CancellationToken.None);
        await using var command = connection.CreateCommand();
        command.CommandText = "CHECKPOINT";
        await command.ExecuteNonQueryAsync();
        command.CommandText = """
            SELECT pg_read_binary_file(pg_relation_filepath(oid), 0, 1 << 29, true) FROM pg_class
            WHERE relkind IN ('r', 'i', 't') AND relnamespace <> 'pg_catalog'::regnamespace
            """;
        var found = new HashSet<int>();
        await using var files = await command.ExecuteReaderAsync();
        while (await files.ReadAsync())
        {
            var bytes = files.IsDBNull(0) ? [] : (byte[])files[0];
            Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Mail)) < 0);
            found.UnionWith(Enumerable.Range(0, traces.Count).Where(t => bytes.AsSpan().IndexOf(traces[t]) >= 0));
        }

        return found.Count;
    }

    // PostgreSQL keeps rows for whoever writes in any database of the cluster.
    private static async Task<IAsyncDisposable> WriterElsewhereAsync(Engine engine)
    {
        if (engine is Engine.Sqlite)
        {
            return new MemoryStream();
        }

        var connection = new NpgsqlConnection(TestPostgres.Cluster);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "BEGIN; SELECT pg_current_xact_id()";
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    private static async Task UntilGoneAsync(FirstWindowApp app, List<byte[]> traces)
    {
        using var impatience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (await TracesInTablesAsync(app, traces) > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), impatience.Token);
        }
    }

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        file.CopyTo(copy);
        return copy.ToArray();
    }

    private static Task BackUpAsync(FirstWindowApp app, string folder) => new MakeBackup(
        app.Services.GetRequiredService<Connections>(), app.Services.GetRequiredService<StorageOptions>())
        .RunAsync(folder, withKeys: true, CancellationToken.None);

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }

    private static async Task<long> CountAsync(Connections connections, string sql)
    {
        await using var connection = await connections.OpenAsync(CancellationToken.None);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
