using System.Buffers.Text;
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
    DateTimeOffset? RevokedAt, bool Holds, IReadOnlyList<ProgramKeyRow> Keys);

/// <summary>The programs that call the API: made by whoever runs the server, ended by themselves or by an
/// officer.</summary>
[Clause("A4.2.3a")]
public sealed class ServiceAccounts(
    Database db, JournalBook journal, PolicyBook policies, Digests digests, DatabaseClock clock)
{
    /// <summary>A token nobody can guess.</summary>
    internal static string NewToken() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>Makes the account with a token for the day.</summary>
    /// <param name="name">What the program is, e.g. <c>core-bank-events</c>.</param>
    /// <param name="role">The one role it has.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<ServiceToken> MakeAsync(string name, Role role, CancellationToken ct)
    {
        await policies.FreshAsync(ct); // The command line has asked for none yet.
        var token = NewToken();
        var ends = clock.Now.AddHours(policies[StaffPolicies.TokenHours]);
        var account = await AddAsync(name, role, token, ends, null, ct);
        return new(token, account.ExpiresAt);
    }

    /// <summary>Makes the account with the public key of a program, which gets its tokens for that; nobody is told
    /// one.</summary>
    /// <param name="name">What the program is.</param>
    /// <param name="role">The one role it has.</param>
    /// <param name="publicKey">In PEM.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>The account's id.</returns>
    public async Task<Result<Guid>> MakeWithKeyAsync(string name, Role role, string publicKey, CancellationToken ct)
    {
        var key = ProgramKey.Take(publicKey);
        return key.Error is { } unfit ? unfit
            : (await AddAsync(name, role, NewToken(), clock.Now, key.Value, ct)).Id;
    }

    /// <summary>All of them, those that hold first.</summary>
    internal async Task<IReadOnlyList<ServiceAccountRow>> ListAsync(Actor actor, CancellationToken ct)
    {
        var now = clock.Now;
        var keys = (await db.Set<ProgramKey>().AsNoTracking().OrderBy(k => k.ProposedAt).ToListAsync(ct))
            .ToLookup(k => k.Account, k => ProgramKeyRow.Of(k, actor));
        return
        [
            .. (await db.Set<ServiceAccount>().AsNoTracking().ToListAsync(ct))
                .Select(a => new ServiceAccountRow(a.Id, a.Name, a.Role, a.CreatedAt, a.ExpiresAt, a.LastUsedAt,
                    a.RevokedAt, a.HoldsAt(now) || (a.RevokedAt is null && keys[a.Id].Any(k => k.IsConfirmed)),
                    [.. keys[a.Id]]))
                .OrderByDescending(r => r.Holds).ThenBy(r => r.Name, StringComparer.Ordinal)
                .ThenByDescending(r => r.CreatedAt),
        ];
    }

    /// <summary>Ends an account: within a second no request and no stream of it works. Again changes nothing.</summary>
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

    internal static Subject AboutOf(Guid account) => new("service-account", account);

    private async Task<ServiceAccount> AddAsync(
        string name, Role role, string token, DateTimeOffset expiresAt, string? publicKey, CancellationToken ct)
    {
        var account = new ServiceAccount
        {
            Name = name,
            Role = role.ToCode(),
            TokenHash = digests.OfToken(token),
            CreatedAt = clock.Now,
            ExpiresAt = expiresAt,
        };
        db.Add(account);
        if (publicKey is not null)
        {
            var key = new ProgramKey { Account = account.Id, PublicKey = publicKey, ProposedAt = clock.Now };
            key.Settle(clock.Now); // Whoever runs the server makes programs, as before.
            db.Add(key);
        }

        journal.Record(Actor.System, StaffActs.ServiceAccountMade, AboutOf(account.Id), account.Role);
        db.Announce(StaffDirectory.Topic);
        await db.CommitAsync(ct);
        return account;
    }
}
