using System.Text.Json;
using FirstWindow.Customers.Contracts;
using FirstWindow.Customers.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Customers.Features.Tags;

/// <summary>Proposes rules and offers, and decides about them. All hold only after a second person: every one of them
/// touches customers.</summary>
[Clause("A1.3.2")]
[Clause("B3.2.1a")]
internal sealed class TagChanges(
    Database db, TagLibrary library, ICustomerBehaviour behaviour, TagEnds ends, JournalBook journal,
    DatabaseClock clock)
{
    private const int ListedMax = 200;

    /// <summary>Every version of rules or offers, newest first.</summary>
    public async Task<IReadOnlyList<TagVersion>> ListAsync(string kind, CancellationToken ct) =>
        await db.Set<TagVersion>().AsNoTracking().Where(v => v.Kind == kind)
            .OrderByDescending(v => v.ProposedAt).ThenBy(v => v.Id).Take(ListedMax).ToListAsync(ct);

    public Task<Result<Guid>> ProposeAsync(TagRule rule, int basedOn, Actor actor, CancellationToken ct) =>
        TagRules.Check(rule, behaviour.Topics(false)) is { } fault ? Task.FromResult<Result<Guid>>(fault)
            : ProposeAsync(TagVersion.Rule, rule.Code, JsonSerializer.Serialize(rule, JsonSettings.Options), basedOn,
                actor, ct);

    public async Task<Result<Guid>> ProposeAsync(Offer offer, int basedOn, Actor actor, CancellationToken ct)
    {
        var (rules, _) = await library.FreshAsync(ct);
        var rule = rules.TryGetValue(offer.Tag, out var known) ? known.Rule : null;
        return TagRules.Check(offer, rule, behaviour.Topics(false)) is { } fault ? fault
            : await ProposeAsync(TagVersion.Offer, offer.Code, JsonSerializer.Serialize(offer, JsonSettings.Options),
                basedOn, actor, ct);
    }

    /// <summary>Approves or rejects another's proposal.</summary>
    public async Task<Result> DecideAsync(Guid id, bool approve, Actor actor, CancellationToken ct)
    {
        var decided = await db.DecideAsync<TagVersion>(
            "tag_version", id, approve, actor, clock.Now, TagErrors.NotFound, ct);
        if (decided.Value is not { } version)
        {
            return decided.Error!;
        }

        journal.Record(actor, approve ? TagActs.Changed : TagActs.Rejected,
            new Subject("tag-version", id), $"{version.Kind}={version.Code};v{version.Version}");
        if (approve && version.Kind == TagVersion.Rule && !version.Read<TagRule>().IsActive)
        {
            await ends.EndRuleAsync(version.Code, actor, ct);
        }

        await CommitAsync(ct);
        return Result.Success;
    }

    private async Task<Result<Guid>> ProposeAsync(
        string kind, string code, string content, int basedOn, Actor actor, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        await db.LockAsync(TagLibrary.Topic, ct);
        var versions = await db.Set<TagVersion>().Where(v => v.Kind == kind && v.Code == code).ToListAsync(ct);
        if (versions.Exists(v => v.State is PolicyState.Proposed))
        {
            return TagErrors.ProposalOpen;
        }

        var newest = versions.Count == 0 ? 0 : versions.Max(v => v.Version);
        if (newest != basedOn)
        {
            return TagErrors.ChangedMeanwhile;
        }

        var version = new TagVersion
        {
            Kind = kind,
            Code = code,
            Version = newest + 1,
            Content = content,
            ProposedBy = actor.Id,
            ProposedAt = clock.Now,
        };
        db.Add(version);
        journal.Record(actor, TagActs.Proposed, new Subject("tag-version", version.Id), $"{kind}={code};v{version.Version}");
        await CommitAsync(ct);
        return version.Id;
    }

    private async Task CommitAsync(CancellationToken ct)
    {
        db.Announce(TagLibrary.Topic);
        await db.CommitAsync(ct);
        await library.FreshAsync(ct); // Whoever changed it sees it at once; other nodes hear the topic.
    }
}
