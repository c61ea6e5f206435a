using System.Globalization;
using System.Security.Cryptography;
using FirstWindow.Conversations.Persistence;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>
/// Somebody with full rights over the database changes it behind the program's back, in random ways; every one is
/// found. The trials run on copies of one sealed database. 140 of them; <c>./test long</c> makes 1,000.
/// </summary>
public sealed class TamperingWithTheJournal(Houses houses) : ApiTests(houses)
{
    private static readonly string[] Ways =
        ["change", "delete", "insert", "insert-unsealed", "swap", "cut-tail", "rebuild-chain"];

    [Theory]
    [OnBothEngines]
    [Clause("A4.3.3b")]
    public async Task An_untouched_journal_is_whole_and_the_auditor_can_prove_it(Engine engine)
    {
        var app = await OwnAsync(engine);
        await FillAsync(app);
        var auditor = await app.SignedInAsync(Role.Auditor);

        var report = await app.VerifyAsync();
        var verified = await auditor.Client.PostJsonAsync("/api/v1/journal/verification", new { });
        var found = await auditor.Client.GetJsonAsync("/api/v1/journal?act=refused");

        Assert.Null(report.Problem);
        Assert.True(report.Entries > 100);
        Assert.True(verified.Json.GetProperty("isWhole").GetBoolean());
        Assert.True(found.Json.GetProperty("entries").GetArrayLength() > 0);
    }

    [Fact]
    [Clause("A4.3.3b")]
    public async Task Every_change_behind_the_programs_back_is_found()
    {
        var app = await OwnAsync(Engine.Sqlite);
        await FillAsync(app);
        Assert.True((await app.VerifyAsync()).IsWhole);
        var older = Copy(app.Folder);
        await FillAsync(app);
        Assert.True((await app.VerifyAsync()).IsWhole);
        var trials = Environment.GetEnvironmentVariable("FIRSTWINDOW_TEST_MODE") == "long" ? 1_000 : 140;
        var random = new Random(20261121);
        var pristine = Copy(app.Folder);

        for (var trial = 0; trial < trials; trial++)
        {
            var way = Ways[trial % Ways.Length];
            var copy = Copy(pristine);
            var what = Tamper(copy, way, random);
            var report = await VerifyAsync(copy);
            Assert.False(report.IsWhole, $"trial {trial}, {way}: {what} was not found");
            Assert.NotNull(report.Problem);
            Directory.Delete(copy, recursive: true);
        }

        // An older copy put back: the heads outside the database know better.
        File.Copy(Path.Combine(older, "firstwindow.db"), Path.Combine(pristine, "firstwindow.db"), overwrite: true);
        var restored = await VerifyAsync(pristine);
        Assert.Contains("cut off", restored.Problem);
    }

    [Fact]
    [Clause("A4.3.3b")]
    public async Task The_report_names_the_entry_that_was_altered_or_removed()
    {
        var app = await OwnAsync(Engine.Sqlite);
        await FillAsync(app);
        await app.VerifyAsync();
        var altered = Copy(app.Folder);
        Run(altered, "UPDATE journal_entry SET detail = 'forged' WHERE entry = 7");
        var removed = Copy(app.Folder);
        Run(removed, "DELETE FROM conversation_event WHERE entry = 3");

        Assert.StartsWith("journal_entry entry 7 was altered", (await VerifyAsync(altered)).Problem);
        Assert.StartsWith("conversation_event entry 3 was removed", (await VerifyAsync(removed)).Problem);
    }

    [Fact]
    [Clause("A4.3.3b")]
    public async Task On_PostgreSQL_changed_deleted_and_inserted_entries_are_found_too()
    {
        var app = await OwnAsync(Engine.Postgres);
        await FillAsync(app);
        Assert.True((await app.VerifyAsync()).IsWhole);
        foreach (var (forge, undo) in new[]
        {
            ("UPDATE journal_entry SET act = 'x' || act WHERE entry = 5",
                "UPDATE journal_entry SET act = substr(act, 2) WHERE entry = 5"),
            ("UPDATE conversation_event SET at = at + 1 WHERE entry = 2",
                "UPDATE conversation_event SET at = at - 1 WHERE entry = 2"),
            ("UPDATE journal_entry SET block = 2 WHERE entry = 6", // Without a block the sealer would take it again.
                "UPDATE journal_entry SET block = 1 WHERE entry = 6"),
        })
        {
            await RunPostgresAsync(app, forge);
            var report = await app.Services.GetRequiredService<JournalVerifier>().VerifyAsync(CancellationToken.None);
            Assert.False(report.IsWhole, forge);
            await RunPostgresAsync(app, undo);
        }

        Assert.True(
            (await app.Services.GetRequiredService<JournalVerifier>().VerifyAsync(CancellationToken.None)).IsWhole);
    }

    // A life in small: contacts, refusals, looks; sealed in several blocks.
    private static async Task FillAsync(FirstWindowApp app)
    {
        for (var i = 0; i < 4; i++)
        {
            var (visitor, agent) = await app.GivenContactAsync($"第{i}个问题");
            await agent.Client.GetJsonAsync($"/api/v1/desk/contacts/{visitor.Id}");
            await agent.ReplyAsync(visitor.Id, "你有完没完");
            await agent.ReplyAsync(visitor.Id, "好的,马上为您办理。");
            await agent.WrapUpAsync(visitor.Id);
            await app.Services.GetRequiredService<Sealer>().RunPassAsync(CancellationToken.None);
        }
    }

