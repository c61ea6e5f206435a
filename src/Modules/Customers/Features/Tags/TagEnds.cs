using FirstWindow.Customers.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Customers.Features.Tags;

/// <summary>Takes tags away, in the transaction of what ends them.</summary>
[Clause("B3.2.1a")]
internal sealed class TagEnds(Database db, JournalBook journal, DatabaseClock clock)
{
    /// <summary>A consent is gone, and with it every tag that rested on it.</summary>
    public async Task EndConsentAsync(CustomerId customer, string purpose, Actor actor, CancellationToken ct)
    {
        foreach (var tag in await db.Set<CustomerTag>().Where(t => t.Customer == customer && t.EndedAt == null)
            .ToListAsync(ct))
        {
            if (tag.Consents.Split(',').Contains(purpose))
            {
                End(tag, TagEnd.ConsentEnded, actor);
            }
        }
    }

    /// <summary>A rule gives no tags any more.</summary>
    public async Task EndRuleAsync(string rule, Actor actor, CancellationToken ct)
    {
        foreach (var tag in await db.Set<CustomerTag>().Where(t => t.Rule == rule && t.EndedAt == null).ToListAsync(ct))
        {
            End(tag, TagEnd.RuleEnded, actor);
        }
    }

    public void End(CustomerTag tag, TagEnd why, Actor actor)
    {
        tag.End(why, clock.Now);
        journal.Record(actor, TagActs.Ended, Subject.Of(tag.Customer), $"tag={tag.Rule};why={why.ToCode()}");
    }
}
