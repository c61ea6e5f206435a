using FirstWindow.Conversations.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Contracts;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features;

/// <summary>A note among staff.</summary>
/// <param name="Id">Id its author chose.</param>
/// <param name="Conversation">About which contact.</param>
/// <param name="At">When.</param>
/// <param name="Author">Who wrote it; none for the assistant.</param>
/// <param name="Name">The author's name.</param>
/// <param name="Text">The words.</param>
/// <param name="IsWhisper">It is for one colleague only.</param>
internal sealed record NoteView(
    Guid Id, ConversationId Conversation, DateTimeOffset At, Guid? Author, string? Name, string Text, bool IsWhisper);

/// <summary>Somebody named the reader in a note.</summary>
internal sealed record MentionView(Guid Id, DateTimeOffset At, bool IsRead, NoteView Note);

/// <summary>Reads notes, whispers only for whom they are, and the mentions of a colleague.</summary>
internal sealed class NoteReader(Database db, SubjectKeys keys, IStaffDirectory directory, DatabaseClock clock)
{
    private const int MentionsMax = 50;

    /// <summary>The notes of contacts that this colleague may read, oldest first.</summary>
    public async Task<IReadOnlyList<NoteView>> ReadAsync(
        IReadOnlyCollection<ConversationId> contacts, Actor actor, DateTimeOffset since, CancellationToken ct)
    {
        StaffId? me = actor.StaffId;
        var readsAll = actor.May(CompanyPermissions.Listen);
        var notes = await db.Set<Note>().AsNoTracking()
            .Where(n => contacts.Contains(n.Conversation) && n.At >= since
                && (readsAll || n.WhisperedTo == null || n.WhisperedTo == me || n.Author == me))
            .OrderBy(n => n.At).ToListAsync(ct);
        var views = new List<NoteView>();
        foreach (var note in notes)
        {
            views.Add(await OpenAsync(note, ct));
        }

        return views;
    }

    /// <summary>The notes of one contact.</summary>
    public Task<IReadOnlyList<NoteView>> ReadAsync(ConversationId id, Actor actor, CancellationToken ct) =>
        ReadAsync([id], actor, DateTimeOffset.UnixEpoch, ct);

    /// <summary>How many mentions of this colleague are unread.</summary>
    public Task<int> CountUnreadAsync(StaffId me, CancellationToken ct) =>
        db.Set<Mention>().CountAsync(m => m.Staff == me && m.ReadAt == null, ct);

    /// <summary>The mentions of this colleague, newest first; they count as read from here on.</summary>
    public async Task<IReadOnlyList<MentionView>> ReadMentionsAsync(Actor actor, CancellationToken ct)
    {
        var me = actor.StaffId;
        var mentions = await db.Set<Mention>().Where(m => m.Staff == me).OrderByDescending(m => m.At)
            .Take(MentionsMax).ToListAsync(ct);
        var ids = mentions.Select(m => m.Note).ToList();
        var notes = await db.Set<Note>().AsNoTracking().Where(n => ids.Contains(n.Id)).ToDictionaryAsync(n => n.Id, ct);
        var views = new List<MentionView>();
        foreach (var mention in mentions.Where(m => notes.ContainsKey(m.Note)))
        {
            views.Add(new(
                mention.Id, mention.At, mention.ReadAt is not null, await OpenAsync(notes[mention.Note], ct)));
            mention.Read(clock.Now);
        }

        if (views.Exists(v => !v.IsRead))
        {
            db.Announce(ContactBook.DeskTopic(me));
            await db.CommitAsync(ct);
        }

        return views;
    }

    private async Task<NoteView> OpenAsync(Note note, CancellationToken ct)
    {
        var author = note.Author is { } id ? await directory.FindAsync(id, ct) : null;
        return new(
            note.Id, note.Conversation, note.At, note.Author?.Value, author?.Name,
            await keys.DecryptAsync(note.Body, note.Id, ct) ?? string.Empty, note.WhisperedTo is not null);
    }
}
