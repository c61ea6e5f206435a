using FirstWindow.Customers.Contracts;
using FirstWindow.Customers.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Customers.Features.Tags;

/// <summary>What a rule would do now.</summary>
/// <param name="Consenting">Customers who agreed to what the rule asks for; nobody else is looked at.</param>
/// <param name="Tagged">How many of them would have the tag.</param>
/// <param name="Examples">Why, for three of them: references and moments only.</param>
internal sealed record PreviewView(int Consenting, int Tagged, IReadOnlyList<IReadOnlyList<TagCause>> Examples);

/// <summary>Tries a rule on history: only on customers who consented, and nobody learns who they are.</summary>
[Clause("B3.2.1b")]
internal sealed class TagPreview(
    Database db, ICustomerBehaviour behaviour, JournalBook journal, DatabaseClock clock)
{
    private const int ExamplesMax = 3;

    public async Task<Result<PreviewView>> ReadAsync(TagRule rule, Actor actor, CancellationToken ct)
    {
        if (TagRules.Check(rule, behaviour.Topics(false)) is { } fault)
        {
            return fault;
        }

        journal.Record(actor, TagActs.Previewed, Subject.System,
            $"tag={rule.Code};topics={rule.Topics.Count};times={rule.TimesMin};days={rule.WithinDays}");
        await db.CommitAsync(ct);
        var needed = rule.Consents();
        var decided = await db.Set<Consent>().AsNoTracking().Where(c => needed.Contains(c.Purpose))
            .OrderBy(c => c.At).ThenBy(c => c.Id).Select(c => new { c.Customer, c.Purpose, c.Decision })
            .ToListAsync(ct);
        var consenting = decided.GroupBy(c => (c.Customer, c.Purpose))
            .Where(g => g.Last().Decision is ConsentDecision.Given).GroupBy(g => g.Key.Customer)
            .Where(g => g.Count() == needed.Count).Select(g => g.Key).ToHashSet();
        var now = clock.Now;
        var heard = await behaviour.ListAllAsync(now.AddDays(-rule.WithinDays), ct);
        var tagged = heard.Where(h => consenting.Contains(h.Key))
            .Select(h => TagRules.Counting(rule, h.Value, now)).Where(c => c.Count >= rule.TimesMin).ToList();
        return new PreviewView(consenting.Count, tagged.Count,
            [.. tagged.OrderByDescending(c => c[^1].At).Take(ExamplesMax)
                .Select(c => c.Select(TagBook.CauseOf).ToList())]);
    }
}