    private static string Tamper(string folder, string way, Random random)
    {
        var table = random.Next(2) == 0 ? "journal_entry" : "conversation_event";
        var entry = Scalar(folder, $"SELECT entry FROM {table} WHERE block IS NOT NULL ORDER BY random() LIMIT 1");
        switch (way)
        {
            case "change":
                var column = table == "journal_entry" ? Pick(random, "act", "actor_kind", "subject_kind")
                    : Pick(random, "seq", "at", "sender", "kind");
                var value = table == "journal_entry" ? $"{column} || 'x'" : $"{column} + 1000";
                Run(folder, $"UPDATE {table} SET {column} = {value} WHERE entry = {entry}");
                return $"{table}.{column} of {entry}";
            case "delete":
                Run(folder, $"DELETE FROM {table} WHERE entry = {entry}");
                return $"{table} {entry}";
            case "insert" or "insert-unsealed":
                var block = way == "insert" ? "block" : "NULL";
                Run(folder, $"""
                    INSERT INTO journal_entry(at, act, actor_kind, subject_kind, subject, mac, block)
                    SELECT at + 1, 'contact.wrapped-up', actor_kind, subject_kind, subject, mac, {block} FROM journal_entry ORDER BY random() LIMIT 1
                    """);
                return "a forged entry";
            case "swap":
                Swap(folder, random);
                return "two entries";
            case "cut-tail":
                Run(folder, """
                    DELETE FROM journal_entry WHERE block = (SELECT max(number) FROM journal_block);
                    DELETE FROM conversation_event WHERE block = (SELECT max(number) FROM journal_block);
                    DELETE FROM journal_block WHERE number = (SELECT max(number) FROM journal_block)
                    """);
                return "the last block";
            default:
                Run(folder, $"UPDATE {table} SET at = at + 1 WHERE entry = {entry}");
                RebuildChain(folder);
                return "a chain signed with another key";
        }
    }

    // Two neighbouring entries exchange their whole contents: a reordering.
    private static void Swap(string folder, Random random)
    {
        var first = Scalar(folder, "SELECT max(entry) FROM journal_entry") - 1 - random.Next(20);
        Run(folder, $"""
            CREATE TEMP TABLE t AS SELECT * FROM journal_entry WHERE entry IN ({first}, {first + 1});
            UPDATE journal_entry SET (at, act, actor_kind, actor, role, purpose, subject_kind, subject, contact, clause, detail, mac) =
                (SELECT at, act, actor_kind, actor, role, purpose, subject_kind, subject, contact, clause, detail, mac FROM t
                    WHERE t.entry = {first} + {first} + 1 - journal_entry.entry)
            WHERE entry IN ({first}, {first + 1})
            """);
    }

    // With full database rights every hash can be computed anew; only the signing key is missing.
    private static void RebuildChain(string folder)
    {
        using var forger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var connection = Open(folder);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT max(number), hash FROM journal_block";
        using (var reader = command.ExecuteReader())
        {
            reader.Read();
            var number = reader.GetInt64(0);
            var hash = SHA256.HashData((byte[])reader.GetValue(1));
            reader.Close();
            command.CommandText =
                "UPDATE journal_block SET hash = $hash, signature = $signature WHERE number = $number";
            command.Parameters.AddWithValue("$hash", hash);
            command.Parameters.AddWithValue("$signature", forger.SignHash(hash));
            command.Parameters.AddWithValue("$number", number);
        }

        command.ExecuteNonQuery();
    }

    private static async Task<JournalReport> VerifyAsync(string folder)
    {
        var options = new StorageOptions { DataFolder = folder };
        await using var connections = new Connections(options);
        var verifier = new JournalVerifier(
            connections, new KeyRing(options), new HeadsCopy(
                options), [JournalStream.Entries, ConversationMapping.Events]);
        return await verifier.VerifyAsync(CancellationToken.None);
    }

    private static string Copy(string folder)
    {
        var copy = Directory.CreateTempSubdirectory("fw-tamper-").FullName;
        foreach (var part in new[] { "keys", "heads" })
        {
            Directory.CreateDirectory(Path.Combine(copy, part));
            foreach (var file in Directory.GetFiles(Path.Combine(folder, part)))
            {
                File.Copy(file, Path.Combine(copy, part, Path.GetFileName(file)));
            }
        }

        using var source = Open(folder);
        using var target = Open(copy);
        source.BackupDatabase(target);
        return copy;
    }

    private static SqliteConnection Open(string folder)
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "firstwindow.db")};Pooling=False");
        connection.Open();
        return connection;
    }

    private static void Run(string folder, string sql)
    {
        using var connection = Open(folder);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static long Scalar(string folder, string sql)
    {
        using var connection = Open(folder);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private static async Task RunPostgresAsync(FirstWindowApp app, string sql)
    {
        await using var connection = await app.Services.GetRequiredService<Connections>()
            .OpenAsync(CancellationToken.None);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private static string Pick(Random random, params string[] values) => values[random.Next(values.Length)];
}
