using FirstWindow.Conversations.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Win32.SafeHandles;
using SQLitePCL;

namespace FirstWindow.Conversations.Writing;

/// <summary>
/// Batches on SQLite: prepared statements on a connection of their own, bound without the detour over parameter
/// objects. The connection commits without flushing; <see cref="Flush"/> flushes the write-ahead log for all of them.
/// </summary>
internal sealed class SqliteBatchStore(Connections connections) : IBatchStore, IDisposable
{
    private readonly Lock flushing = new();
    private Session? session;
    private volatile bool isLogInDoubt;

    public BatchPlan Write(IReadOnlyList<PendingWrite> batch, BatchPlan plan)
    {
        try
        {
            session ??= new Session(connections);
            Rescue();
            session.Run(session.Begin);
            foreach (var write in batch)
            {
                var head = LoadHead(plan, write);
                plan.Take(write, head && write.Message is { } m
                    ? session.FindRepeat(write.Conversation.Value, m.ClientId) ?? plan.FindInBatch(write) : null);
            }

            WriteRows(plan);
            session.Run(session.Commit);
            return plan;
        }
        catch
        {
            // The connection may be in any state (disk full, file gone): a new one is cheap.
            Close();
            throw;
        }
    }

    public void Flush()
    {
        lock (flushing)
        {
            if (isLogInDoubt || session is null)
            {
                throw new StorageUnavailableException(new IOException("A flush before this one failed."));
            }

            try
            {
                session.Flush();
            }
            catch
            {
                isLogInDoubt = true;
                throw;
            }
        }
    }

    public void Dispose() => Close();

    private void Close()
    {
        lock (flushing)
        {
            session?.Dispose();
            session = null;
        }
    }

    // After a failed flush the kernel may hold pages for clean that never reached the disk. Copied into the database
    // file, and that flushed, they are safe by another way, and the log begins anew.
    private void Rescue()
    {
        if (isLogInDoubt)
        {
            session!.CopyLogIntoDatabase();
            isLogInDoubt = false;
        }
    }

    // Whether the conversation was on disk before; a new one can hold no repetition.
    private bool LoadHead(BatchPlan plan, PendingWrite write)
    {
        if (write.Opening is not null)
        {
            return false;
        }

        if (!plan.Heads.ContainsKey(write.Conversation) && session!.FindHead(write.Conversation) is { } head)
        {
            plan.Heads[write.Conversation] = head;
        }

        return true;
    }

    private void WriteRows(BatchPlan plan)
    {
        foreach (var opening in plan.Openings)
        {
            session!.Insert(opening);
        }

        foreach (var promise in plan.Promises)
        {
            session!.Insert(promise);
        }

        foreach (var row in plan.Events)
        {
            session!.Insert(row);
        }

        foreach (var entry in plan.Entries)
        {
            session!.Insert(entry);
        }

        foreach (var end in plan.PromiseEnds)
        {
            session!.End(end);
        }

        foreach (var head in plan.Heads.Values)
        {
            if (head.IsChanged)
            {
                session!.Update(head);
            }
        }
    }

    /// <summary>A connection with its prepared statements.</summary>
    private sealed class Session : IDisposable
    {
        private readonly SqliteConnection connection;
        private readonly sqlite3 db;
        private readonly SafeFileHandle? log;
        private readonly List<sqlite3_stmt> statements = [];
        private readonly sqlite3_stmt findHead;
        private readonly sqlite3_stmt findRepeat;
        private readonly sqlite3_stmt insertEvent;
        private readonly sqlite3_stmt insertConversation;
        private readonly sqlite3_stmt insertKey;
        private readonly sqlite3_stmt insertEntry;
        private readonly sqlite3_stmt insertPromise;
        private readonly sqlite3_stmt endPromise;
        private readonly sqlite3_stmt updateHead;

