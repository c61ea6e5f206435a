using System.Collections.Frozen;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Feed;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FirstWindow.Platform.Policies;

/// <summary>The values that hold now, in memory; a change reaches every node through the feed.</summary>
public sealed class PolicyBook : IDisposable
{
    private readonly IServiceScopeFactory scopes;
    private readonly DatabaseClock clock;
    private readonly Mirror<FrozenDictionary<string, PolicyVersion[]>> versions;

    /// <summary>Listens for changes; <see cref="FreshAsync"/> fills it.</summary>
    public PolicyBook(
        IServiceScopeFactory scopes, ChangeFeed feed, DatabaseClock clock, Modules modules,
        ILogger<Mirror<FrozenDictionary<string, PolicyVersion[]>>> log)
    {
        this.scopes = scopes;
        this.clock = clock;
        Known = modules.Fields<Policy>().ToFrozenDictionary(p => p.Key, StringComparer.Ordinal);
        versions = new(feed, scopes, log, Topic, FrozenDictionary<string, PolicyVersion[]>.Empty, ReadAsync);
    }

    /// <summary>Topic of the feed.</summary>
    public const string Topic = "policies";

    /// <summary>Every policy the program declares.</summary>
    public FrozenDictionary<string, Policy> Known { get; }

    /// <summary>The value that holds now, in the policy's unit.</summary>
    public long this[Policy policy]
    {
        get
        {
            var now = clock.Now;
            foreach (var version in versions.Current.GetValueOrDefault(policy.Key) ?? [])
            {
                if (version.EffectiveFrom <= now)
                {
                    return version.Value;
                }
            }

            return policy.Shipped;
        }
    }

    /// <summary>The value that holds now, of a policy in seconds.</summary>
    public TimeSpan Seconds(Policy policy) => TimeSpan.FromSeconds(this[policy]);

    /// <summary>Waits until every change announced so far holds.</summary>
    public async Task FreshAsync(CancellationToken ct) => await versions.FreshAsync(ct);

    /// <summary>Writes version 1 of policies this database has not seen.</summary>
    public async Task ShipAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Database>();
        await db.BeginAsync(ct);
        await db.LockAsync("policies", ct);
        var seen = await db.Set<PolicyVersion>().Select(v => v.Key).Distinct().ToListAsync(ct);
        foreach (var policy in Known.Values.Where(p => !seen.Contains(p.Key)))
        {
            db.Add(PolicyVersion.Ship(policy, clock.Now));
        }

        db.Announce(Topic);
        await db.CommitAsync(ct);
        await FreshAsync(ct);
    }

    /// <inheritdoc/>
    public void Dispose() => versions.Dispose();

    // The approved ones, newest first.
    private static async Task<FrozenDictionary<string, PolicyVersion[]>> ReadAsync(Database db, CancellationToken ct)
    {
        var approved = await db.Set<PolicyVersion>().AsNoTracking().Where(v => v.State == PolicyState.Approved)
            .ToListAsync(ct);
        return approved.GroupBy(v => v.Key, StringComparer.Ordinal)
            .ToFrozenDictionary(
                g => g.Key, g => g.OrderByDescending(v => v.EffectiveFrom).ThenByDescending(v => v.Version).ToArray());
    }
}

/// <summary>Acts on policies.</summary>
public static class PolicyActs
{
    /// <summary>A change was proposed.</summary>
    public static readonly Act Proposed = new("policy.proposed", "A1.3.2");

    /// <summary>A second person approved it.</summary>
    public static readonly Act Approved = new("policy.approved", "A1.3.2");

    /// <summary>A second person rejected it.</summary>
    public static readonly Act Rejected = new("policy.rejected", "A1.3.2");
}

/// <summary>Who may touch policies.</summary>
public static class PolicyPermissions
{
    /// <summary>See every value, its history and source.</summary>
    public static readonly Permission Read =
        new("policy.read", Role.Compliance, Role.Auditor, Role.Administrator, Role.Supervisor, Role.DutyLead);

    /// <summary>Propose a change.</summary>
    public static readonly Permission Propose = new("policy.propose", Role.Compliance, Role.DutyLead);

    /// <summary>Decide about another's proposal.</summary>
    public static readonly Permission Decide = new("policy.decide", Role.Compliance);
}

/// <summary>Asks for another value.</summary>
public sealed record ProposePolicy(string Key, long Value, DateTimeOffset? EffectiveFrom, string Reason);

/// <summary>Proposals and decisions: two persons for every change.</summary>
[Clause("A1.3.2")]
public sealed class PolicyChanges(Database db, JournalBook journal, PolicyBook book, DatabaseClock clock)
{
    /// <summary>Proposes a value; it holds only once somebody else approves.</summary>
    public async Task<Result<Guid>> ProposeAsync(ProposePolicy request, Actor actor, CancellationToken ct)
    {
        if (!book.Known.TryGetValue(request.Key, out var policy))
        {
            return PolicyErrors.NotFound;
        }

        if (request.Value < policy.Least || request.Value > policy.Most)
        {
            return PolicyErrors.OutOfRange(policy);
        }

        await db.BeginAsync(ct);
        await db.LockAsync("policies", ct);
        var history = await db.Set<PolicyVersion>().Where(v => v.Key == policy.Key).ToListAsync(ct);
        if (history.Any(v => v.State is PolicyState.Proposed))
        {
            return PolicyErrors.ProposalOpen;
        }

        var version = new PolicyVersion
        {
            Key = policy.Key,
            Version = history.Max(v => v.Version) + 1,
            Value = request.Value,
            EffectiveFrom = request.EffectiveFrom is { } from && from > clock.Now ? from : clock.Now,
            Reason = request.Reason,
            ProposedBy = actor.Id,
            ProposedAt = clock.Now,
        };
        db.Add(version);
        journal.Record(actor, PolicyActs.Proposed, new Subject("policy", version.Id), $"{policy.Key}={request.Value}");
        await db.CommitAsync(ct);
        return version.Id;
    }

    /// <summary>Approves or rejects another's proposal.</summary>
    public async Task<Result> DecideAsync(Guid id, bool approve, Actor actor, CancellationToken ct)
    {
        var decided = await db.DecideAsync<PolicyVersion>(
            "policy_version", id, approve, actor, clock.Now, PolicyErrors.NotFound, ct);
        if (decided.Value is not { } version)
        {
            return decided.Error!;
        }

        journal.Record(
            actor, approve ? PolicyActs.Approved : PolicyActs.Rejected, new Subject("policy", id), version.Key);
        db.Announce(PolicyBook.Topic);
        await db.CommitAsync(ct);
        return Result.Success;
    }
}
