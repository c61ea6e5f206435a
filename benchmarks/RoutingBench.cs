using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace FirstWindow.Bench;

/// <summary>
/// Who gets whom, with five thousand agents and a hundred thousand who wait: how fast the free places are filled, how
/// long a place that becomes free stays free, and what the statements alone would cost. All conversations are copies of
/// one, under its key.
/// </summary>
internal static class RoutingBench
{
    private const int Agents = 5_000;
    private const int Waiting = 100_000;
    private const int Programs = 8;
    private const int Day = 86_400;
    private static readonly string[] Queues = ["general", "cards", "loans", "wealth", "ebanking"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2); // The first pass compiles.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Working = TimeSpan.FromSeconds(30);

    public static void Run(string? postgres)
    {
        using var bank = Bank.Open(postgres);
        Talk.Open(bank, 1, waiting: true);
        bank.Stop();
        var tokens = Enumerable.Range(0, Programs).Select(i => bank.Token("agent", $"bench-{i}")).ToList();
        Fill(bank);
        var places = bank.Ask("SELECT SUM(capacity) FROM presence");
        Console.WriteLine($"routing; {Agents:N0} agents with {places:N0} places, {Waiting:N0} waiting in {Queues.Length} queues, "
            + $"five classes, two languages; {(postgres is null ? "SQLite" : "PostgreSQL")}");
        FillPlaces(bank);
        FreePlaces(bank, tokens);
        bank.Stop();
        var cpu = Environment.CpuUsage.TotalTime;
        var (count, bare) = BareAssignments.Run(bank);
        Console.WriteLine($"  the statements alone: {bare:N0} decisions/s in transactions of {BareAssignments.Together}, "
            + $"{(Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds / count:F2} ms of CPU time each on this side");
    }

