using FirstWindow.Platform.Storage;
using FirstWindow.Routing.Domain;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Routing.Persistence;

internal sealed class RoutingMapping : IModelMapping
{
    public void Map(ModelBuilder model)
    {
        model.Entity<Presence>(presence =>
        {
            presence.ToTable("presence");
            presence.HasKey(p => p.Staff);
            presence.HasMany(p => p.Over).WithOne().HasForeignKey(s => s.Staff);
        });
        model.Entity<PresenceSpan>(span =>
        {
            span.ToTable("presence_span");
            span.HasKey(s => new { s.Staff, s.Since });
        });
        model.Entity<WaitingContact>(waiting =>
        {
            waiting.ToTable("waiting");
            waiting.HasKey(w => w.Conversation);
        });
        model.Entity<ShiftCheck>(check =>
        {
            check.ToTable("shift_check");
            check.HasKey(c => c.Id);
            check.Property(c => c.Id).ValueGeneratedNever();
        });
        model.Entity<SpotCheck>(check =>
        {
            check.ToTable("spot_check");
            check.HasKey(c => c.Id);
            check.Property(c => c.Id).ValueGeneratedNever();
        });
        model.Entity<QueueVersion>(version =>
        {
            version.ToTable("queue_version");
            version.HasKey(v => v.Id);
            version.Property(v => v.Id).ValueGeneratedNever();
        });
        model.Entity<QueueTurn>(turn =>
        {
            turn.ToTable("queue_turn");
            turn.HasKey(t => t.Queue);
        });
        model.Entity<Assignment>(assignment =>
        {
            assignment.ToTable("assignment");
            assignment.HasKey(a => a.Id);
            assignment.Property(a => a.Id).ValueGeneratedNever();
        });
    }
}
