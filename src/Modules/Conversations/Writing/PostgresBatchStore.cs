using FirstWindow.Conversations.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Feed;
using FirstWindow.Platform.Storage;
using Npgsql;
using NpgsqlTypes;

namespace FirstWindow.Conversations.Writing;

/// <summary>
/// Batches on PostgreSQL: rows are locked in the order of their ids (two nodes would deadlock otherwise), and
/// everything is written by one multi-row statement a table.
/// </summary>
internal sealed class PostgresBatchStore(Connections connections, ChangeFeed feed) : IBatchStore
{
    public BatchPlan Write(IReadOnlyList<PendingWrite> batch, BatchPlan plan) =>
        WriteAsync(batch, plan).GetAwaiter().GetResult();

    public void Flush()
    {
        // PostgreSQL has flushed when COMMIT returns.
    }

    private async Task<BatchPlan> WriteAsync(IReadOnlyList<PendingWrite> batch, BatchPlan plan)
    {
        await using var connection = await connections.Postgres.OpenConnectionAsync().ConfigureAwait(false);
        var repeats = await BeginAsync(connection, batch, plan).ConfigureAwait(false);
        foreach (var write in batch)
        {
            Repeat? repeat = write.Message is { } message
                ? repeats.TryGetValue((write.Conversation.Value, message.ClientId), out var found) ? found
                : plan.FindInBatch(write)
                : null;
            plan.Take(write, repeat);
        }

        await using var rows = new NpgsqlBatch(connection);
        AddOpenings(rows, plan);
        AddEvents(rows, plan);
        AddFiles(rows, plan);
        AddEntries(rows, plan);
        AddPromises(rows, plan);
        AddHeads(rows, plan);
        feed.Ring(rows, Delivery.TopicsOf(plan));
        Add(rows, "COMMIT");
        await rows.ExecuteNonQueryAsync().ConfigureAwait(false);
        return plan;
    }

    // Begins, locks and reads in one round trip. The statements run one after the other, each on what is committed when
    // its turn comes: behind the locks, a repetition that another node was just committing is visible.
    private static async Task<Dictionary<(Guid Conversation, Guid Client), Repeat>> BeginAsync(
        NpgsqlConnection connection, IReadOnlyList<PendingWrite> batch, BatchPlan plan)
    {
        var known = batch.Where(w => w.Opening is null).ToList();
        var messages = known.Where(w => w.Message is not null).ToList();
        await using var reads = new NpgsqlBatch(connection);
        Add(reads, "BEGIN");
        Bind(
            Add(reads, BatchSql.FindHead + " WHERE id = ANY($1) ORDER BY id FOR UPDATE"),
            known.Select(w => w.Conversation.Value).Distinct());
        var find = Add(reads, """
            SELECT e.conversation, e.client_id, e.seq, e.at, e.digest
            FROM unnest($1, $2) AS w(conversation, client_id)
            JOIN conversation_event e ON e.conversation = w.conversation AND e.client_id = w.client_id
            """);
        Bind(find, messages.Select(w => w.Conversation.Value));
        Bind(find, messages.Select(w => w.Message!.ClientId));
        await using var reader = await reads.ExecuteReaderAsync().ConfigureAwait(false);
        while (await reader.ReadAsync().ConfigureAwait(false))
        {
            var head = ReadHead(reader);
            plan.Heads[head.Id] = head;
        }

        await reader.NextResultAsync().ConfigureAwait(false);
        var repeats = new Dictionary<(Guid Conversation, Guid Client), Repeat>();
        while (await reader.ReadAsync().ConfigureAwait(false))
        {
            repeats[(reader.GetGuid(0), reader.GetGuid(1))] = new(
                reader.GetInt32(2), reader.GetInt64(3), reader.GetFieldValue<byte[]>(4));
        }

        return repeats;
    }

    private static Head ReadHead(NpgsqlDataReader row) => new()
    {
        Id = new(row.GetGuid(0)),
        State = Enum.Parse<ConversationState>(row.GetString(1)),
        LastSeq = row.GetInt32(2),
        LastCustomerSeq = row.GetInt32(3),
        HandledSeq = row.GetInt32(4),
        Agent = row.IsDBNull(5) ? null : row.GetGuid(5),
        ReplyPromise = row.IsDBNull(6) ? null : row.GetGuid(6),
        ReplyDueAt = row.IsDBNull(7) ? null : row.GetInt64(7),
        NotHelpful = row.GetInt32(8),
        Topic = row.IsDBNull(9) ? null : row.GetString(9),
        Attachments = row.GetInt32(10),
    };