        public Session(Connections connections)
        {
            connection = connections.OpenSqlite();
            db = connection.Handle!;
            raw.sqlite3_exec(db, connections.SqliteWriterPragmas);
            log = connections.FlushesBatches ? connections.OpenSqliteLog() : null;
            Begin = Prepare("BEGIN IMMEDIATE");
            Commit = Prepare("COMMIT");
            findHead = Prepare(BatchSql.FindHead + " WHERE id = ?1");
            findRepeat = Prepare(
                "SELECT seq, at, digest FROM conversation_event WHERE conversation = ?1 AND client_id = ?2");
            insertEvent = Prepare(
                $"INSERT INTO conversation_event({BatchSql.EventColumns}) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)");
            insertConversation = Prepare(
                $"INSERT INTO conversation({BatchSql.ConversationColumns}) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,0,0,0,0)");
            insertKey = Prepare($"INSERT INTO data_key({BatchSql.KeyColumns}) VALUES (?1,?2,?3,?4,?5)");
            insertEntry = Prepare(
                $"INSERT INTO journal_entry({BatchSql.EntryColumns}) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12)");
            insertPromise = Prepare(
                $"INSERT INTO promise({BatchSql.PromiseColumns}) VALUES (?1,?2,'conversation',?3,?4,?5,'Open',0,?6)");
            endPromise = Prepare(
                "UPDATE promise SET state = ?2, ended_at = ?3, next_at = NULL WHERE id = ?1 AND state IN ('Open','Parked')");
            updateHead = Prepare("""
                UPDATE conversation SET last_seq = ?2, last_customer_seq = ?3, handled_seq = ?4, reply_promise = ?5, reply_due_at = ?6,
                    not_helpful = ?7, topic = ?8 WHERE id = ?1
                """);
        }

        public sqlite3_stmt Begin { get; }

        public sqlite3_stmt Commit { get; }

        public void Run(sqlite3_stmt statement)
        {
            var code = raw.sqlite3_step(statement);
            raw.sqlite3_reset(statement);
            if (code != raw.SQLITE_DONE)
            {
                throw new SqliteException($"SQLite: {raw.sqlite3_errmsg(db).utf8_to_string()}", code & 0xff, code);
            }
        }

        public void Flush()
        {
            if (log is not null)
            {
                DiskFlush.Contents(log);
            }
        }

        public void CopyLogIntoDatabase()
        {
            using var checkpoint = connection.CreateCommand();
            checkpoint.CommandText = "PRAGMA wal_checkpoint(RESTART)";
            if (checkpoint.ExecuteScalar() is not 0L)
            {
                throw new SqliteException("The write-ahead log is in doubt and in use.", raw.SQLITE_BUSY);
            }
        }

        public Head? FindHead(ConversationId id)
        {
            BindId(findHead, 1, id.Value);
            try
            {
                return Step(findHead) ? new Head
                {
                    Id = id,
                    State = Enum.Parse<ConversationState>(raw.sqlite3_column_text(findHead, 1).utf8_to_string()),
                    LastSeq = raw.sqlite3_column_int(findHead, 2),
                    LastCustomerSeq = raw.sqlite3_column_int(findHead, 3),
                    HandledSeq = raw.sqlite3_column_int(findHead, 4),
                    Agent = ReadId(findHead, 5),
                    ReplyPromise = ReadId(findHead, 6),
                    ReplyDueAt = IsNull(findHead, 7) ? null : raw.sqlite3_column_int64(findHead, 7),
                    NotHelpful = raw.sqlite3_column_int(findHead, 8),
                    Topic = IsNull(findHead, 9) ? null : raw.sqlite3_column_text(findHead, 9).utf8_to_string(),
                } : null;
            }
            finally
            {
                raw.sqlite3_reset(findHead);
            }
        }

