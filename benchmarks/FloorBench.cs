using System.Diagnostics;
using System.Globalization;

namespace FirstWindow.Bench;

/// <summary>
/// The pages of a big floor: ten thousand open contacts in the hands of five hundred agents, two thousand of them
/// waiting, and past ones of a year: a million, unless said otherwise. All are copies of one conversation, under its
/// key.
/// </summary>
internal static class FloorBench
{
    private const int Agents = 500;
    private const int Open = 10_000;
    private const int Asked = 60;
    private const int GoalMs = 300;
    private const long Year = 365L * 86_400 * 1_000_000;

    public static void Run(string? postgres, int past)
    {
        using var bank = Bank.Open(postgres);
        Talk.Open(bank, 1, waiting: true);
        var (agent, supervisor, quality, lead) =
            (bank.Token("agent"), bank.Token("supervisor"), bank.Token("quality"), bank.Token("duty-lead"));
        using (var importing = new Wire(bank.Port))
        {
            CustomersBench.Import(importing, bank.Token("administrator"), 1);
        }

        bank.Stop();
        Fill(bank, past);
        var mine = bank.AskAll("SELECT id FROM conversation WHERE reference = 'N500'")[0];
        var contact = mine is byte[] bytes ? new Guid(bytes, bigEndian: true) : (Guid)mine;
        Console.WriteLine($"floor; {Open:N0} open contacts, {past:N0} past ones, {Agents} agents, "
            + $"{(postgres is null ? "SQLite" : "PostgreSQL")}; one asker, {Asked} times each");
        bank.Start();
        using var wire = new Wire(bank.Port);
        var day = bank.Ask("SELECT MAX(at) FROM journal_entry");
        var yesterday = DateTimeOffset.UnixEpoch.AddMicroseconds(day).AddDays(-1);
        (string What, string Token, string Path)[] pages =
        [
            ("the desk's list", agent, "/api/v1/desk/contacts"),
            ("a contact opens, with its past", agent, $"/api/v1/desk/contacts/{contact}"),
            ("my numbers", agent, "/api/v1/desk/day"),
            ("the floor", supervisor, "/floor"),
            ("figures of the floor", lead, "/api/v1/floor/figures"),
            ("alerts", lead, "/alerts"),
            ("search by days", quality, "/contacts?purpose=quality-check"),
            ("search by agent", quality, "/contacts?purpose=quality-check&agent=B7"),
            ("search by outcome", quality, "/contacts?purpose=quality-check&outcome=complaint"),
            ("search by rating in a year", quality, $"/contacts?purpose=quality-check&rating=1&category=fx&from={yesterday.AddDays(-364):yyyy-MM-dd}"),
            ("search by number", quality, "/contacts?purpose=quality-check&reference=P77777"),
            ("search by customer", quality, "/contacts?purpose=quality-check&customer=C100000"),
            ("report of a day", lead, $"/reports?period={yesterday:yyyy-MM-dd}"),
            ("report of a month", lead, $"/reports?period={yesterday.AddDays(-31):yyyy-MM}"),
        ];
        foreach (var (what, token, path) in pages)
        {
            Measure(bank, wire, what, Wire.Request("GET", path, token, null));
        }
    }

