using FirstWindow.Knowledge.Domain;
using FirstWindow.Language;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Calendar;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FirstWindow.Knowledge.Features;

/// <summary>Promises of the knowledge.</summary>
internal static class ArticlePromises
{
    /// <summary>An article's last day comes near: its author renews it.</summary>
    public static readonly PromiseKind Renewal = new("article-renewal", [50, 90], Role.KnowledgeApprover);
}

/// <summary>Numbers of the knowledge.</summary>
internal static class ArticlePolicies
{
    public static readonly Policy RenewalNotice = new("knowledge.renewal-notice", 30, "日", 1, 180, "示范银行自定",
        "有失效日期的文章，提前多少日提醒作者更新",
        "Days before an article ends on which its author is reminded");
    public static readonly Policy AnswerSure = new("knowledge.answer-sure", 72, "%", 50, 95, "FirstWindow 默认值",
        "一篇文章有多大把握时，直接作为答复",
        "How sure an article has to be to be given as the answer");
    public static readonly Policy ClarifySure = new("knowledge.clarify-sure", 25, "%", 10, 60, "FirstWindow 默认值",
        "有多大把握时，请客户在几篇文章中选择；再低则转人工",
        "How sure to let the customer choose among articles; below, a person is called");
    public static readonly Policy StepsWithoutConfirm = new(
        "knowledge.steps-without-confirm", 8, "步", 3, 20, "FirstWindow 默认值", "办理步骤连续多少步以内可以没有确认点",
        "Most steps in a row without a point that the customer confirms");

    /// <summary>When an article is the answer.</summary>
    public static AnswerLimits Limits(PolicyBook policies) =>
        new(policies[AnswerSure] / 100.0, policies[ClarifySure] / 100.0);
}

/// <summary>Promises that what is about to run out is renewed; kept once a newer version is published, no longer owed
/// once it is withdrawn.</summary>
internal sealed class ArticleExpiry(Database db, PromiseBook promises, PolicyBook policies, DatabaseClock clock)
{
    /// <summary>Opens a promise for every published article whose last day is near and that has none.</summary>
    /// <returns>How many were opened.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        await db.BeginAsync(ct);
        await db.LockAsync("article-expiry", ct);
        var today = BankCalendar.DateOf(clock.Now);
        var until = today.AddDays((int)policies[ArticlePolicies.RenewalNotice]);
        var kind = ArticlePromises.Renewal.Code;
        var near = await db.Set<ArticleVersion>().AsNoTracking()
            .Where(a => a.State == ArticleState.Published && a.ValidUntil != null && a.ValidUntil <= until)
            .Where(a => !db.Set<Promise>().Any(p => p.About == a.Id && p.Kind == kind))
            .Select(a => new { a.Id, a.Author, Last = a.ValidUntil!.Value }).ToListAsync(ct);
        foreach (var article in near)
        {
            var due = BankCalendar.EndOf(article.Last);
            promises.Make(
                ArticlePromises.Renewal, About(article.Id), article.Author, due < clock.Now ? clock.Now : due);
        }

        if (near.Count > 0)
        {
            await db.CommitAsync(ct);
        }

        return near.Count;
    }

    /// <summary>A version is no longer shown; part of the caller's transaction.</summary>
    public async Task EndAsync(Guid version, Actor by, CancellationToken ct)
    {
        if (await promises.FindOpenAsync(ArticlePromises.Renewal, About(version), ct) is { } promise)
        {
            promises.End(promise, by);
        }
    }

    private static Subject About(Guid version) => new("article", version);
}

/// <summary>Looks once an hour for articles that run out.</summary>
internal sealed partial class ArticleExpiryWatch(IServiceScopeFactory scopes, ILogger<ArticleExpiryWatch> log)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause);
        do
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<ArticleExpiry>().RunAsync(stoppingToken);
            }
            catch (Exception fault) when (StorageUnavailableException.IsCausedBy(fault))
            {
                LogLater(log, fault);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(3301, LogLevel.Warning, "Articles that run out are looked for in an hour: the database is away.")]
    private static partial void LogLater(ILogger log, Exception fault);
}