    // Nobody answers: all places are filled once, as in a morning when everybody comes.
    private static void FillPlaces(Bank bank)
    {
        bank.Start();
        var cpu = bank.CpuTime;
        var (count, before, quietSince) = (0d, -1d, Stopwatch.GetTimestamp());
        var used = cpu;
        while (Stopwatch.GetElapsedTime(quietSince) < (before < 1 ? Patience : Quiet))
        {
            Task.Delay(500).Wait();
            count = bank.Ask("SELECT COUNT(*) FROM assignment WHERE ended_at IS NULL");
            if (count > before)
            {
                (before, quietSince, used) = (count, Stopwatch.GetTimestamp(), bank.CpuTime);
            }
        }

        var span = bank.Ask("SELECT MAX(offered_at) - MIN(offered_at) FROM assignment") / 1_000_000;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  all places at once: {count:N0} decisions in {span:F1} s: {count / span:N0}/s, ")
            + $"{(used - cpu).TotalMilliseconds / count:F2} ms of CPU time each (start and sealing included)");
    }

    // One place at a time, as through the day. From the end of a contact to the next offer, by the database.
    private static void FreePlaces(Bank bank, IReadOnlyList<string> tokens)
    {
        var (cpu, before) = (bank.CpuTime, bank.Ask("SELECT COUNT(*) FROM assignment"));
        Task.WaitAll(tokens.Select(t => Task.Run(() => Serve(bank, t))).ToArray());
        var decisions = bank.Ask("SELECT COUNT(*) FROM assignment") - before;
        var waits = bank.AskAll("""
            SELECT waited FROM (SELECT offered_at - LAG(ended_at) OVER (PARTITION BY staff ORDER BY offered_at) AS waited
                FROM assignment WHERE staff IN (SELECT id FROM service_account)) AS one WHERE waited IS NOT NULL
            """).Select(w => Convert.ToDouble(w, CultureInfo.InvariantCulture) / 1_000).Order().ToList();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  one place at a time: {decisions / Working.TotalSeconds:F0}/s by {tokens.Count} programs, ")
            + $"place to assignment p50 {waits[waits.Count / 2]:F1} ms, p99 {waits[waits.Count * 99 / 100]:F1} ms, "
            + $"{(bank.CpuTime - cpu).TotalMilliseconds / decisions:F1} ms of CPU time for contact and decision");
    }

    private static void Serve(Bank bank, string token)
    {
        using var wire = new Wire(bank.Port);
        Ask("PUT", "/api/v1/desk/presence", new { state = "available", capacity = 1 });
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < Working)
        {
            var answer = Ask("GET", "/api/v1/desk/contacts", null);
            if (!answer.Contains("\"id\":\"", StringComparison.Ordinal))
            {
                Task.Delay(5).Wait();
                continue;
            }

            var contact = $"/api/v1/conversations/{Talk.Between(answer, "\"id\":\"")}";
            Ask("PUT", contact + "/acceptance", new { });
            Ask("PUT", contact + "/wrap-up", new
            {
                contact = new { declined = "客户不愿留下姓名" },
                category = "cards",
                need = "挂失信用卡",
                outcome = "resolved",
                furtherNeed = "没有其他需要",
                summary = "客户遗失信用卡，已指导在手机银行挂失并补卡。",
            });
        }

        string Ask(string method, string path, object? body)
        {
            var json = body is null ? null : JsonSerializer.Serialize(body);
            var said = wire.Ask(Wire.Request(method, path, token, json));
            return wire.Status is 200 or 204 ? said : throw new IOException($"The server answered {said}");
        }
    }

    private static void Fill(Bank bank)
    {
        var now = bank.Ask("SELECT MAX(at) FROM journal_entry");
        var queues = string.Join(", ", Queues.Select((q, i) => $"({i}, '{q}')"));
        bank.SetPolicies("routing.answer-within", Day);
        bank.SetPolicies("routing.lease", Day);
        bank.SetPolicies("routing.wait-max", Day);
        bank.Fill([
            .. Queues.Skip(1).Select(q => $$$"""
                INSERT INTO queue_version(id, code, version, content, proposed_at, decided_at, state)
                VALUES ({{random}}, '{{{q}}}', 1, '{{{ContentOf(q)}}}', 0, 0, 'Approved')
                """),
            $"""
            CREATE TEMP TABLE queue_no AS SELECT * FROM (WITH q(no, code) AS (VALUES {queues}) SELECT no, code FROM q) AS q
            """,
            $$$"""
            CREATE TEMP TABLE somebody AS WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {{{Agents - 1}}})
                SELECT i, {{random}} AS id FROM n
            """,
            """
            INSERT INTO staff(id, user_name, name, number, roles, languages, password_hash, totp_secret, totp_step_used,
                failures)
            SELECT id, 'bench' || i, '坐席', 'B' || i, 'agent', 'zh,en', '', {{blob 16}}, 0, 0 FROM somebody
            """,
            // One, two or three queues each; every fifth in English too.
            $$$"""
            INSERT INTO certificate(id, staff, code, scope, language, level, granted_at, expires_at)
            SELECT {{random}}, s.id, q.code, '*', l.code, 1, 0, {{{Text(now + (Day * 1e6))}}}
            FROM somebody s JOIN queue_no q ON (q.no + s.i) % 5 <= s.i % 3
                JOIN (SELECT 'zh' AS code UNION ALL SELECT 'en') AS l ON l.code = 'zh' OR s.i % 5 = 0
            """,
            $$$"""
            INSERT INTO presence(staff, state, capacity, seen_at, since, idle_since, channels)
            SELECT id, 'Available', 1 + (i % 2), {{{Text(now)}}}, {{{Text(now)}}}, {{{Text(now)}}} - i * 1000,
                CASE WHEN i % 10 = 0 THEN 'app=1' END FROM somebody
            """,
            $$$"""
            CREATE TEMP TABLE copy AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {{{Waiting}}})
                SELECT i, {{random}} AS id FROM n
            """,
            """
            INSERT INTO conversation(id, reference, channel, locale, state, key_id, created_at, last_seq, last_customer_seq,
                handled_seq, waiting_since, not_helpful)
            SELECT c.id, 'W' || c.i, CASE WHEN c.i % 6 = 0 THEN 'app' ELSE 'web' END, t.locale, 'Waiting', t.key_id,
                t.created_at, t.last_seq, t.last_customer_seq, t.handled_seq, t.waiting_since, 0
            FROM copy c, (SELECT * FROM conversation WHERE state = 'Waiting' LIMIT 1) AS t
            """,
            $$$"""
            INSERT INTO waiting(conversation, queue, priority, arrived_at, language, channel, queued_at)
            SELECT c.id, q.code, CASE c.i % 20 WHEN 0 THEN 0 WHEN 1 THEN 1 WHEN 2 THEN 1 WHEN 3 THEN 2 WHEN 4 THEN 3
                WHEN 5 THEN 3 ELSE 5 END, {{{Text(now)}}} - c.i * 5000, CASE WHEN c.i % 7 = 0 THEN 'en' ELSE 'zh' END,
                CASE WHEN c.i % 6 = 0 THEN 'app' ELSE 'web' END, {{{Text(now)}}} - c.i * 5000
            FROM copy c JOIN queue_no q ON q.no = (c.i / 20) % 5
            """,
        ]);
    }

    private static string ContentOf(string queue) => JsonSerializer.Serialize(
        new
        {
            code = queue,
            nameZh = queue,
            nameEn = queue,
            line = queue,
            certificate = queue,
            servedBy = new[] { "agent" },
            overflowTo = "general",
            overflowAfterSeconds = 300,
        });

    private static string Text(double microseconds) => microseconds.ToString("F0", CultureInfo.InvariantCulture);
}