        public Repeat? FindRepeat(Guid conversation, Guid clientId)
        {
            BindId(findRepeat, 1, conversation);
            BindId(findRepeat, 2, clientId);
            try
            {
                return Step(findRepeat)
                    ? new Repeat(raw.sqlite3_column_int(findRepeat, 0), raw.sqlite3_column_int64(findRepeat, 1),
                        raw.sqlite3_column_blob(findRepeat, 2).ToArray())
                    : null;
            }
            finally
            {
                raw.sqlite3_reset(findRepeat);
            }
        }

        public void Insert(in EventRow row)
        {
            BindId(insertEvent, 1, row.Conversation);
            raw.sqlite3_bind_int(insertEvent, 2, row.Seq);
            raw.sqlite3_bind_int(insertEvent, 3, row.Kind);
            raw.sqlite3_bind_int(insertEvent, 4, row.Sender);
            BindId(insertEvent, 5, row.Author);
            BindId(insertEvent, 6, row.ClientId);
            raw.sqlite3_bind_int64(insertEvent, 7, row.At);
            raw.sqlite3_bind_blob(insertEvent, 8, row.Body);
            raw.sqlite3_bind_blob(insertEvent, 9, row.Digest);
            raw.sqlite3_bind_blob(insertEvent, 10, row.Mac);
            Run(insertEvent);
        }

        public void Insert(Opening opening)
        {
            var key = opening.Key;
            BindId(insertKey, 1, key.Id);
            raw.sqlite3_bind_text(insertKey, 2, key.SubjectKind);
            BindId(insertKey, 3, key.Subject);
            raw.sqlite3_bind_text(insertKey, 4, key.Retention.ToString());
            raw.sqlite3_bind_blob(insertKey, 5, key.Wrapped);
            Run(insertKey);
            var c = opening.Conversation;
            BindId(insertConversation, 1, c.Id.Value);
            raw.sqlite3_bind_text(insertConversation, 2, c.Reference);
            raw.sqlite3_bind_text(insertConversation, 3, c.Channel);
            raw.sqlite3_bind_text(insertConversation, 4, c.Locale);
            raw.sqlite3_bind_text(insertConversation, 5, c.State.ToString());
            BindId(insertConversation, 6, c.Customer?.Value);
            BindId(insertConversation, 7, c.KeyId);
            raw.sqlite3_bind_int64(insertConversation, 8, Conventions.ToMicroseconds(c.CreatedAt));
            BindNumber(insertConversation, 9, c.Notice);
            raw.sqlite3_bind_int(insertConversation, 10, c.NeedsHelp ? 1 : 0);
            Run(insertConversation);
        }

        public void Insert(JournalEntry e)
        {
            raw.sqlite3_bind_int64(insertEntry, 1, Conventions.ToMicroseconds(e.At));
            raw.sqlite3_bind_text(insertEntry, 2, e.Act);
            raw.sqlite3_bind_text(insertEntry, 3, e.ActorKind);
            BindId(insertEntry, 4, e.Actor);
            BindText(insertEntry, 5, e.Role);
            BindText(insertEntry, 6, e.Purpose);
            raw.sqlite3_bind_text(insertEntry, 7, e.SubjectKind);
            BindId(insertEntry, 8, e.Subject);
            BindId(insertEntry, 9, e.Contact);
            BindText(insertEntry, 10, e.Clause);
            BindText(insertEntry, 11, e.Detail);
            raw.sqlite3_bind_blob(insertEntry, 12, e.Mac);
            Run(insertEntry);
        }

        public void Insert(in PromiseRow row)
        {
            BindId(insertPromise, 1, row.Id);
            raw.sqlite3_bind_text(insertPromise, 2, row.Kind);
            BindId(insertPromise, 3, row.About);
            raw.sqlite3_bind_int64(insertPromise, 4, row.MadeAt);
            raw.sqlite3_bind_int64(insertPromise, 5, row.DueAt);
            BindNumber(insertPromise, 6, row.NextAt);
            Run(insertPromise);
        }

        public void End(in PromiseEnd end)
        {
            BindId(endPromise, 1, end.Id);
            raw.sqlite3_bind_text(endPromise, 2, end.State);
            raw.sqlite3_bind_int64(endPromise, 3, end.At);
            Run(endPromise);
        }

