using FirstWindow.Conversations.Domain;
using FirstWindow.Conversations.Writing;
using FirstWindow.Knowledge.Contracts;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using FirstWindow.Routing.Contracts;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features;

/// <summary>A macro as the desk shows it before anything is done.</summary>
internal sealed record MacroView(
    string Slug, string Title, string Text, Guid Version, string Category, string Need, string? HoldReason,
    int? HoldMinutes, int? SnoozeMinutes, string? Queue, string? Summary);

/// <summary>Does the steps of a macro.</summary>
/// <param name="Conversation">In which contact.</param>
/// <param name="Id">Id chosen by the caller; the same again completes what was begun.</param>
/// <param name="Slug">Which macro.</param>
/// <param name="Text">The words of its script, with the blanks filled.</param>
/// <param name="Seen">Newest event the agent has seen.</param>
internal sealed record UseMacro(ConversationId Conversation, Guid Id, string Slug, string Text, int? Seen);

/// <summary>Reads macros for the desk: those that are switched on and whose script is approved.</summary>
internal sealed class MacroReader(MacroBook book, IWordings wordings, IRouting routing)
{
    public async Task<IReadOnlyList<MacroView>> ListAsync(string locale, CancellationToken ct)
    {
        var isEnglish = IsEnglish(locale);
        var scripts = (await wordings.ListScriptsAsync(locale, ct)).ToDictionary(s => s.Slug);
        return
        [
            .. (await book.FreshAsync(ct)).Values
                .Where(m => m.IsActive && scripts.ContainsKey(m.Script)).OrderBy(m => m.Slug, StringComparer.Ordinal)
                .Select(m => new MacroView(m.Slug, m.Name(isEnglish), scripts[m.Script].Text,
                    scripts[m.Script].Version, m.Category, m.Need(isEnglish), m.HoldReason, m.HoldMinutes,
                    m.SnoozeMinutes, m.Queue is null ? null : routing.FindQueue(m.Queue)?.Name(isEnglish) ?? m.Queue,
                    m.Summary)),
        ];
    }

    /// <summary>What the record of a contact begins with.</summary>
    public async Task<(string Category, string Need)?> BegunAsync(Conversation conversation, CancellationToken ct) =>
        conversation.Macro is { } slug && (await book.FreshAsync(ct)).GetValueOrDefault(slug) is { } macro
            ? (macro.Category, macro.Need(IsEnglish(conversation.Locale))) : null;

    private static bool IsEnglish(string locale) => locale.StartsWith("en", StringComparison.OrdinalIgnoreCase);
}

/// <summary>
/// Sends the macro's script, notes what the record begins with, and asks the customer to wait, puts the contact off or
/// transfers it: one confirmation. A reply that is refused leaves the rest undone; the same call again completes what
/// was begun.
/// </summary>
internal sealed class UseMacroHandler(
    Database db, ContactBook contacts, MacroBook book, ReplyHandler replies, HoldContactHandler holds,
    SnoozeContactHandler snoozes, TransferContactHandler transfers, JournalBook journal, DatabaseClock clock)
{
    public async Task<Result> HandleAsync(UseMacro request, Actor actor, CancellationToken ct)
    {
        if (await contacts.FindForAsync(request.Conversation, actor, ct) is null)
        {
            // The answer to a transfer may have been lost.
            return await db.Set<MacroUse>().AnyAsync(
                u => u.Id == request.Id && u.Conversation == request.Conversation, ct)
                ? Result.Success : ConversationErrors.NotFound;
        }

        if ((await book.FreshAsync(ct)).GetValueOrDefault(request.Slug) is not { IsActive: true } macro)
        {
            return MacroErrors.NotKnown;
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
            db.Add(new MacroUse
            {
                Id = request.Id,
                Slug = macro.Slug,
                Conversation = conversation.Id,
                At = clock.Now,
            });
            journal.Record(actor, MacroActs.Used, Subject.Of(conversation.Id), macro.Slug);
            await db.CommitAsync(ct);
        }

        if (macro is { HoldReason: { } reason, HoldMinutes: { } minutes })
        {
            return await holds.HandleAsync(
                new(request.Conversation, HoldIdOf(request.Id), reason, minutes), actor, ct);
        }

        if (macro is { Queue: { } queue, Summary: { } summary })
        {
            return await transfers.HandleAsync(new(request.Conversation, queue, summary), actor, ct);
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
