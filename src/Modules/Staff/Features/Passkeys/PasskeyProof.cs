using System.Buffers.Text;
using System.Text.Json;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Conduct;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Contracts;
using FirstWindow.Staff.Domain;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Staff.Features.Passkeys;

/// <summary>What a browser answers to a challenge, and at which address.</summary>
internal sealed record PasskeyAnswer(Guid Challenge, JsonElement Credential, PasskeySite Site);

/// <summary>
/// Makes challenges, and takes answers by passkey: each challenge for one purpose, for minutes, and once; each answer
/// from this address, by the person's own passkey, with a count that goes on. A count that went back ends the passkey
/// and is alarmed: nobody can tell the copy from the first.
/// </summary>
[Clause("A4.2.3b")]
internal sealed class PasskeyProof(
    Database db, JournalBook journal, ConductBook conduct, PolicyBook policies, DatabaseClock clock)
{
    /// <summary>Makes a challenge and commits it.</summary>
    /// <param name="purpose">What for.</param>
    /// <param name="actor">Whose; nobody before a sign-in.</param>
    /// <param name="site">Where.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>Its id, and what the browser is told, as JSON.</returns>
    public async Task<(Guid Id, string Options)> AskAsync(
        PasskeyPurpose purpose, Actor? actor, PasskeySite site, CancellationToken ct)
    {
        var now = clock.Now;
        var staff = actor is null ? null
            : await db.Set<StaffMember>().AsNoTracking().SingleAsync(s => s.Id == actor.StaffId, ct);
        var check = new PasskeyCheck(site, staff, staff is null ? [] : await OfAsync(staff.Id, ct));
        var question = purpose is PasskeyPurpose.Add ? await check.AskForNewAsync() : await check.AskAsync();
        var challenge = new PasskeyChallenge
        {
            Purpose = purpose,
            Staff = actor?.StaffId,
            Session = actor?.Session,
            State = question.State,
            ExpiresAt = now + PasskeyChallenge.Lifetime,
        };
        await db.BeginAsync(ct);
        await db.Set<PasskeyChallenge>().Where(c => c.ExpiresAt < now).ExecuteDeleteAsync(ct);
        db.Add(challenge);
        await db.CommitAsync(ct);
        return (challenge.Id, question.Options);
    }

    /// <summary>What a challenge asked for; none when it was used, has expired, or was made for somebody or something
    /// else. It is used up by this, whatever becomes of the answer, in the caller's transaction.</summary>
    public async Task<string?> UseUpAsync(Guid id, PasskeyPurpose purpose, Actor? actor, CancellationToken ct)
    {
        var challenge = await db.Set<PasskeyChallenge>().AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct);
        var isOurs = challenge is not null && challenge.Purpose == purpose && challenge.Staff == actor?.StaffId
            && challenge.Session == actor?.Session && clock.Now < challenge.ExpiresAt;
        var isFirst = isOurs && await db.Set<PasskeyChallenge>().Where(c => c.Id == id).ExecuteDeleteAsync(ct) == 1;
        return isFirst ? challenge!.State : null;
    }

    /// <summary>Whose passkey an answer names; nothing is checked of it.</summary>
    public async Task<StaffId?> OwnerOfAsync(PasskeyAnswer answer, CancellationToken ct)
    {
        var credential = CredentialOf(answer);
        return await db.Set<Passkey>().Where(p => p.Credential == credential).Select(p => (StaffId?)p.Staff)
            .SingleOrDefaultAsync(ct);
    }

    /// <summary>Whether an answer proves that a person is there; in the transaction that holds the person's
    /// row.</summary>
    /// <returns>Why not; none when it does.</returns>
    public async Task<string?> RefusalOfAsync(
        StaffMember staff, PasskeyAnswer answer, PasskeyPurpose purpose, Actor? actor, bool isAlone,
        CancellationToken ct, bool isStranger = false)
    {
        if (!policies.TakesPasskeys())
        {
            return PasskeyReasons.Off;
        }

        if (await UseUpAsync(answer.Challenge, purpose, actor, ct) is not { } state)
        {
            return PasskeyReasons.Challenge;
        }

        if (staff.DisabledAt is not null || !staff.IsReady || (isStranger
            ? staff.IsLockedToStrangersAt(clock.Now) : staff.IsLockedAt(clock.Now)))
        {
            return PasskeyReasons.Account;
        }

        var (credential, own) = (CredentialOf(answer), await OfAsync(staff.Id, ct));
        if (own.Find(p => p.Credential.AsSpan().SequenceEqual(credential)) is not { } passkey)
        {
            return PasskeyReasons.Unknown;
        }

        var check = new PasskeyCheck(answer.Site, staff, own);
        if (await check.TakeAsync(state, answer.Credential.GetRawText()) is not { } proved)
        {
            return check.IsFromElsewhere ? PasskeyReasons.Origin : PasskeyReasons.Proof;
        }

        if (!passkey.Use(proved.SignCount, clock.Now))
        {
            db.Remove(passkey);
            journal.Record(Actor.System, PasskeyActs.Ended, Subject.Of(staff.Id), "cause=copy");
            await conduct.RaiseAsync(staff.Id, ConductKinds.CopiedPasskey, $"passkey={passkey.Id:n}", ct);
            return PasskeyReasons.Copy;
        }

        return isAlone && passkey.MayBeCopied ? PasskeyReasons.MayBeCopied : null;
    }

    /// <summary>All passkeys of a person.</summary>
    public Task<List<Passkey>> OfAsync(StaffId staff, CancellationToken ct) =>
        db.Set<Passkey>().Where(p => p.Staff == staff).OrderBy(p => p.AddedAt).ToListAsync(ct);

    private static byte[] CredentialOf(PasskeyAnswer answer) =>
        answer.Credential.ValueKind is JsonValueKind.Object
        && answer.Credential.TryGetProperty("id", out var id) && id.ValueKind is JsonValueKind.String
        && id.GetString() is { Length: < 2_000 } text && Base64Url.IsValid(text)
            ? Base64Url.DecodeFromChars(text) : [];
}
