using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace FirstWindow.Bench;

/// <summary>
/// Cards, look-ups, the journal's search and its verification in a big house. The customers that are asked for are real
/// ones; around them the tables are filled with copies of their rows under other ids, so that indexes and files are as
/// big as they would be.
/// </summary>
internal static class CustomersBench
{
    private const int Real = 20;
    private const int Asked = 500;
    private static readonly TimeSpan Filling = TimeSpan.FromSeconds(20);

    public static void Run(bool isFull)
    {
        var (customers, entries) = isFull ? (10_000_000, 100_000_000) : (1_000_000, 10_000_000);
        using var bank = Bank.Open(postgres: null);
        using var wire = new Wire(bank.Port);
        var (administrator, rightsDesk, auditor) =
            (bank.Token("administrator"), bank.Token("rights-desk"), bank.Token("auditor"));
        Import(wire, administrator, Real);
        Console.WriteLine($"customers; {customers:N0} customers, {entries:N0} entries of the journal, SQLite");
        var wires = Enumerable.Range(0, 32).Select(_ => new Wire(bank.Port)).ToList();
        new Load(wires, [], ContactsBench.Next).Flood(Filling); // Real entries, to be sealed and verified.
        wires.ForEach(w => w.Dispose());
        while (bank.Ask("SELECT COUNT(*) FROM journal_entry WHERE block IS NULL") > 0)
        {
            Task.Delay(200).Wait();
        }

        bank.Stop();
        Verify(bank);
        EncryptionCost.Run();
        Fill(bank, customers, entries);
        bank.Start();
        using var second = new Wire(bank.Port);
        var cards = Enumerable.Range(0, Real).Select(i => Break(second, rightsDesk, i)).ToList();
        Measure("a card opens", 50, second, i => Wire.Request(
            "GET", $"/api/v1/customers/{cards[i % Real]}/card", rightsDesk, null));
        Measure("look-up by phone", 20, second, i => Wire.Request("POST", "/api/v1/customers/search", rightsDesk,
            JsonSerializer.Serialize(new { by = "phone", value = Phone(i % Real) })));
        Measure("journal by customer", 200, second, i => Wire.Request(
            "GET", $"/api/v1/journal?subject={cards[i % Real]}", auditor, null));
    }

    private static void Measure(string what, int goalMs, Wire wire, Func<int, byte[]> next)
    {
        var times = new List<double>();
        for (var i = 0; i < Asked; i++)
        {
            var start = Stopwatch.GetTimestamp();
            wire.Ask(next(i));
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            if (wire.Status is not 200)
            {
                throw new IOException($"The server answered {wire.Text}");
            }
        }

        times.Sort();
        Console.WriteLine($"  {what,-20} p50 {times[Asked / 2]:F1} ms, p99 {times[Asked * 99 / 100]:F1} ms (goal {goalMs})");
    }

    private static void Verify(Bank bank)
    {
        var start = Stopwatch.GetTimestamp();
        using var report = JsonDocument.Parse(bank.Command("journal", "verify", "--json"));
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var count = report.RootElement.GetProperty("entries").GetInt64();
        var alone = report.RootElement.GetProperty("seconds").GetDouble();
        Console.WriteLine($"  journal verify       {count:N0} entries in {alone:F2} s: {count / alone:N0}/s (goal 500,000); "
            + $"{seconds:F2} s with the start of the program");
    }

