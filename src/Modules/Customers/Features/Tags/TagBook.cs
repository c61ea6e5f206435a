using System.Text.Json;
using FirstWindow.Customers.Contracts;
using FirstWindow.Customers.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Customers.Features.Tags;

/// <summary>A tag as card and customer see it: what, why, on which consent, until when, for whose eyes.</summary>
internal sealed record TagView(
    string Code, string NameZh, string NameEn, IReadOnlyList<TagCause> Causes, IReadOnlyList<string> Consents,
    DateTimeOffset Since, DateTimeOffset ExpiresAt, IReadOnlyList<string> SeenBy)
{
    public string Name(bool inEnglish) => inEnglish ? NameEn : NameZh;
}

/// <summary>
/// Gives customers tags by the rules in force, from what the journal says they asked about. Without the consents a rule
/// asks for its behaviour is not even read. What a customer refused never comes back.
/// </summary>
[Clause("B3.2.1a")]
[Clause("B3.2.1b")]
internal sealed class TagBook(
    Database db, TagLibrary library, ICustomerBehaviour behaviour, ConsentBook consents, TagEnds ends,
    JournalBook journal, DatabaseClock clock)
{
    /// <summary>The tags in force. One whose consent, rule or time is over is not among them, even before it is
    /// ended.</summary>
    public async Task<IReadOnlyList<TagView>> ReadAsync(CustomerId customer, CancellationToken ct)
    {
        var now = clock.Now;
        var rows = await db.Set<CustomerTag>().AsNoTracking()
            .Where(t => t.Customer == customer && t.EndedAt == null && t.ExpiresAt > now).OrderBy(t => t.Since)
            .ToListAsync(ct);
        if (rows.Count == 0)
        {
            return [];
        }

        var (rules, _) = await library.FreshAsync(ct);
        var given = await GivenAsync(customer, ct);
        return [.. rows.Where(t => rules.ContainsKey(t.Rule) && t.Consents.Split(',').All(given.Contains))
            .Select(t => ViewOf(t, rules[t.Rule].Rule))];
    }

    /// <summary>Looks at one customer again: gives, renews and ends.</summary>
    public async Task EvaluateAsync(CustomerId customer, CancellationToken ct)
    {
        var (rules, _) = await library.FreshAsync(ct);
        await db.BeginAsync(ct);
        await db.LockAsync(ConsentBook.LockOf(customer), ct);
        var given = await GivenAsync(customer, ct);
        var tags = await db.Set<CustomerTag>().Where(t => t.Customer == customer).ToListAsync(ct);
        var refused = tags.Where(t => t.Ended is TagEnd.Refused).Select(t => t.Rule).ToHashSet();
        EndThoseOver(tags, rules, given);
        var allowed = rules.Values.Where(r => r.Rule.Consents().All(given.Contains) && !refused.Contains(r.Rule.Code))
            .ToList();
        if (allowed.Count > 0)
        {
            var now = clock.Now;
            var heard = await behaviour.ListAsync(customer, now.AddDays(-allowed.Max(r => r.Rule.WithinDays)), ct);
            foreach (var (rule, version) in allowed)
            {
                var counting = TagRules.Counting(rule, heard, now);
                if (counting.Count >= rule.TimesMin)
                {
                    Give(customer, rule, version, counting, tags.Find(t => t.Rule == rule.Code && t.EndedAt is null));
                }
            }
        }

        await db.CommitAsync(ct);
    }

    /// <summary>The customer does not want a tag: it goes and never comes back.</summary>
    public async Task<Result> RefuseAsync(CustomerId customer, string rule, Actor actor, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        await db.LockAsync(ConsentBook.LockOf(customer), ct);
        if (await db.Set<CustomerTag>().SingleOrDefaultAsync(
            t => t.Customer == customer && t.Rule == rule && t.EndedAt == null, ct) is not { } tag)
        {
            return await db.Set<CustomerTag>().AnyAsync(
                t => t.Customer == customer && t.Rule == rule && t.Ended == TagEnd.Refused, ct)
                ? Result.Success : TagErrors.NotTagged;
        }

        ends.End(tag, TagEnd.Refused, actor);
        await db.CommitAsync(ct);
        return Result.Success;
    }

    private async Task<HashSet<string>> GivenAsync(CustomerId customer, CancellationToken ct) =>
        [.. (await consents.CurrentAsync(customer, ct)).Values.Where(c => c.Decision is ConsentDecision.Given)
            .Select(c => c.Purpose)];

    private void EndThoseOver(
        List<CustomerTag> tags, IReadOnlyDictionary<string, (TagRule Rule, int Version)> rules, HashSet<string> given)
    {
        foreach (var tag in tags.Where(t => t.EndedAt is null))
        {
            if (tag.ExpiresAt <= clock.Now)
            {
                ends.End(tag, TagEnd.Expired, Actor.System);
            }
            else if (!rules.ContainsKey(tag.Rule))
            {
                ends.End(tag, TagEnd.RuleEnded, Actor.System);
            }
            else if (!tag.Consents.Split(',').All(given.Contains))
            {
                ends.End(tag, TagEnd.ConsentEnded, Actor.System);
            }
        }
    }

    private void Give(
        CustomerId customer, TagRule rule, int version, IReadOnlyList<Behaviour> counting, CustomerTag? standing)
    {
        var expires = counting[^1].At.AddDays(rule.LastsDays);
        if (expires <= clock.Now || standing?.ExpiresAt >= expires)
        {
            return;
        }

        var reason = JsonSerializer.Serialize(counting.Select(CauseOf), JsonSettings.Options);
        var detail = $"tag={rule.Code};v{version};times={counting.Count};days={rule.WithinDays}";
        if (standing is not null)
        {
            (standing.Version, standing.Reason, standing.ExpiresAt) = (version, reason, expires);
            standing.Consents = string.Join(',', rule.Consents());
            journal.Record(Actor.System, TagActs.Renewed, Subject.Of(customer), detail);
            return;
        }

        db.Add(new CustomerTag
        {
            Customer = customer,
            Rule = rule.Code,
            Version = version,
            Consents = string.Join(',', rule.Consents()),
            Reason = reason,
            Since = clock.Now,
            ExpiresAt = expires,
        });
        journal.Record(Actor.System, TagActs.Given, Subject.Of(customer), detail);
    }

    /// <summary>A time that counted, as people may see it.</summary>
    public static TagCause CauseOf(Behaviour heard) =>
        new(heard.Conversation.ToReference(), heard.At, heard.IsQuestion);

    private static TagView ViewOf(CustomerTag tag, TagRule rule) => new(
        tag.Rule, rule.NameZh, rule.NameEn,
        JsonSerializer.Deserialize<List<TagCause>>(tag.Reason, JsonSettings.Options)!,
        tag.Consents.Split(','), tag.Since, tag.ExpiresAt, [.. rule.SeenBy.Select(r => r.ToCode())]);
}
