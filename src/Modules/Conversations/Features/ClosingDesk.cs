using System.Text.Json;
using FirstWindow.Conversations.Domain;
using FirstWindow.Knowledge.Contracts;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;

namespace FirstWindow.Conversations.Features;

/// <summary>The words of a record; encrypted as one.</summary>
internal sealed record WrapUpWords(
    string? Name, string? Way, string Need, string FurtherNeed, string Summary, string? Remedy = null);

/// <summary>Closes conversations, each with its record.</summary>
internal sealed class ClosingDesk(
    Database db, ContactBook contacts, IKnowledge knowledge, SubjectKeys keys, JournalBook journal, DatabaseClock clock)
{
    /// <summary>Closes a conversation with the record given; part of the caller's transaction.</summary>
    public void Close(
        Conversation conversation, StaffId? staff, string category, string outcome, string? declined, WrapUpWords words,
        int? score = null)
    {
        var now = clock.Now;
        db.Add(new WrapUp
        {
            Conversation = conversation.Id,
            Staff = staff,
            At = now,
            BegunAt = conversation.CreatedAt,
            Score = score,
            Category = category,
            Outcome = outcome,
            ContactDeclined = declined,
            Body = keys.Encrypt(
                conversation.KeyId, JsonSerializer.Serialize(words, JsonSettings.Options), conversation.Id.Value),
        });
        conversation.Close(now);
        contacts.AppendState(conversation, new("closed"));
    }

    /// <summary>Closes what no person served: the record is what the system knows.</summary>
    public void CloseAutomatically(Conversation conversation, string outcome)
    {
        var slug = SteppedTopic.SlugOf(conversation.Topic);
        var topic = slug is null ? null : knowledge.Find(slug, conversation.Locale);
        Close(conversation, null, topic?.Line ?? "other", outcome, "automatic",
            new(null, null, topic?.Title ?? string.Empty, string.Empty, topic?.Title ?? string.Empty));
        journal.Record(
            Actor.System, ConversationActs.WrappedUp, Subject.Of(conversation.Id), $"automatic;outcome={outcome}");
    }
}
