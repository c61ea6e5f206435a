using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Contracts;
using FirstWindow.Staff.Domain;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Staff.Features.Passkeys;

/// <summary>A passkey as its owner sees it.</summary>
internal sealed record OwnPasskey(
    Guid Id, string Name, DateTimeOffset AddedAt, DateTimeOffset? UsedAt, bool MayBeCopied);

/// <summary>
/// The own passkeys: shown, added and ended. Adding one asks for the own one-time code first, so that a desk somebody
/// has left, or a stolen session, gives nobody a key of their own.
/// </summary>
[Clause("A4.2.3b")]
internal sealed class OwnPasskeys(
    Database db, JournalBook journal, PasskeyProof proof, OwnCode ownCode, PolicyBook policies,
    DatabaseClock clock)
{
    private const int NameCharsMax = 40;

    /// <summary>What the person has.</summary>
    public async Task<IReadOnlyList<OwnPasskey>> ListAsync(Actor actor, CancellationToken ct) =>
        [.. (await proof.OfAsync(actor.StaffId, ct))
            .Select(p => new OwnPasskey(p.Id, p.Name, p.AddedAt, p.UsedAt, p.MayBeCopied))];

    /// <summary>Uses the own code up, and asks the browser for a new passkey.</summary>
    public async Task<Result<(Guid Id, string Options)>> AskAsync(
        string? code, PasskeySite site, Actor actor, CancellationToken ct)
    {
        if (actor.Kind is not ActorKind.Staff)
        {
            return StaffErrors.PersonOnly;
        }

        if (!policies.TakesPasskeys())
        {
            return PasskeyErrors.Off;
        }

        if ((await proof.OfAsync(actor.StaffId, ct)).Count >= Passkey.Most)
        {
            return PasskeyErrors.TooMany;
        }

        return await ownCode.CheckAsync(actor, code, ct) is { } refused ? refused
            : await proof.AskAsync(PasskeyPurpose.Add, actor, site, ct);
    }

    /// <summary>Adds what the browser has made.</summary>
    public async Task<Result<Guid>> AddAsync(string name, PasskeyAnswer answer, Actor actor, CancellationToken ct)
    {
        name = name.Trim();
        if (name.Length is 0 or > NameCharsMax || name.Any(char.IsControl))
        {
            return PasskeyErrors.BadName;
        }

        await db.BeginAsync(ct);
        var staff = await db.FindForUpdateAsync<StaffMember>("staff", actor.Id, ct);
        if (staff is null)
        {
            return StaffErrors.PersonOnly;
        }

        await db.LockAsync("passkey", ct); // Two people never bring the same one.
        var own = await proof.OfAsync(staff.Id, ct);
        var check = new PasskeyCheck(answer.Site, staff, own);
        var state = await proof.UseUpAsync(answer.Challenge, PasskeyPurpose.Add, actor, ct);
        if (state is null || await check.TakeNewAsync(state, answer.Credential.GetRawText()) is not { } made)
        {
            var reason = state is null ? PasskeyReasons.Challenge
                : check.IsFromElsewhere ? PasskeyReasons.Origin : PasskeyReasons.Proof;
            journal.Record(actor, PasskeyActs.Refused, Subject.Of(staff.Id), $"reason={reason}");
            await db.CommitAsync(ct);
            return PasskeyErrors.Refused;
        }

        if (await db.Set<Passkey>().AnyAsync(p => p.Credential == made.CredentialId, ct))
        {
            await db.CommitAsync(ct); // The challenge is used up all the same.
            return PasskeyErrors.Known;
        }

        var passkey = Passkey.Begin(staff.Id, name, made.CredentialId, made.PublicKey, made.SignCount,
            made.IsBackupEligible, clock.Now);
        db.Add(passkey);
        journal.Record(actor, PasskeyActs.Added, Subject.Of(staff.Id), $"passkey={passkey.Id:n}");
        db.Announce(Sessions.Topic);
        await db.CommitAsync(ct);
        return passkey.Id;
    }

    /// <summary>Ends one of the own; somebody else's does not exist.</summary>
    public async Task<Result> EndAsync(Guid id, Actor actor, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        var passkey = await db.FindForUpdateAsync<Passkey>("passkey", id, ct);
        if (passkey is null || passkey.Staff != actor.StaffId)
        {
            return PasskeyErrors.NotFound;
        }

        db.Remove(passkey);
        journal.Record(actor, PasskeyActs.Ended, Subject.Of(actor.StaffId), $"passkey={id:n}");
        db.Announce(Sessions.Topic);
        await db.CommitAsync(ct);
        return Result.Success;
    }
}
