using FirstWindow.Conversations.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using FirstWindow.Routing.Contracts;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features;

/// <summary>What sort of help a customer asks for.</summary>
internal enum HelpKind
{
    /// <summary>Aged 60 or more, or in need of help: a person first.</summary>
    Elder,

    /// <summary>A card to be stopped: money may be going right now.</summary>
    Card,
}

/// <summary>
/// One large button brings a person at once, before everybody who has time: no menu, no questions asked. Asking twice
/// changes nothing; a contact that waits already moves to the front.
/// </summary>
[Clause("B4.2.2b")]
internal sealed class AskForHelpHandler(
    Database db, ContactBook contacts, AskForPersonHandler person, IRouting routing, JournalBook journal)
{
    public async Task<Result<PersonAsked>> HandleAsync(ConversationId id, HelpKind kind, CancellationToken ct)
    {
        if (await contacts.FindAsync(id, ct) is not { } conversation)
        {
            return ConversationErrors.NotFound;
        }

        if (!conversation.IsOpen || conversation.State is ConversationState.WrapUp)
        {
            return ConversationErrors.Closed;
        }

        var contactClass = kind is HelpKind.Card ? ContactClass.Fraud : ContactClass.Elder;
        var detail = $"kind={kind.ToCode()}";
        if (!await db.Set<JournalEntry>().AnyAsync(
            e => e.Subject == id.Value && e.Act == ConversationActs.HelpAsked.Code && e.Detail == detail, ct))
        {
            Note(conversation, kind);
            journal.Record(Actor.Visitor(id), ConversationActs.HelpAsked, Subject.Of(id), detail);
        }

        if (conversation.State is ConversationState.Assistant)
        {
            await person.MoveAsync(conversation, contactClass, ct);
        }
        else if (conversation.State is ConversationState.Waiting)
        {
            await routing.RaiseAsync(id, contactClass, ct);
        }

        await db.CommitAsync(ct);
        return await person.AnswerAsync(conversation, ct);
    }

    // What whoever takes the contact should know first.
    private void Note(Conversation conversation, HelpKind kind)
    {
        if (kind is HelpKind.Elder)
        {
            conversation.NeedHelp();
        }

        contacts.AddNote(conversation, kind is HelpKind.Card
            ? "客户按下“紧急挂失”：请先确认是否需要立即挂失或止付。"
            : "客户60岁以上或需要帮助：请放慢节奏，一次只说一步，说完请客户复述。", null);
    }
}