    private static void Measure(Bank bank, Wire wire, string what, byte[] request)
    {
        wire.Ask(request); // Compiled and in memory.
        var (cpu, times) = (bank.CpuTime, new List<double>());
        for (var i = 0; i < Asked && times.Sum() < 20_000; i++)
        {
            var start = Stopwatch.GetTimestamp();
            wire.Ask(request);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            if (wire.Status is not 200)
            {
                throw new IOException($"The server answered {wire.Text}");
            }
        }

        var used = (bank.CpuTime - cpu).TotalMilliseconds / times.Count;
        times.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {what,-32} p50 {times[times.Count / 2]:F1} ms, p95 {times[times.Count * 95 / 100]:F1} ms (goal {GoalMs}), ")
            + $"{used:F1} ms of CPU time each");
    }

    private static void Fill(Bank bank, int past)
    {
        var now = ((long)bank.Ask("SELECT MAX(at) FROM journal_entry")).ToString(CultureInfo.InvariantCulture);
        var apart = Year / past;
        bank.SetPolicies("routing.answer-within", 86_400);
        bank.SetPolicies("routing.lease", 86_400);
        bank.SetPolicies("routing.wait-max", 86_400);
        bank.Fill(
            "CREATE TEMP TABLE talk AS SELECT * FROM conversation WHERE state = 'Waiting'", // Before there are others.
            $$$"""
            CREATE TEMP TABLE somebody AS WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {{{Agents - 1}}})
                SELECT i, {{random}} AS id FROM n
            """,
            """
            INSERT INTO staff(id, user_name, name, number, team, roles, languages, password_hash, totp_secret, totp_step_used,
                failures)
            SELECT id, 'bench' || i, '坐席', 'B' || i, 'team-' || (i % 10), 'agent', 'zh', '', {{blob 16}}, 0, 0 FROM somebody
            """,
            $$$"""
            INSERT INTO presence(staff, state, capacity, seen_at, since, idle_since)
            SELECT id, 'Available', 16, {{{now}}}, {{{now}}} - 3600000000, {{{now}}} FROM somebody
            """,
            // The program of the bench serves some, too: it is the first of those who serve.
            "UPDATE somebody SET id = (SELECT id FROM service_account WHERE role = 'agent') WHERE i = 0",
            $$$"""
            CREATE TEMP TABLE one AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {{{past}}})
                SELECT n.i, {{random}} AS id, {{random}} AS other, {{{now}}} - n.i * {{{apart}}} AS at, s.id AS staff,
                    CASE WHEN n.i % 1000 = 0 THEN c.id END AS customer
                FROM n JOIN somebody s ON s.i = n.i % {{{Agents}}}, (SELECT id FROM customer LIMIT 1) AS c
            """,
            """
            UPDATE one SET customer = other WHERE i % 3 = 1
            """,
            // The program's own numbers of today, whatever the hour.
            $"UPDATE one SET at = {now} - i * 100 WHERE i % {Agents} = 0 AND i <= {Agents * 60}",
            """
            INSERT INTO conversation(id, reference, channel, locale, state, customer, key_id, created_at, last_seq,
                last_customer_seq, handled_seq, waiting_since, agent, not_helpful, closed_at)
            SELECT o.id, 'P' || o.i, 'web', t.locale, 'Closed', o.customer, t.key_id, o.at - 600000000, 1, 0, 1,
                o.at - 590000000, o.staff, 0, o.at
            FROM one o, talk AS t
            """,
            """
            INSERT INTO assignment(id, conversation, staff, offered_at, accepted_at, lease_until, ended_at, end_reason, reason,
                queue, priority, arrived_at)
            SELECT {{random}}, id, staff, at - 585000000, at - 580000000, at, at, 'done', 'longest-idle', 'general', 5,
                at - 590000000 FROM one
            """,
            """
            INSERT INTO wrap_up(conversation, staff, at, begun_at, score, category, outcome, body)
            SELECT id, staff, at, at - 600000000, CASE WHEN i % 3 = 0 THEN 1 + (i / 3) % 5 END, CASE i % 9 WHEN 0 THEN 'loans' WHEN 1 THEN 'wealth' WHEN 2 THEN 'fx' ELSE 'cards' END,
                CASE WHEN i % 50 = 0 THEN 'complaint' ELSE 'resolved' END, {{blob 120}} FROM one
            """,
            "INSERT INTO rating(conversation, score, at) SELECT id, 1 + (i / 3) % 5, at FROM one WHERE i % 3 = 0",
            """
            INSERT INTO promise(id, kind, about_kind, about, made_at, due_at, state, steps_taken, ended_at)
            SELECT {{random}}, 'reply', 'conversation', id, at - 590000000, at, 'Kept', 0, at - 570000000 FROM one
            """,
            """
            INSERT INTO conversation_event(conversation, seq, kind, sender, author, client_id, at, body, digest, mac, block)
            SELECT id, 1, 0, 1, staff, {{random}}, at - 570000000, {{blob 130}}, {{blob 16}}, {{blob 16}}, 0 FROM one
            """,
            """
            INSERT INTO journal_entry(at, act, actor_kind, actor, subject_kind, subject, detail, mac, block)
            SELECT at, CASE i % 4 WHEN 0 THEN 'refused' WHEN 1 THEN 'contact.offered' ELSE 'contact.wrapped-up' END, 'staff',
                staff, 'conversation', id, 'reply.breaks-rule', {{blob 16}}, 0 FROM one ORDER BY at
            """,
            $$$"""
            CREATE TEMP TABLE fresh AS SELECT i, {{random}} AS id, {{{now}}} - i * 300000 AS at, staff FROM one WHERE i <= {{{Open}}}
            """,
            """
            INSERT INTO conversation(id, reference, channel, locale, state, customer, key_id, created_at, last_seq,
                last_customer_seq, handled_seq, waiting_since, agent, not_helpful)
            SELECT f.id, 'N' || f.i, 'web', t.locale, CASE WHEN f.i % 5 = 4 THEN 'Waiting' ELSE 'Assigned' END,
                CASE WHEN f.i % 500 < 2 THEN (SELECT id FROM customer LIMIT 1) END,
                t.key_id, f.at, t.last_seq, t.last_customer_seq, t.handled_seq, f.at,
                CASE WHEN f.i % 5 = 4 THEN NULL ELSE f.staff END, 0
            FROM fresh f, talk AS t
            """,
            """
            INSERT INTO waiting(conversation, queue, priority, arrived_at, queued_at)
            SELECT id, 'expert', CASE WHEN i % 20 = 4 THEN 0 ELSE 5 END, at, at FROM fresh WHERE i % 5 = 4
            """,
            $$$"""
            INSERT INTO assignment(id, conversation, staff, offered_at, accepted_at, lease_until, reason, queue, priority,
                arrived_at)
            SELECT {{random}}, id, staff, at, at, {{{now}}} + 86400000000, 'longest-idle', 'general', 5, at
            FROM fresh WHERE i % 5 <> 4
            """,
            $$$"""
            INSERT INTO promise(id, kind, about_kind, about, made_at, due_at, state, steps_taken, next_at)
            SELECT {{random}}, 'reply', 'conversation', id, at, {{{now}}} + 86400000000, 'Open', 0, {{{now}}} + 86400000000 FROM fresh
            """,
            """
            INSERT INTO conversation_event(conversation, seq, kind, sender, client_id, at, body, digest, mac, block)
            SELECT f.id, e.seq, e.kind, e.sender, e.client_id, f.at, e.body, e.digest, e.mac, 0
            FROM fresh f, (SELECT * FROM conversation_event WHERE conversation = (SELECT id FROM talk)) AS e
            """);
    }
}
