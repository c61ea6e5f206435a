using System.Security.Cryptography;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Domain;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Staff.Features;

/// <summary>A token, told once: only its hash is stored.</summary>
/// <param name="Token">What the program sends as its bearer token.</param>
/// <param name="ExpiresAt">When it ends by itself.</param>
public sealed record ServiceToken(string Token, DateTimeOffset ExpiresAt);

/// <summary>A service account as the page shows it.</summary>
internal sealed record ServiceAccountRow(
    Guid Id, string Name, string Role, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? LastUsedAt,
    DateTimeOffset? RevokedAt, bool Holds);

/// <summary>The programs that call the API: made by whoever runs the server, ended by themselves or by an
/// officer.</summary>
[Clause("A4.2.3a")]
public sealed class ServiceAccounts(
    Database db, JournalBook journal, PolicyBook policies, Digests digests, DatabaseClock clock)
{
    /// <summary>Makes the account.</summary>
    /// <param name="name">What the program is, e.g. <c>core-bank-events</c>.</param>
    /// <param name="role">The one role it has.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<ServiceToken> MakeAsync(string name, Role role, CancellationToken ct)
    {
        await policies.FreshAsync(ct); // The command line has asked for none yet.
        var token = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-')
            .Replace('/', '_');
        var account = new ServiceAccount
        {
            Name = name,
            Role = role.ToCode(),
            TokenHash = digests.OfToken(token),
            CreatedAt = clock.Now,
            ExpiresAt = clock.Now.AddDays(policies[StaffPolicies.TokenDays]),
        };
        db.Add(account);
        journal.Record(Actor.System, StaffActs.ServiceAccountMade, AboutOf(account.Id), account.Role);
        db.Announce(StaffDirectory.Topic);
        await db.CommitAsync(ct);
        return new(token, account.ExpiresAt);
    }

    /// <summary>All of them, those that hold first.</summary>
    internal async Task<IReadOnlyList<ServiceAccountRow>> ListAsync(CancellationToken ct)
    {
        var now = clock.Now;
        return
        [
            .. (await db.Set<ServiceAccount>().AsNoTracking().ToListAsync(ct))
                .OrderByDescending(a => a.HoldsAt(now)).ThenBy(a => a.Name, StringComparer.Ordinal)
                .ThenByDescending(a => a.CreatedAt)
                .Select(a => new ServiceAccountRow(a.Id, a.Name, a.Role, a.CreatedAt, a.ExpiresAt, a.LastUsedAt,
                    a.RevokedAt, a.HoldsAt(now))),
        ];
    }

    /// <summary>Ends a token: within a second no request and no stream of it works. Again changes nothing.</summary>
    internal async Task<Result> RevokeAsync(Guid id, Actor actor, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        if (await db.FindForUpdateAsync<ServiceAccount>("service_account", id, ct) is not { } account)
        {
            return StaffErrors.ProgramNotFound;
        }

        if (account.RevokedAt is null)
        {
            account.Revoke(clock.Now);
            journal.Record(actor, StaffActs.ServiceAccountRevoked, AboutOf(id), account.Role);
            db.Announce(Sessions.Topic);
            db.Announce(StaffDirectory.Topic);
            await db.CommitAsync(ct);
        }

        return Result.Success;
    }

    private static Subject AboutOf(Guid account) => new("service-account", account);
}