    private static void AddOpenings(NpgsqlBatch batch, BatchPlan plan)
    {
        var openings = plan.Openings;
        if (openings.Count == 0)
        {
            return;
        }

        var keys = Add(batch, $"INSERT INTO data_key({BatchSql.KeyColumns}) SELECT * FROM unnest($1, $2, $3, $4, $5)");
        Bind(keys, openings.Select(o => o.Key.Id));
        Bind(keys, openings.Select(o => o.Key.SubjectKind));
        Bind(keys, openings.Select(o => o.Key.Subject));
        Bind(keys, openings.Select(o => o.Key.Retention.ToString()));
        Bind(keys, openings.Select(o => o.Key.Wrapped!));
        var rows = Add(batch, $"""
            INSERT INTO conversation({BatchSql.ConversationColumns})
            SELECT *, 0, 0, 0, 0 FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """);
        Bind(rows, openings.Select(o => o.Conversation.Id.Value));
        Bind(rows, openings.Select(o => o.Conversation.Reference));
        Bind(rows, openings.Select(o => o.Conversation.Channel));
        Bind(rows, openings.Select(o => o.Conversation.Locale));
        Bind(rows, openings.Select(o => o.Conversation.State.ToString()));
        Bind(rows, openings.Select(o => o.Conversation.Customer?.Value));
        Bind(rows, openings.Select(o => o.Conversation.KeyId));
        Bind(rows, openings.Select(o => Conventions.ToMicroseconds(o.Conversation.CreatedAt)));
        Bind(rows, openings.Select(o => o.Conversation.Notice).ToArray(), NpgsqlDbType.Integer);
        Bind(rows, openings.Select(o => o.Conversation.NeedsHelp).ToArray(), NpgsqlDbType.Boolean);
    }

    private static void AddEvents(NpgsqlBatch batch, BatchPlan plan)
    {
        if (plan.Events.Count == 0)
        {
            return;
        }

        var rows = Add(batch, $"""
            INSERT INTO conversation_event({BatchSql.EventColumns})
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """);
        Bind(rows, plan.Events.Select(e => e.Conversation));
        Bind(rows, plan.Events.Select(e => e.Seq));
        Bind(rows, plan.Events.Select(e => e.Kind));
        Bind(rows, plan.Events.Select(e => e.Sender));
        Bind(rows, plan.Events.Select(e => e.Author));
        Bind(rows, plan.Events.Select(e => e.ClientId));
        Bind(rows, plan.Events.Select(e => e.At));
        Bind(rows, plan.Events.Select(e => e.Body));
        Bind(rows, plan.Events.Select(e => e.Digest));
        Bind(rows, plan.Events.Select(e => e.Mac));
    }

    private static void AddFiles(NpgsqlBatch batch, BatchPlan plan)
    {
        if (plan.Files.Count == 0)
        {
            return;
        }

        var rows = Add(
            batch, $"INSERT INTO attachment({BatchSql.FileColumns}) SELECT * FROM unnest($1, $2, $3, $4)");
        Bind(rows, plan.Files.Select(f => f.Id));
        Bind(rows, plan.Files.Select(f => f.Conversation));
        Bind(rows, plan.Files.Select(f => f.At));
        Bind(rows, plan.Files.Select(f => f.Content));
    }

    private static void AddEntries(NpgsqlBatch batch, BatchPlan plan)
    {
        if (plan.Entries.Count == 0)
        {
            return;
        }

        var rows = Add(batch, $"""
            INSERT INTO journal_entry({BatchSql.EntryColumns})
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            """);
        Bind(rows, plan.Entries.Select(e => Conventions.ToMicroseconds(e.At)));
        Bind(rows, plan.Entries.Select(e => e.Act));
        Bind(rows, plan.Entries.Select(e => e.ActorKind));
        Bind(rows, plan.Entries.Select(e => e.Actor));
        Bind(rows, plan.Entries.Select(e => e.Role));
        Bind(rows, plan.Entries.Select(e => e.Purpose));
        Bind(rows, plan.Entries.Select(e => e.SubjectKind));
        Bind(rows, plan.Entries.Select(e => e.Subject));
        Bind(rows, plan.Entries.Select(e => e.Contact));
        Bind(rows, plan.Entries.Select(e => e.Clause));
        Bind(rows, plan.Entries.Select(e => e.Detail));
        Bind(rows, plan.Entries.Select(e => e.Mac));
    }

