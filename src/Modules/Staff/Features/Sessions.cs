using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Feed;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FirstWindow.Staff.Features;

/// <summary>Who is behind a cookie. Answers are kept for at most a second, and dropped at once when any session
/// ends.</summary>
[Clause("A4.2.3b")]
internal sealed class Sessions : ISessions, IDisposable
{
    public const string Topic = "sessions";

    private const int KeptMax = 10_000;
    private static readonly TimeSpan CachedFor = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SeenEvery = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan UsedEvery = TimeSpan.FromMinutes(1);
    private readonly BoundedCache<string, Known> byToken = new(KeptMax); // Guesses of tokens must not fill the memory.
    private readonly BoundedCache<Guid, (SessionState State, DateTimeOffset At)> states = new(KeptMax);
    private readonly IServiceScopeFactory scopes;
    private readonly PolicyBook policies;
    private readonly PledgeBook pledges;
    private readonly Digests digests;
    private readonly DatabaseClock clock;
    private readonly ChangeFeed feed;
    private readonly IDisposable listening;

    public Sessions(
        IServiceScopeFactory scopes, PolicyBook policies, PledgeBook pledges, Digests digests, DatabaseClock clock,
        ChangeFeed feed)
    {
        (this.scopes, this.policies, this.pledges) = (scopes, policies, pledges);
        (this.digests, this.clock, this.feed) = (digests, clock, feed);
        listening = feed.Listen(topic =>
        {
            if (topic is Topic or "*")
            {
                Forget();
            }
        });
    }

    public void Forget()
    {
        byToken.Clear();
        states.Clear();
    }

    public async ValueTask<Actor?> FindByCookieAsync(string token, CancellationToken ct)
    {
        var now = clock.Now;
        if (byToken.TryGet(token, out var known) && now - known.At < CachedFor)
        {
            return known.Actor;
        }

        var actor = await ReadCookieAsync(digests.FormsOfToken(token), now, ct);
        Keep(token, actor, now);
        return actor;
    }

    public async ValueTask<Actor?> FindByBearerAsync(string token, CancellationToken ct)
    {
        var now = clock.Now;
        if (byToken.TryGet(token, out var known) && now - known.At < CachedFor)
        {
            return known.Actor;
        }

        var actor = await ReadBearerAsync(digests.FormsOfToken(token), now, ct);
        if (known is null && actor is not null)
        {
            feed.Publish([StaffDirectory.Topic]); // Another process, the command line, may have made the account.
        }

        Keep(token, actor, now);
        return actor;
    }

    public async ValueTask<SessionState> StateOfAsync(Guid session, CancellationToken ct)
    {
        var now = clock.Now;
        if (states.TryGet(session, out var known) && now - known.At < CachedFor)
        {
            return known.State;
        }

        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Database>();
        var row = await db.Set<StaffSession>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == session, ct);
        var state = row is null ? await StateOfProgramAsync(db, session, now, ct)
            : !IsValid(row, now) ? SessionState.Over
            : row.LockedAt is not null ? SessionState.Locked
            : SessionState.Open;
        states.Set(session, (state, now));
        return state;
    }

    public void Dispose() => listening.Dispose();

    private static async Task<SessionState> StateOfProgramAsync(
        Database db, Guid session, DateTimeOffset now, CancellationToken ct) =>
        await db.Set<ServiceAccount>().AsNoTracking().SingleOrDefaultAsync(a => a.Id == session, ct) is { } program
            ? program.HoldsAt(now) ? SessionState.Open : SessionState.Over
            : await ProgramTokens.Holding(db, now).AnyAsync(t => t.Token.Id == session, ct)
                ? SessionState.Open : SessionState.Over;

    private async Task<Actor?> ReadCookieAsync(IReadOnlyList<byte[]> hashes, DateTimeOffset now, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Database>();
        var pledge = (await pledges.FreshAsync(ct)).Version;
        var acceptedAfter = now - pledges.HoldsFor;
        var found = await db.Set<StaffSession>().Where(s => hashes.Contains(s.TokenHash))
            .Join(db.Set<StaffMember>(), s => s.Staff, m => m.Id, (s, m) => new
            {
                Session = s,
                Staff = m,
                HasPledged = db.Set<PledgeAcceptance>().Any(
                    a => a.Staff == m.Id && a.Version == pledge && a.At > acceptedAfter),
                HasPasskey = db.Set<Passkey>().Any(p => p.Staff == m.Id),
            })
            .SingleOrDefaultAsync(ct);
        if (found is null || found.Staff.DisabledAt is not null || !IsValid(found.Session, now))
        {
            return null;
        }

        if (now - found.Session.SeenAt > SeenEvery)
        {
            await db.BeginAsync(ct);
            (found.Session.SeenAt, found.Session.TokenHash) = (now, hashes[0]); // By the algorithms in force.
            await db.CommitAsync(ct);
        }

        return new Actor(ActorKind.Staff, found.Staff.Id.Value, found.Staff.RoleSet())
        {
            Name = found.Staff.Name,
            Number = found.Staff.Number,
            Team = found.Staff.Team,
            Session = found.Session.Id,
            IsLocked = found.Session.LockedAt is not null,
            OwesPledge = !found.HasPledged,
            HasPasskey = found.HasPasskey,
        };
    }

    private async Task<Actor?> ReadBearerAsync(IReadOnlyList<byte[]> hashes, DateTimeOffset now, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Database>();
        var account = await db.Set<ServiceAccount>().SingleOrDefaultAsync(a => hashes.Contains(a.TokenHash), ct);
        if (account is null)
        {
            var held = await ProgramTokens.Holding(db, now)
                .SingleOrDefaultAsync(t => hashes.Contains(t.Token.TokenHash), ct);
            return held is not null && Codes.TryParseRole(held.Account.Role, out var post)
                    ? ActorOf(held.Account, post, held.Token.Id) : null;
        }

        if (!account.HoldsAt(now) || !Codes.TryParseRole(account.Role, out var role))
        {
            return null;
        }

        if (account.LastUsedAt is null || now - account.LastUsedAt > UsedEvery)
        {
            await db.BeginAsync(ct);
            if (account.LastUsedAt is not { } last || HourOf(last) != HourOf(now)) // That says enough.
            {
                scope.ServiceProvider.GetRequiredService<JournalBook>().Record(
                    ActorOf(account, role, account.Id), StaffActs.ProgramSignedIn, new("service-account", account.Id), "by=token");
            }

            (account.LastUsedAt, account.TokenHash) = (now, hashes[0]);
            await db.CommitAsync(ct);
        }

        return ActorOf(account, role, account.Id);
    }

    private static long HourOf(DateTimeOffset at) => at.UtcTicks / TimeSpan.TicksPerHour;

    /// <summary>A program at work. Its session is its token: its streams end with it too.</summary>
    public static Actor ActorOf(ServiceAccount account, Role role, Guid session) =>
        new(ActorKind.Service, account.Id, new HashSet<Role> { role })
        {
            Name = account.Name,
            Number = StaffMember.ProgramNumber,
            Session = session,
        };

    internal bool IsValid(StaffSession session, DateTimeOffset now) =>
        session.EndedAt is null
        && now - session.SeenAt < policies.Seconds(StaffPolicies.IdleTimeout)
        && now - session.CreatedAt < policies.Seconds(StaffPolicies.AbsoluteTimeout);

    private void Keep(string token, Actor? actor, DateTimeOffset now) => byToken.Set(token, new(actor, now));

    private sealed record Known(Actor? Actor, DateTimeOffset At);
}