    // Copies of what is there, under random ids. They cannot be decrypted or verified, and nobody asks for them; their
    // keys sort before the real ones, of which the newest is tried at each start.
    private static void Fill(Bank bank, int customers, int entries)
    {
        using var connection = new SqliteConnection($"Data Source={bank.Database};Pooling=False");
        connection.Open();
        var start = Stopwatch.GetTimestamp();
        Execute(connection, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-1000000; PRAGMA threads=2");
        Execute(connection, $"""
            CREATE TEMP TABLE copy AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {customers})
                SELECT i, id FROM (SELECT i, randomblob(16) AS id FROM n) ORDER BY id;
            CREATE TEMP TABLE template AS SELECT * FROM customer LIMIT 1;
            CREATE TEMP TABLE entry AS SELECT * FROM journal_entry;
            INSERT INTO customer(id, reference, kind, segment, language, key_id, profile_key_id)
                SELECT c.id, 'B' || c.i, t.kind, t.segment, t.language, t.key_id, t.profile_key_id FROM copy c, template t;
            INSERT INTO customer_field(customer, code, value, source, state, purpose, at)
                SELECT c.id, f.code, f.value, f.source, f.state, f.purpose, f.at FROM copy c
                    JOIN customer_field f ON f.customer = (SELECT id FROM template);
            INSERT INTO customer_lookup(digest, customer, code)
                SELECT digest, id, 'phone' FROM (SELECT randomblob(32) AS digest, id FROM copy) ORDER BY digest;
            INSERT INTO data_key(id, subject_kind, subject, retention, wrapped)
                SELECT x'00' || randomblob(15), k.subject_kind, c.id, k.retention, k.wrapped FROM copy c
                    JOIN data_key k ON k.subject = (SELECT id FROM template);
            """);
        var filled = new FileInfo(bank.Database).Length;
        var share = (int)Math.Ceiling(entries / bank.Ask("SELECT COUNT(*) FROM journal_entry"));
        var indexes = bank.AskAll("SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'journal_entry' AND sql IS NOT NULL");
        foreach (var name in bank.AskAll(
            "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'journal_entry' AND sql IS NOT NULL"))
        {
            Execute(connection, $"DROP INDEX {name}"); // Made again afterwards: entry by entry takes hours of a hundred million.
        }

        Execute(connection, $"""
            INSERT INTO journal_entry(
                at, act, actor_kind, actor, role, purpose, subject_kind, subject, contact, clause, detail, mac, block)
            SELECT e.at, e.act, e.actor_kind, e.actor, e.role, e.purpose, e.subject_kind, randomblob(16), e.contact, e.clause,
                e.detail, e.mac, e.block
            FROM entry e,
                (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {share}) SELECT i FROM n)
            LIMIT {entries}
            """);
        foreach (var index in indexes)
        {
            Execute(connection, (string)index);
        }

        Execute(connection, "PRAGMA journal_mode=WAL");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  filled in {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s: ")
            + $"{(new FileInfo(bank.Database).Length - filled) / (double)entries:F0} bytes an entry with its indexes");
    }

    private static string Break(Wire wire, string token, int number)
    {
        var answer = wire.Ask(Wire.Request("POST", "/api/v1/customers/broken-glass", token, JsonSerializer.Serialize(new
        {
            by = "phone",
            value = Phone(number),
            purpose = "rights",
            reason = "客户来函要求查阅本人信息",
        })));
        return Talk.Between(answer, "\"id\":\"");
    }

    /// <summary>Brings in customers by the file, so that they can be found and shown.</summary>
    public static void Import(Wire wire, string token, int count)
    {
        var csv = new StringBuilder("客户号,姓名,手机号,卡号后四位\n");
        for (var i = 0; i < count; i++)
        {
            csv.Append(CultureInfo.InvariantCulture, $"C{100_000 + i},王小明,{Phone(i)},1234\n");
        }

        var bytes = Encoding.UTF8.GetBytes(csv.ToString());
        var answer = wire.Ask([.. Encoding.ASCII.GetBytes("POST /api/v1/customers/imports HTTP/1.1\r\nHost: localhost\r\n"
            + $"Authorization: Bearer {token}\r\nContent-Type: text/csv\r\nContent-Length: {bytes.Length}\r\n\r\n"), .. bytes]);
        wire.Ask(Wire.Request(
            "PUT", $"/api/v1/customers/imports/{Talk.Between(answer, "\"id\":\"")}/confirmation", token, "{}"));
    }

    private static string Phone(int number) => $"138{10_000_000 + number}";

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var statement = connection.CreateCommand();
        statement.CommandTimeout = 0;
        statement.CommandText = sql;
        statement.ExecuteNonQuery();
    }
}
