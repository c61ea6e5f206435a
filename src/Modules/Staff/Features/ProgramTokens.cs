using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FirstWindow.Staff.Features;

/// <summary>A token that holds, and whose it is.</summary>
internal sealed record HeldToken
{
    public required ProgramToken Token { get; init; }

    public required ServiceAccount Account { get; init; }
}

/// <summary>
/// Gives a program a token of some minutes for a word it signed with its key (OAuth 2.0 client credentials, RFC 6749
/// 4.4, with <c>private_key_jwt</c>, RFC 7523). What was wrong with a word is not told.
/// </summary>
[Clause("A4.2.3a")]
[Clause("A4.2.3b")]
internal sealed class ProgramTokens(
    Database db, JournalBook journal, PolicyBook policies, Digests digests, DatabaseClock clock, SignInTries tries)
{
    private const int JtiCharsMax = 100;
    private static readonly TimeSpan LifetimeMax = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30); // Of the program's clock.
    private static readonly JsonWebTokenHandler Handler = new() { MaximumTokenSizeInBytes = 8_192 };

    /// <summary>Checks the word and gives the token.</summary>
    /// <param name="assertion">The signed word, a JWT.</param>
    /// <param name="audience">The address it was sent to; it must be meant for that alone.</param>
    /// <param name="place">The network address it came from.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<Result<ServiceToken>> GiveAsync(
        string assertion, string audience, string? place, CancellationToken ct)
    {
        if (!tries.Admits(place))
        {
            return StaffErrors.TooManyTries;
        }

        var keys = await db.Set<ProgramKey>().AsNoTracking().Where(k => k.State == PolicyState.Approved)
            .Join(db.Set<ServiceAccount>().Where(a => a.RevokedAt == null), k => k.Account, a => a.Id, (k, _) => k)
            .ToListAsync(ct);
        if (await CheckAsync(assertion, audience, keys) is not { } word)
        {
            return StaffErrors.InvalidClient;
        }

        var key = keys.Single(k => k.Id.ToString() == word.SigningKey.KeyId);
        await db.BeginAsync(ct);
        var account = await db.FindForUpdateAsync<ServiceAccount>("service_account", key.Account, ct);
        if (account is not { RevokedAt: null } || !Codes.TryParseRole(account.Role, out var role)
            || await db.Set<ProgramAssertion>().AnyAsync(a => a.Account == account.Id && a.Jti == word.Id, ct))
        {
            return StaffErrors.InvalidClient;
        }

        var now = clock.Now;
        await db.Set<ProgramAssertion>().Where(a => a.ExpiresAt < now).ExecuteDeleteAsync(ct);
        await db.Set<ProgramToken>().Where(t => t.ExpiresAt < now).ExecuteDeleteAsync(ct);
        db.Add(new ProgramAssertion
        {
            Account = account.Id,
            Jti = word.Id,
            ExpiresAt = new DateTimeOffset(word.ValidTo, TimeSpan.Zero) + Skew,
        });
        var token = ServiceAccounts.NewToken();
        var given = new ProgramToken
        {
            Key = key.Id,
            TokenHash = digests.OfToken(token),
            ExpiresAt = now.AddMinutes(policies[StaffPolicies.TokenMinutes]),
        };
        db.Add(given);
        account.LastUsedAt = now;
        journal.Record(Sessions.ActorOf(account, role, given.Id), StaffActs.ProgramSignedIn,
            ServiceAccounts.AboutOf(account.Id), "by=key");
        await db.CommitAsync(ct);
        return new ServiceToken(token, given.ExpiresAt);
    }

    /// <summary>The tokens that hold: whose key is gone, or whose account was revoked, does not.</summary>
    public static IQueryable<HeldToken> Holding(Database db, DateTimeOffset now) => db.Set<ProgramToken>()
        .AsNoTracking().Where(t => t.ExpiresAt > now)
        .Join(db.Set<ProgramKey>(), t => t.Key, k => k.Id, (t, k) => new { Token = t, k.Account })
        .Join(db.Set<ServiceAccount>().Where(a => a.RevokedAt == null), x => x.Account, a => a.Id,
            (x, a) => new HeldToken { Token = x.Token, Account = a });

    private async Task<JsonWebToken?> CheckAsync(string assertion, string audience, IReadOnlyList<ProgramKey> keys)
    {
        var now = clock.Now;
        var verdict = await Handler.ValidateTokenAsync(assertion, new TokenValidationParameters
        {
            ValidAlgorithms = ProgramKey.Algorithms,
            IssuerSigningKeyResolver = (_, token, _, _) =>
                keys.Where(k => k.Account.ToString() == token.Issuer).Select(k => k.Verifier),
            IssuerValidator = (issuer, token, _) => issuer == (token as JsonWebToken)?.Subject ? issuer
                : throw new SecurityTokenInvalidIssuerException { InvalidIssuer = issuer },
            AudienceValidator = (audiences, _, _) => audiences.ToList() is [var only] && only == audience,
            LifetimeValidator = (from, expires, _, _) => !(from > (now + Skew).UtcDateTime)
                && expires is { } at && at > now.UtcDateTime && at <= (now + LifetimeMax + Skew).UtcDateTime,
        });
        return verdict.IsValid && verdict.SecurityToken is JsonWebToken { Id.Length: > 0 and <= JtiCharsMax } word
            ? word : null;
    }
}
