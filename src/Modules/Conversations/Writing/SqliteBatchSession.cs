using FirstWindow.Conversations.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Win32.SafeHandles;
using SQLitePCL;

namespace FirstWindow.Conversations.Writing;

/// <summary>A connection with its prepared statements.</summary>
internal sealed class SqliteBatchSession : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly sqlite3 db;
    private readonly SafeFileHandle? log;
    private readonly List<sqlite3_stmt> statements = [];
    private readonly sqlite3_stmt findHead;
    private readonly sqlite3_stmt findRepeat;
    private readonly sqlite3_stmt insertEvent;
    private readonly sqlite3_stmt insertFile;
    private readonly sqlite3_stmt insertConversation;
    private readonly sqlite3_stmt insertKey;
    private readonly sqlite3_stmt insertEntry;
    private readonly sqlite3_stmt insertPromise;
    private readonly sqlite3_stmt endPromise;
    private readonly sqlite3_stmt updateHead;

    public SqliteBatchSession(Connections connections)
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
        insertFile = Prepare($"INSERT INTO attachment({BatchSql.FileColumns}) VALUES (?1,?2,?3,?4)");
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
                not_helpful = ?7, topic = ?8, attachments = ?9 WHERE id = ?1
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
                Attachments = raw.sqlite3_column_int(findHead, 10),
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

    public void Insert(in FileRow row)
    {
        BindId(insertFile, 1, row.Id);
        BindId(insertFile, 2, row.Conversation);
        raw.sqlite3_bind_int64(insertFile, 3, row.At);
        raw.sqlite3_bind_blob(insertFile, 4, row.Content);
        Run(insertFile);
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
        raw.sqlite3_bind_int(updateHead, 9, head.Attachments);
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
