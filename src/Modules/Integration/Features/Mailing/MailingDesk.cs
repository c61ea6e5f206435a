using System.Text.Json;
using FirstWindow.Integration.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Mailing;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Integration.Features.Mailing;

/// <summary>Says where letters go out. What one person has proposed holds only after another; secrets are named, never
/// given.</summary>
[Clause("A4.3.2a")]
internal sealed class MailingDesk(
    Database db, MailingBook book, LetterDesk letters, LetterSender sender, JournalBook journal, DatabaseClock clock)
{
    private const int ListedMax = 100;
    private const int ReasonCharsMin = 4;
    private const int ReasonCharsMax = 300;

    /// <summary>Every version, newest first.</summary>
    public async Task<IReadOnlyList<MailingSettingsVersion>> ListAsync(CancellationToken ct) =>
        await db.Set<MailingSettingsVersion>().AsNoTracking().OrderByDescending(v => v.Version).Take(ListedMax)
            .ToListAsync(ct);

    /// <summary>Letters, what needs somebody first, then the newest.</summary>
    public async Task<IReadOnlyList<OutgoingLetter>> LettersAsync(CancellationToken ct) =>
        await db.Set<OutgoingLetter>().AsNoTracking().OrderByDescending(l => l.State == LetterState.Dead)
            .ThenByDescending(l => l.MadeAt).Take(ListedMax).ToListAsync(ct);

    /// <summary>Proposes other settings.</summary>
    public async Task<Result<Guid>> ProposeAsync(
        MailingSettings settings, int basedOn, Actor actor, CancellationToken ct)
    {
        if ((settings.Check() ?? sender.Refuse(settings)) is { } fault)
        {
            return fault;
        }

        await db.BeginAsync(ct);
        await db.LockAsync(MailingBook.Topic + ".settings", ct);
        var newest = await db.Set<MailingSettingsVersion>().OrderByDescending(v => v.Version).FirstOrDefaultAsync(ct);
        if (newest?.State is PolicyState.Proposed)
        {
            return MailingErrors.ProposalOpen;
        }

        if ((newest?.Version ?? 0) != basedOn)
        {
            return MailingErrors.ChangedMeanwhile;
        }

        var version = new MailingSettingsVersion
        {
            Version = basedOn + 1,
            Content = JsonSerializer.Serialize(settings, JsonSettings.Options),
            ProposedBy = actor.Id,
            ProposedAt = clock.Now,
        };
        db.Add(version);
        Record(actor, MailingActs.Proposed, version);
        await db.CommitAsync(ct);
        return version.Id;
    }

    /// <summary>Approves or rejects another's change.</summary>
    public async Task<Result> DecideAsync(Guid id, bool approve, Actor actor, CancellationToken ct)
    {
        var decided = await db.DecideAsync<MailingSettingsVersion>(
            "mailing_settings_version", id, approve, actor, clock.Now, MailingErrors.NotFound, ct);
        if (decided.Value is not { } version)
        {
            return decided.Error!;
        }

        Record(actor, approve ? MailingActs.Changed : MailingActs.Rejected, version);
        db.Announce(MailingBook.Topic);
        await db.CommitAsync(ct);
        await book.FreshAsync(ct);
        return Result.Success;
    }

    /// <summary>Sends a letter that says nothing, now, by the settings in force, and says what came of it.</summary>
    public async Task<Result<Outcome>> TestAsync(string? to, Actor actor, CancellationToken ct)
    {
        var address = to?.Trim() ?? string.Empty;
        if (await letters.RefuseAsync(address, hasLink: false, ct) is { } fault)
        {
            return fault;
        }

        var id = Guid.CreateVersion7();
        var way = LetterDesk.WayOf(address)!.Value;
        var words = letters.Words(LetterKind.Test, address, path: null, inEnglish: false);
        var outcome = await sender.SendAsync(await book.FreshAsync(ct), way, id, words, ct);
        journal.Record(actor, MailingActs.Tested, new Subject("letter", id),
            $"way={way.ToCode()};status={outcome.Status};fault={outcome.Fault}",
            outcome.Fault == LetterSender.Tls ? "A4.2.1a" : null); // Nothing goes in clear.
        await db.CommitAsync(ct);
        return outcome;
    }

    /// <summary>Tries a dead letter once more.</summary>
    public async Task<Result> ResendAsync(Guid id, Actor actor, CancellationToken ct)
    {
        var found = await FindDeadAsync(id, ct);
        if (found.Value is not { } letter)
        {
            return found.Error!;
        }

        if (letter.ExpiresAt <= clock.Now)
        {
            return MailingErrors.Expired;
        }

        letter.Resend(clock.Now);
        journal.Record(actor, MailingActs.ResendAsked, new Subject("letter", id));
        await db.CommitAsync(ct);
        return Result.Success;
    }

    /// <summary>Lays a dead letter aside, with a reason; its words are gone.</summary>
    public async Task<Result> DiscardAsync(Guid id, string? reason, Actor actor, CancellationToken ct)
    {
        if (reason?.Trim() is not { Length: >= ReasonCharsMin and <= ReasonCharsMax } why)
        {
            return MailingErrors.NoReason;
        }

        var found = await FindDeadAsync(id, ct);
        if (found.Value is not { } letter)
        {
            return found.Error!;
        }

        letter.Discard(actor.Id, why, clock.Now);
        journal.Record(actor, MailingActs.Discarded, new Subject("letter", id));
        await db.CommitAsync(ct);
        return Result.Success;
    }

    private async Task<Result<OutgoingLetter>> FindDeadAsync(Guid id, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        return await db.FindForUpdateAsync<OutgoingLetter>("outgoing_letter", id, ct) is not { } letter
            ? MailingErrors.NoLetter
            : letter.State is LetterState.Dead ? letter : MailingErrors.NotDead;
    }

    private void Record(Actor actor, Act act, MailingSettingsVersion version) =>
        journal.Record(actor, act, new Subject("mailing-settings", version.Id), $"v{version.Version}");
}
