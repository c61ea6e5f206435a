using FirstWindow.Conversations.Domain;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Persistence;

internal sealed class ConversationMapping : IModelMapping
{
    /// <summary>Messages are journal entries as they stand.</summary>
    public static readonly JournalStream Events = new(
        "conversation_event", "conversation", "seq", "kind", "sender", "author", "client_id", "at", "body", "digest");

    /// <summary>What is encrypted; each is bound to its conversation or to the row itself.</summary>
    public static readonly IReadOnlyList<SealedColumn> Sealed =
    [
        new("conversation_event", "body", "entry", "client_id") { Stream = Events },
        new("attachment", "content") { TogetherMax = 5 },
        new("note", "body"),
        new("draft", "body", "conversation, staff", "conversation"),
        new("record_draft", "body", "conversation, staff, field", "conversation"),
        new("wrap_up", "body", "conversation", "conversation"),
        new("rating", "comment", "conversation", "conversation"),
        new("recovery", "body", "conversation", "conversation"),
        new("suggestion", "body"),
        new("suggestion", "answer"),
    ];

    public void Map(ModelBuilder model)
    {
        model.Entity<Conversation>(conversation =>
        {
            conversation.ToTable("conversation");
            conversation.HasKey(c => c.Id);
        });
        model.Entity<ConversationEvent>(happening =>
        {
            happening.ToTable("conversation_event");
            happening.HasKey(e => e.Entry);
            happening.Property(e => e.Entry).ValueGeneratedOnAdd();
        });
        model.Entity<CollectionNotice>(notice =>
        {
            notice.ToTable("notice");
            notice.HasKey(n => n.Version);
            notice.Property(n => n.Version).ValueGeneratedNever();
        });
        model.Entity<Attachment>(attachment =>
        {
            attachment.ToTable("attachment");
            attachment.HasKey(a => a.Id);
            attachment.Property(a => a.Id).ValueGeneratedNever();
        });
        model.Entity<DeviceCode>(code =>
        {
            code.ToTable("device_code");
            code.HasKey(c => c.Id);
            code.Property(c => c.Id).ValueGeneratedNever();
        });
        model.Entity<Recovery>(recovery =>
        {
            recovery.ToTable("recovery");
            recovery.HasKey(r => r.Conversation);
        });
        model.Entity<Suggestion>(suggestion =>
        {
            suggestion.ToTable("suggestion");
            suggestion.HasKey(s => s.Id);
            suggestion.Property(s => s.Id).ValueGeneratedNever();
        });
        model.Entity<Improvement>(improvement =>
        {
            improvement.ToTable("improvement");
            improvement.HasKey(i => i.Id);
            improvement.Property(i => i.Id).ValueGeneratedNever();
        });
        model.Entity<VoiceSummary>(summary =>
        {
            summary.ToTable("voice_summary");
            summary.HasKey(s => s.Id);
            summary.Property(s => s.Id).ValueGeneratedNever();
        });
        model.Entity<RecordDraft>(draft =>
        {
            draft.ToTable("record_draft");
            draft.HasKey(d => new { d.Conversation, d.Staff, d.Field });
        });
        model.Entity<Draft>(draft =>
        {
            draft.ToTable("draft");
            draft.HasKey(d => new { d.Conversation, d.Staff });
        });
        model.Entity<Note>(note =>
        {
            note.ToTable("note");
            note.HasKey(n => n.Id);
            note.Property(n => n.Id).ValueGeneratedNever();
        });
        model.Entity<Attendance>(attendance =>
        {
            attendance.ToTable("attendance");
            attendance.HasKey(a => new { a.Conversation, a.Staff });
        });
        model.Entity<Mention>(mention =>
        {
            mention.ToTable("mention");
            mention.HasKey(m => m.Id);
            mention.Property(m => m.Id).ValueGeneratedNever();
        });
        model.Entity<Snooze>(snooze =>
        {
            snooze.ToTable("snooze");
            snooze.HasKey(s => s.Conversation);
        });
        model.Entity<Measure>(measure =>
        {
            measure.ToTable("measure");
            measure.HasKey(m => new { m.Conversation, m.Step });
        });
        model.Entity<MacroVersion>(version =>
        {
            version.ToTable("macro_version");
            version.HasKey(v => v.Id);
            version.Property(v => v.Id).ValueGeneratedNever();
        });
        model.Entity<MacroUse>(use =>
        {
            use.ToTable("macro_use");
            use.HasKey(u => u.Id);
            use.Property(u => u.Id).ValueGeneratedNever();
        });
        model.Entity<WrapUp>(wrapUp =>
        {
            wrapUp.ToTable("wrap_up");
            wrapUp.HasKey(w => w.Conversation);
        });
        model.Entity<KeptReading>(reading =>
        {
            reading.ToTable("contact_reading");
            reading.HasKey(r => r.Conversation);
        });
        model.Entity<Appointment>(appointment =>
        {
            appointment.ToTable("appointment");
            appointment.HasKey(a => a.Id);
            appointment.Property(a => a.Id).ValueGeneratedNever();
        });
        model.Entity<WeeklyPaper>(paper =>
        {
            paper.ToTable("weekly_paper");
            paper.HasKey(p => p.Week);
        });
        model.Entity<Rating>(rating =>
        {
            rating.ToTable("rating");
            rating.HasKey(r => r.Conversation);
        });
    }
}
