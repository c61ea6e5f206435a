using System.Text.Json;
using FirstWindow.Customers.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Customers.Features.Tags;

/// <summary>The demo bank's tags and offers, from <c>seed/tags.json</c>.</summary>
internal sealed class DemoTags(Database db, DatabaseClock clock) : IDemoSeed
{
    public int Order => 32;

    public async Task SeedAsync(string folder, CancellationToken ct)
    {
        if (await db.Set<TagVersion>().AnyAsync(ct))
        {
            return;
        }

        var seed = JsonSerializer.Deserialize<Seed>(
            await File.ReadAllTextAsync(Path.Combine(folder, "tags.json"), ct), JsonSettings.Options)!;
        foreach (var rule in seed.Rules)
        {
            Add(TagVersion.Rule, rule.Code, JsonSerializer.Serialize(rule, JsonSettings.Options));
        }

        foreach (var offer in seed.Offers)
        {
            Add(TagVersion.Offer, offer.Code, JsonSerializer.Serialize(offer, JsonSettings.Options));
        }

        db.Announce(TagLibrary.Topic);
        await db.CommitAsync(ct);
    }

    private void Add(string kind, string code, string content)
    {
        var now = clock.Now;
        var version = new TagVersion { Kind = kind, Code = code, Version = 1, Content = content, ProposedAt = now };
        version.Settle(now);
        db.Add(version);
    }

    private sealed record Seed(IReadOnlyList<TagRule> Rules, IReadOnlyList<Offer> Offers);
}
