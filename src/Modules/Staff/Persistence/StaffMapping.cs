using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Domain;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Staff.Persistence;

internal sealed class StaffMapping : IModelMapping
{
    public void Map(ModelBuilder model)
    {
        model.Entity<StaffMember>(staff =>
        {
            staff.ToTable("staff");
            staff.HasKey(s => s.Id);
        });
        model.Entity<StaffSession>(session =>
        {
            session.ToTable("staff_session");
            session.HasKey(s => s.Id);
            session.Property(s => s.Id).ValueGeneratedNever();
        });
        model.Entity<Invitation>(invitation =>
        {
            invitation.ToTable("invitation");
            invitation.HasKey(i => i.Id);
            invitation.Property(i => i.Id).ValueGeneratedNever();
        });
        model.Entity<AccountChange>(change =>
        {
            change.ToTable("account_change");
            change.HasKey(c => c.Id);
            change.Property(c => c.Id).ValueGeneratedNever();
        });
        model.Entity<Certificate>(certificate =>
        {
            certificate.ToTable("certificate");
            certificate.HasKey(c => c.Id);
            certificate.Property(c => c.Id).ValueGeneratedNever();
        });
        model.Entity<AccessReview>(review =>
        {
            review.ToTable("access_review");
            review.HasKey(r => r.Id);
            review.Property(r => r.Id).ValueGeneratedNever();
        });
        model.Entity<AccessReviewLine>(line =>
        {
            line.ToTable("access_review_line");
            line.HasKey(l => new { l.Review, l.Staff, l.Role });
        });
        model.Entity<Leaving>(leaving =>
        {
            leaving.ToTable("leaving");
            leaving.HasKey(l => l.Staff);
        });
        model.Entity<StaffDevice>(device =>
        {
            device.ToTable("staff_device");
            device.HasKey(d => new { d.Staff, d.Device });
        });
        model.Entity<Passkey>(passkey =>
        {
            passkey.ToTable("passkey");
            passkey.HasKey(p => p.Id);
            passkey.Property(p => p.Id).ValueGeneratedNever();
        });
        model.Entity<PasskeyChallenge>(challenge =>
        {
            challenge.ToTable("passkey_challenge");
            challenge.HasKey(c => c.Id);
            challenge.Property(c => c.Id).ValueGeneratedNever();
        });
        model.Entity<PledgeVersion>(pledge =>
        {
            pledge.ToTable("pledge_version");
            pledge.HasKey(p => p.Id);
            pledge.Property(p => p.Id).ValueGeneratedNever();
        });
        model.Entity<PledgeAcceptance>(acceptance =>
        {
            acceptance.ToTable("pledge_acceptance");
            acceptance.HasKey(a => new { a.Staff, a.Version });
        });
        model.Entity<ServiceAccount>(account =>
        {
            account.ToTable("service_account");
            account.HasKey(a => a.Id);
            account.Property(a => a.Id).ValueGeneratedNever();
        });
        MapProgramKeys(model);
    }

    private static void MapProgramKeys(ModelBuilder model)
    {
        model.Entity<ProgramKey>(key =>
        {
            key.ToTable("program_key");
            key.HasKey(k => k.Id);
            key.Property(k => k.Id).ValueGeneratedNever();
            key.Ignore(k => k.Version); // A changed key is another one.
            key.Ignore(k => k.Fingerprint);
            key.Ignore(k => k.Verifier);
        });
        model.Entity<ProgramToken>(token =>
        {
            token.ToTable("program_token");
            token.HasKey(t => t.Id);
            token.Property(t => t.Id).ValueGeneratedNever();
        });
        model.Entity<ProgramAssertion>(assertion =>
        {
            assertion.ToTable("program_assertion");
            assertion.HasKey(a => new { a.Account, a.Jti });
        });
    }
}
