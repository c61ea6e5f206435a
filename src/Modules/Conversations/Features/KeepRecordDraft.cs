using FirstWindow.Conversations.Domain;
using FirstWindow.Packs.Contracts;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features;

/// <summary>One field of a record that is being written.</summary>
/// <param name="Field">One of <see cref="SaveRecordDraftHandler.Fields"/>.</param>
/// <param name="Text">What stands on the server.</param>
/// <param name="Edit">How often it was changed.</param>
/// <param name="Page">The window that wrote it last.</param>
/// <param name="At">When.</param>
/// <param name="IsKept">Whether what was sent stands there now; not when another window wrote in between.</param>
internal sealed record RecordField(
    string Field, string Text, int Edit, string Page, DateTimeOffset At, bool IsKept = true);

/// <summary>A field as one window has it.</summary>
/// <param name="Field">Which.</param>
/// <param name="Text">What was typed.</param>
/// <param name="Known">The newest edit this window has seen; 0 when none.</param>
internal sealed record FieldEdit(string Field, string Text, int Known);

/// <summary>Reads the record a colleague is writing.</summary>
internal sealed class RecordDraftReader(Database db, SubjectKeys keys)
{
    /// <summary>The fields somebody has written so far; empty ones too, once they were written.</summary>
    public async Task<IReadOnlyList<RecordField>> ReadAsync(ConversationId id, StaffId staff, CancellationToken ct)
    {
        var fields = new List<RecordField>();
        foreach (var row in await db.Set<RecordDraft>().AsNoTracking()
            .Where(d => d.Conversation == id && d.Staff == staff).ToListAsync(ct))
        {
            fields.Add(await ShowAsync(row, isKept: true, ct));
        }

        return fields;
    }

    public async Task<RecordField> ShowAsync(RecordDraft row, bool isKept, CancellationToken ct) =>
        new(row.Field, await keys.DecryptAsync(row.Body, row.Conversation.Value, ct) ?? string.Empty, row.Edit,
            row.Page, row.UpdatedAt, isKept);
}

/// <summary>
/// Keeps the record of a contact while it is typed, field by field. A window that has not seen another's words does not
/// write over them: it is shown them, and the person chooses.
/// </summary>
internal sealed class SaveRecordDraftHandler(
    Database db, ContactBook contacts, RecordDraftReader reader, SubjectKeys keys, ILivePacks packs,
    DatabaseClock clock)
{
    /// <summary>Fields of a record.</summary>
    public static readonly IReadOnlyList<string> Fields =
        ["name", "way", "declined", "category", "outcome", "remedy", "need", "further", "summary"];

    /// <param name="id">Which contact.</param>
    /// <param name="page">Id of the window.</param>
    /// <param name="edits">The fields it has changed.</param>
    /// <param name="actor">Who.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>Each of the fields as it stands now.</returns>
    public async Task<Result<IReadOnlyList<RecordField>>> HandleAsync(
        ConversationId id, string page, IReadOnlyList<FieldEdit> edits, Actor actor, CancellationToken ct)
    {
        if (edits.Any(e => !Fields.Contains(e.Field)) || edits.DistinctBy(e => e.Field).Count() < edits.Count)
        {
            return ConversationErrors.BadRecordField;
        }

        if (await contacts.FindForAsync(id, actor, ct) is not { } conversation)
        {
            return ConversationErrors.NotFound;
        }

        var rows = await db.Set<RecordDraft>().Where(d => d.Conversation == id && d.Staff == actor.StaffId)
            .ToDictionaryAsync(d => d.Field, ct);
        var answer = new List<RecordField>();
        foreach (var edit in edits)
        {
            var row = rows.GetValueOrDefault(edit.Field);
            var text = packs.Current.Blot(edit.Text).Text;
            if (row is not null && row.Page != page && row.Edit > edit.Known
                && (await reader.ShowAsync(row, isKept: false, ct) is var theirs) && theirs.Text != text)
            {
                answer.Add(theirs);
                continue;
            }

            if (row is null)
            {
                row = new() { Conversation = id, Staff = actor.StaffId, Field = edit.Field, Page = page, Body = [] };
                db.Add(row);
            }

            row.Write(keys.Encrypt(conversation.KeyId, text, id.Value), page, clock.Now);
            answer.Add(new(row.Field, text, row.Edit, page, row.UpdatedAt));
        }

        await db.CommitAsync(ct);
        return answer;
    }
}
