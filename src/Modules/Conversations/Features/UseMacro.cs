using FirstWindow.Conversations.Domain;
using FirstWindow.Conversations.Writing;
using FirstWindow.Knowledge.Contracts;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features;

/// <summary>A macro as the desk shows it before anything is done.</summary>
internal sealed record MacroView(
    string Slug, string Title, string Text, Guid Version, string Category, string Need, string? HoldReason,
    int? HoldMinutes, int? SnoozeMinutes);

/// <summary>Does the steps of a macro.</summary>
/// <param name="Conversation">In which contact.</param>
/// <param name="Id">Id chosen by the caller; the same again completes what was begun.</param>
/// <param name="Slug">Which macro.</param>
/// <param name="Text">The words of its script, with the blanks filled.</param>
/// <param name="Seen">Newest event the agent has seen.</param>
internal sealed record UseMacro(ConversationId Conversation, Guid Id, string Slug, string Text, int? Seen);

/// <summary>Reads macros: only those whose script is approved.</summary>
internal sealed class MacroReader(Database db, IWordings wordings)
{
    private const int MacrosMax = 200;

    public async Task<IReadOnlyList<MacroView>> ListAsync(string locale, CancellationToken ct)
    {
        var isEnglish = locale.StartsWith("en", StringComparison.OrdinalIgnoreCase);
        var views = new List<MacroView>();
        foreach (var macro in await db.Set<Macro>().AsNoTracking().OrderBy(m => m.Slug).Take(MacrosMax).ToListAsync(ct))
        {
            if (await wordings.FindScriptAsync(macro.Script, locale, ct) is { } script)
            {
                views.Add(new(macro.Slug, isEnglish ? macro.English : macro.Chinese, script.Text, script.Version,
                    macro.Category, isEnglish ? macro.NeedEnglish : macro.NeedChinese, macro.HoldReason,
                    macro.HoldMinutes, macro.SnoozeMinutes));
            }
        }

        return views;
    }

    /// <summary>What the record of a contact begins with.</summary>
    public async Task<(string Category, string Need)?> BegunAsync(Conversation conversation, CancellationToken ct) =>
        await db.Set<Macro>().AsNoTracking().SingleOrDefaultAsync(m => m.Slug == conversation.Macro, ct) is { } macro
            ? (macro.Category, conversation.Locale.StartsWith("en", StringComparison.Ordinal) ? macro.NeedEnglish
                : macro.NeedChinese)
            : null;
}

/// <summary>
/// Sends the macro's script, notes what the record begins with, and asks the customer to wait or puts the contact off:
/// one confirmation. A reply that is refused leaves the rest undone; the same call again completes what was begun.
/// </summary>
internal sealed class UseMacroHandler(
    Database db, ContactBook contacts, ReplyHandler replies, HoldContactHandler holds, SnoozeContactHandler snoozes,
    JournalBook journal)
{
    public async Task<Result> HandleAsync(UseMacro request, Actor actor, CancellationToken ct)
    {
        if (await contacts.FindForAsync(request.Conversation, actor, ct) is null)
        {
            return ConversationErrors.NotFound;
        }

        if (await db.Set<Macro>().AsNoTracking().SingleOrDefaultAsync(m => m.Slug == request.Slug, ct) is not { } macro)
        {
            return PendingErrors.NoMacro;
        }

        await db.AbandonAsync(); // The reply has a writer of its own.
        var reply = await replies.HandleAsync(
            new(request.Conversation, request.Id, request.Text, request.Seen), actor, ct);
        if (reply.Error is { } refused)
        {
            return refused;
        }

        if (reply.Value.Status is WriteStatus.Written
            && await contacts.FindForAsync(request.Conversation, actor, ct) is { } conversation)
        {
            conversation.UseMacro(macro.Slug);
            journal.Record(actor, PendingActs.MacroUsed, Subject.Of(conversation.Id), macro.Slug);
            await db.CommitAsync(ct);
        }

        if (macro is { HoldReason: { } reason, HoldMinutes: { } minutes })
        {
            return await holds.HandleAsync(
                new(request.Conversation, HoldIdOf(request.Id), reason, minutes), actor, ct);
        }

        var put = macro.SnoozeMinutes is { } snooze
            ? await snoozes.HandleAsync(request.Conversation, snooze, actor, ct) : Result.Success;
        return put.Error == PendingErrors.Open && reply.Value.Status is WriteStatus.Repeated ? Result.Success : put;
    }

    // The hold's sentence goes under an id of its own, the same every time.
    private static Guid HoldIdOf(Guid id)
    {
        var bytes = id.ToByteArray();
        bytes[^1] ^= 1;
        return new Guid(bytes);
    }
}