        public void Update(Head head)
        {
            BindId(updateHead, 1, head.Id.Value);
            raw.sqlite3_bind_int(updateHead, 2, head.LastSeq);
            raw.sqlite3_bind_int(updateHead, 3, head.LastCustomerSeq);
            raw.sqlite3_bind_int(updateHead, 4, head.HandledSeq);
            BindId(updateHead, 5, head.ReplyPromise);
            BindNumber(updateHead, 6, head.ReplyDueAt);
            raw.sqlite3_bind_int(updateHead, 7, head.NotHelpful);
            BindText(updateHead, 8, head.Topic);
            Run(updateHead);
        }

        public void Dispose()
        {
            foreach (var statement in statements)
            {
                raw.sqlite3_finalize(statement);
            }

            connection.Dispose();
            log?.Dispose();
        }

        private static bool IsNull(sqlite3_stmt statement, int column) =>
            raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

        private static Guid? ReadId(sqlite3_stmt statement, int column) =>
            IsNull(statement, column) ? null : new Guid(raw.sqlite3_column_blob(statement, column), bigEndian: true);

        private static void BindId(sqlite3_stmt statement, int index, Guid id)
        {
            Span<byte> bytes = stackalloc byte[16];
            id.TryWriteBytes(bytes, bigEndian: true, out _);
            raw.sqlite3_bind_blob(statement, index, bytes);
        }

        private static void BindId(sqlite3_stmt statement, int index, Guid? id)
        {
            if (id is { } value)
            {
                BindId(statement, index, value);
            }
            else
            {
                raw.sqlite3_bind_null(statement, index);
            }
        }

        private static void BindText(sqlite3_stmt statement, int index, string? text)
        {
            if (text is null)
            {
                raw.sqlite3_bind_null(statement, index);
            }
            else
            {
                raw.sqlite3_bind_text(statement, index, text);
            }
        }

        private static void BindNumber(sqlite3_stmt statement, int index, long? number)
        {
            if (number is { } value)
            {
                raw.sqlite3_bind_int64(statement, index, value);
            }
            else
            {
                raw.sqlite3_bind_null(statement, index);
            }
        }

        private bool Step(sqlite3_stmt statement)
        {
            var code = raw.sqlite3_step(statement);
            return code switch
            {
                raw.SQLITE_ROW => true,
                raw.SQLITE_DONE => false,
                _ => throw new SqliteException($"SQLite: {raw.sqlite3_errmsg(db).utf8_to_string()}", code & 0xff, code),
            };
        }

        private sqlite3_stmt Prepare(string sql)
        {
            var code = raw.sqlite3_prepare_v2(db, sql, out var statement);
            if (code != raw.SQLITE_OK)
            {
                throw new SqliteException($"SQLite: {raw.sqlite3_errmsg(db).utf8_to_string()}", code & 0xff, code);
            }

            statements.Add(statement);
            return statement;
        }
    }
}

/// <summary>Column lists both engines share.</summary>
internal static class BatchSql
{
    public const string FindHead = """
        SELECT id, state, last_seq, last_customer_seq, handled_seq, agent, reply_promise, reply_due_at, not_helpful, topic FROM conversation
        """;

    public const string EventColumns = "conversation, seq, kind, sender, author, client_id, at, body, digest, mac";

    public const string ConversationColumns =
        "id, reference, channel, locale, state, customer, key_id, created_at, notice, needs_help, last_seq, last_customer_seq, handled_seq, not_helpful";

    public const string KeyColumns = "id, subject_kind, subject, retention, wrapped";

    public const string EntryColumns =
        "at, act, actor_kind, actor, role, purpose, subject_kind, subject, contact, clause, detail, mac";

    public const string PromiseColumns = "id, kind, about_kind, about, made_at, due_at, state, steps_taken, next_at";
}
