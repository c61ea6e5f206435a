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
    private SqliteBatchSession? session;
    private volatile bool isLogInDoubt;

    public BatchPlan Write(IReadOnlyList<PendingWrite> batch, BatchPlan plan)
    {
        try
        {
            session ??= new SqliteBatchSession(connections);
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

        foreach (var file in plan.Files)
        {
            session!.Insert(file);
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
}

/// <summary>Column lists both engines share.</summary>
internal static class BatchSql
{
    public const string FindHead = """
        SELECT id, state, last_seq, last_customer_seq, handled_seq, agent, reply_promise, reply_due_at, not_helpful, topic, attachments FROM conversation
        """;

    public const string EventColumns = "conversation, seq, kind, sender, author, client_id, at, body, digest, mac";

    public const string ConversationColumns =
        "id, reference, channel, locale, state, customer, key_id, created_at, notice, needs_help, last_seq, last_customer_seq, handled_seq, not_helpful";

    public const string FileColumns = "id, conversation, at, content";

    public const string KeyColumns = "id, subject_kind, subject, retention, wrapped";

    public const string EntryColumns =
        "at, act, actor_kind, actor, role, purpose, subject_kind, subject, contact, clause, detail, mac";

    public const string PromiseColumns = "id, kind, about_kind, about, made_at, due_at, state, steps_taken, next_at";
}
