using FirstWindow.Customers.Domain;
using FirstWindow.Platform.Feed;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FirstWindow.Customers.Features.Tags;

/// <summary>The rules and offers in force, each with its version, by code.</summary>
internal sealed record TagShelf(
    IReadOnlyDictionary<string, (TagRule Rule, int Version)> Rules, IReadOnlyDictionary<string, Offer> Offers)
{
    public static readonly TagShelf Empty = new(
        new Dictionary<string, (TagRule, int)>(), new Dictionary<string, Offer>());
}

/// <summary>The rules and offers in force, in memory; a change reaches every node through the feed.</summary>
internal sealed class TagLibrary(IServiceScopeFactory scopes, ChangeFeed feed, ILogger<Mirror<TagShelf>> log)
    : IDisposable
{
    public const string Topic = "tags";
    private readonly Mirror<TagShelf> shelf = new(feed, scopes, log, Topic, TagShelf.Empty, ReadAsync);

    public ValueTask<TagShelf> FreshAsync(CancellationToken ct) => shelf.FreshAsync(ct);

    public void Dispose() => shelf.Dispose();

    private static async Task<TagShelf> ReadAsync(Database db, CancellationToken ct)
    {
        var approved = await db.Set<TagVersion>().AsNoTracking().Where(v => v.State == PolicyState.Approved)
            .OrderBy(v => v.Version).ToListAsync(ct);
        var newest = approved.GroupBy(v => (v.Kind, v.Code)).Select(g => g.Last()).ToLookup(v => v.Kind);
        return new(
            newest[TagVersion.Rule].Select(v => (Rule: v.Read<TagRule>(), v.Version)).Where(r => r.Rule.IsActive)
                .ToDictionary(r => r.Rule.Code),
            newest[TagVersion.Offer].Select(v => v.Read<Offer>()).Where(o => o.IsActive).ToDictionary(o => o.Code));
    }
}