    private static void AddPromises(NpgsqlBatch batch, BatchPlan plan)
    {
        if (plan.Promises.Count > 0)
        {
            var made = Add(batch, $"""
                INSERT INTO promise({BatchSql.PromiseColumns})
                SELECT id, kind, 'conversation', about, made_at, due_at, 'Open', 0, next_at
                FROM unnest($1, $2, $3, $4, $5, $6) AS p(id, kind, about, made_at, due_at, next_at)
                """);
            Bind(made, plan.Promises.Select(p => p.Id));
            Bind(made, plan.Promises.Select(p => p.Kind));
            Bind(made, plan.Promises.Select(p => p.About));
            Bind(made, plan.Promises.Select(p => p.MadeAt));
            Bind(made, plan.Promises.Select(p => p.DueAt));
            Bind(made, plan.Promises.Select(p => p.NextAt));
        }

        if (plan.PromiseEnds.Count > 0)
        {
            var ended = Add(batch, """
                UPDATE promise SET state = e.state, ended_at = e.at, next_at = NULL
                FROM unnest($1, $2, $3) AS e(id, state, at) WHERE promise.id = e.id AND promise.state IN ('Open', 'Parked')
                """);
            Bind(ended, plan.PromiseEnds.Select(e => e.Id));
            Bind(ended, plan.PromiseEnds.Select(e => e.State));
            Bind(ended, plan.PromiseEnds.Select(e => e.At));
        }
    }

    private static void AddHeads(NpgsqlBatch batch, BatchPlan plan)
    {
        var heads = plan.Heads.Values.Where(h => h.IsChanged).ToList();
        if (heads.Count == 0)
        {
            return;
        }

        var rows = Add(batch, """
            UPDATE conversation SET last_seq = h.last_seq, last_customer_seq = h.customer_seq, handled_seq = h.handled_seq,
                reply_promise = h.promise, reply_due_at = h.due_at, not_helpful = h.not_helpful, topic = h.topic,
                attachments = h.attachments
            FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)
                AS h(id, last_seq, customer_seq, handled_seq, promise, due_at, not_helpful, topic, attachments)
            WHERE conversation.id = h.id
            """);
        Bind(rows, heads.Select(h => h.Id.Value));
        Bind(rows, heads.Select(h => h.LastSeq));
        Bind(rows, heads.Select(h => h.LastCustomerSeq));
        Bind(rows, heads.Select(h => h.HandledSeq));
        Bind(rows, heads.Select(h => h.ReplyPromise));
        Bind(rows, heads.Select(h => h.ReplyDueAt));
        Bind(rows, heads.Select(h => h.NotHelpful));
        Bind(rows, heads.Select(h => h.Topic));
        Bind(rows, heads.Select(h => h.Attachments));
    }

    private static NpgsqlBatchCommand Add(NpgsqlBatch batch, string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        batch.BatchCommands.Add(command);
        return command;
    }

    private static void Bind(NpgsqlBatchCommand command, IEnumerable<Guid> values) =>
        Bind(command, values.ToArray(), NpgsqlDbType.Uuid);

    private static void Bind(NpgsqlBatchCommand command, IEnumerable<Guid?> values) =>
        Bind(command, values.ToArray(), NpgsqlDbType.Uuid);

    private static void Bind(NpgsqlBatchCommand command, IEnumerable<string?> values) =>
        Bind(command, values.ToArray(), NpgsqlDbType.Text);

    private static void Bind(NpgsqlBatchCommand command, IEnumerable<int> values) =>
        Bind(command, values.ToArray(), NpgsqlDbType.Integer);

    private static void Bind(NpgsqlBatchCommand command, IEnumerable<long> values) =>
        Bind(command, values.ToArray(), NpgsqlDbType.Bigint);

    private static void Bind(NpgsqlBatchCommand command, IEnumerable<long?> values) =>
        Bind(command, values.ToArray(), NpgsqlDbType.Bigint);

    private static void Bind(NpgsqlBatchCommand command, IEnumerable<byte[]> values) =>
        Bind(command, values.ToArray(), NpgsqlDbType.Bytea);

    private static void Bind(NpgsqlBatchCommand command, object values, NpgsqlDbType type) =>
        command.Parameters.Add(new NpgsqlParameter { Value = values, NpgsqlDbType = NpgsqlDbType.Array | type });
}
