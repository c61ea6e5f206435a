using System.Collections.Frozen;
using FirstWindow.Platform.Feed;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using FirstWindow.Routing.Contracts;
using FirstWindow.Routing.Domain;
using FirstWindow.Staff.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FirstWindow.Routing.Features;

/// <summary>The queues in force, in memory; a change reaches every node through the feed.</summary>
internal sealed class QueueBook(
    IServiceScopeFactory scopes, ChangeFeed feed, ILogger<Mirror<FrozenDictionary<string, ServiceQueue>>> log)
    : ICertificateScopes, IDisposable
{
    public const string Topic = "queues";
    private readonly Mirror<FrozenDictionary<string, ServiceQueue>> queues = new(
        feed, scopes, log, Topic, ServiceQueue.AtFirst.ToFrozenDictionary(q => q.Code), ReadAsync);

    /// <summary>By code.</summary>
    public IReadOnlyDictionary<string, ServiceQueue> Current => queues.Current;

    public async ValueTask<IReadOnlyDictionary<string, ServiceQueue>> FreshAsync(CancellationToken ct) =>
        await queues.FreshAsync(ct);

    public async ValueTask<IReadOnlyList<CertificateScope>> AllAsync(bool inEnglish, CancellationToken ct)
    {
        var all = (await FreshAsync(ct)).Values.OrderBy(q => q.Code, StringComparer.Ordinal).ToList();
        return [.. all.Select(q => new CertificateScope(q.Code, q.Name(inEnglish), q.Certificate))];
    }

    public void Dispose() => queues.Dispose();

    private static async Task<FrozenDictionary<string, ServiceQueue>> ReadAsync(Database db, CancellationToken ct)
    {
        var approved = await db.Set<QueueVersion>().AsNoTracking().Where(v => v.State == PolicyState.Approved)
            .OrderBy(v => v.Version).ToListAsync(ct);
        var all = ServiceQueue.AtFirst.ToDictionary(q => q.Code);
        foreach (var version in approved)
        {
            all[version.Code] = version.Read(); // The newest of each is the last.
        }

        return all.ToFrozenDictionary();
    }
}

/// <summary>Who may serve what: the post and a valid certificate, both.</summary>
internal sealed class Eligibility(QueueBook queues, IStaffDirectory directory, DatabaseClock clock)
{
    /// <summary>The lanes this colleague may serve now.</summary>
    public static IReadOnlySet<Lane> LanesOf(
        StaffCard card, IReadOnlyDictionary<string, ServiceQueue> queues, DateTimeOffset at) =>
        queues.Values.SelectMany(q => q.Languages.Where(l => MayServe(card, q, l, at))
            .Select(l => new Lane(q.Code, l))).ToHashSet();

    /// <summary>Whether this colleague may serve a queue in a language.</summary>
    public static bool MayServe(StaffCard card, ServiceQueue queue, string language, DateTimeOffset at) =>
        queue.ServedBy.Any(card.Roles.Contains) && card.IsCertified(NeedOf(queue, language), at);

    /// <summary>Whether a colleague holds what a contact's queue asks for, whatever the post.</summary>
    public async Task<bool> IsCertifiedAsync(
        Platform.StaffId staff, string queue, string language, CancellationToken ct) =>
        (await queues.FreshAsync(ct)).GetValueOrDefault(queue) is { } needed
            && await directory.FindAsync(staff, ct) is { } card
            && card.IsCertified(NeedOf(needed, language), clock.Now);

    /// <summary>Whether there is any queue this colleague may serve now, by certificate.</summary>
    public async Task<bool> IsCertifiedAtAllAsync(Platform.StaffId staff, CancellationToken ct) =>
        await directory.FindAsync(staff, ct) is { } card && (await queues.FreshAsync(ct)).Values.Any(
            q => q.Languages.Any(l => card.IsCertified(NeedOf(q, l), clock.Now)));

    /// <summary>Whether this colleague may serve a queue whose customers see who serves them.</summary>
    public async Task<bool> IsSeenByCustomersAsync(Platform.StaffId staff, CancellationToken ct) =>
        await directory.FindAsync(staff, ct) is { IsProgram: false } card && (await queues.FreshAsync(ct)).Values.Any(
            q => q.IsFaceToFace && q.Languages.Any(l => MayServe(card, q, l, clock.Now)));

    private static NeededCertificate NeedOf(ServiceQueue queue, string language) =>
        new(queue.Certificate, queue.Code, queue.Line, language, queue.LevelMin);
}
