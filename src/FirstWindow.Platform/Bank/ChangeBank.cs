using System.Text.Json;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Platform.Bank;

/// <summary>Acts on the bank's settings.</summary>
public static class BankActs
{
    /// <summary>A change that customers see was proposed.</summary>
    public static readonly Act Proposed = new("bank.proposed", "A1.3.2");

    /// <summary>The settings hold: changed by one person where that is enough, or approved by a second.</summary>
    public static readonly Act Changed = new("bank.changed", "A6.1.1b");

    /// <summary>A second person said no.</summary>
    public static readonly Act Rejected = new("bank.rejected", "A1.3.2");
}

/// <summary>Who may touch the bank's settings.</summary>
public static class BankPermissions
{
    /// <summary>See them with their history.</summary>
    public static readonly Permission Read = new("bank.read", Role.Administrator, Role.Compliance, Role.Auditor);

    /// <summary>Change them.</summary>
    public static readonly Permission Change = new("bank.change", Role.Administrator);

    /// <summary>Decide about another's change.</summary>
    public static readonly Permission Decide = new("bank.decide", Role.Administrator, Role.Compliance);
}

/// <summary>Settings as they are to be, and the version they were made from.</summary>
public sealed record ChangeBank(BankSettings Settings, int BasedOn);

/// <summary>What became of a change.</summary>
/// <param name="Id">Id of the version.</param>
/// <param name="State">Approved when it holds already, proposed when a second person must decide.</param>
public sealed record BankChange(Guid Id, PolicyState State);

/// <summary>
/// Changes what the bank says of itself. What customers rely on (numbers, complaint channel, greeting, hours) holds
/// only after a second person; a complaint channel is never missing.
/// </summary>
[Clause("A6.1.1b")]
[Clause("A1.3.2")]
public sealed class BankChanges(Database db, JournalBook journal, BankBook book, DatabaseClock clock)
{
    /// <summary>Every version, newest first.</summary>
    public async Task<IReadOnlyList<BankSettingsVersion>> ListAsync(CancellationToken ct) =>
        await db.Set<BankSettingsVersion>().AsNoTracking().OrderByDescending(v => v.Version).ToListAsync(ct);

    /// <summary>Changes the settings, or proposes to. The logo stays what it is.</summary>
    public async Task<Result<BankChange>> ChangeAsync(ChangeBank request, Actor actor, CancellationToken ct) =>
        request.Settings.Check() is { } fault ? fault
            : await ChangeAsync(
                before => request.Settings with { AreForShow = false, Logo = before.Logo }, request.BasedOn, actor, ct);

    /// <summary>Proposes another logo, or none.</summary>
    /// <param name="sent">The file as it was sent; none to go back to the house's own mark.</param>
    /// <param name="basedOn">The version its author saw.</param>
    /// <param name="actor">Who.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<Result<BankChange>> ChangeLogoAsync(
        byte[]? sent, int basedOn, Actor actor, CancellationToken ct)
    {
        var read = sent is null ? default : BankLogo.Read(sent, clock.Now);
        if (read.Error is { } fault)
        {
            return fault;
        }

        var digest = read.Value?.Digest ?? string.Empty;
        return await ChangeAsync(before => before with { Logo = digest }, basedOn, actor, ct, read.Value);
    }

    private async Task<Result<BankChange>> ChangeAsync(
        Func<BankSettings, BankSettings> change, int basedOn, Actor actor, CancellationToken ct, BankLogo? logo = null)
    {
        await db.BeginAsync(ct);
        await db.LockAsync(BankBook.Topic, ct);
        var versions = await db.Set<BankSettingsVersion>().OrderByDescending(v => v.Version).ToListAsync(ct);
        if (versions.Exists(v => v.State is PolicyState.Proposed))
        {
            return BankErrors.ProposalOpen;
        }

        var newest = versions.Count == 0 ? 0 : versions[0].Version;
        if (newest != basedOn)
        {
            return BankErrors.ChangedMeanwhile;
        }

        if (logo is not null && !await db.Set<BankLogo>().AnyAsync(l => l.Digest == logo.Digest, ct))
        {
            db.Add(logo);
        }

        var before = versions.Find(v => v.State is PolicyState.Approved)?.Read() ?? new();
        var settings = change(before);
        var version = new BankSettingsVersion
        {
            Version = newest + 1,
            Content = JsonSerializer.Serialize(settings, JsonSettings.Options),
            ProposedBy = actor.Id,
            ProposedAt = clock.Now,
        };
        db.Add(version);
        if (!settings.NeedsSecondPerson(before))
        {
            version.Settle(clock.Now);
        }

        journal.Record(actor, version.State is PolicyState.Approved ? BankActs.Changed : BankActs.Proposed,
            new Subject("bank-settings", version.Id), $"v{version.Version}");
        db.Announce(BankBook.Topic);
        await db.CommitAsync(ct);
        await book.FreshAsync(ct); // Whoever changed them sees it at once; other nodes hear the topic.
        return new BankChange(version.Id, version.State);
    }

    /// <summary>Approves or rejects another's change.</summary>
    public async Task<Result> DecideAsync(Guid id, bool approve, Actor actor, CancellationToken ct)
    {
        var decided = await db.DecideAsync<BankSettingsVersion>(
            "bank_settings_version", id, approve, actor, clock.Now, BankErrors.NotFound, ct);
        if (decided.Value is not { } version)
        {
            return decided.Error!;
        }

        journal.Record(actor, approve ? BankActs.Changed : BankActs.Rejected,
            new Subject("bank-settings", id), $"v{version.Version}");
        db.Announce(BankBook.Topic);
        await db.CommitAsync(ct);
        await book.FreshAsync(ct);
        return Result.Success;
    }
}
