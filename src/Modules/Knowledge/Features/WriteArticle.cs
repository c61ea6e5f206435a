using FirstWindow.Knowledge.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Calendar;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Knowledge.Features;

internal sealed record WriteArticle(
    string Slug, string Locale, string Line, string Scene, string Segments, string Title, string Body,
    IReadOnlyList<string> Questions,
    string Source)
{
    public string? City { get; init; }

    public string? CityOf { get; init; }

    public DateOnly? ValidFrom { get; init; }

    public DateOnly? ValidUntil { get; init; }

    public DateOnly? ReviewedOn { get; init; }

    /// <summary>What is wrong with it as a whole; each field's own form is checked before.</summary>
    public Error? Check(DateOnly today) =>
        new[] { Line, Scene, Segments }.Any(string.IsNullOrWhiteSpace) ? ArticleErrors.WithoutTags
        : ValidUntil < ValidFrom || ReviewedOn > today ? ArticleErrors.BadDates
        : City is not null || CityOf is not null
            ? City is null || CityOf is null || CityOf == Slug || ValidUntil is null ? ArticleErrors.CityNotWhole : null
        : null;

    /// <summary>The draft it becomes.</summary>
    public ArticleVersion ToDraft(int version, Actor author, DateTimeOffset at) => new()
    {
        Slug = Slug,
        Locale = Locale,
        Version = version,
        Line = Line,
        Scene = Scene,
        Segments = Segments,
        Title = Title,
        Body = Body,
        Questions = string.Join('\n', Questions.Select(q => q.Trim()).Where(q => q.Length > 0)),
        Source = Source,
        ReviewedOn = ReviewedOn ?? BankCalendar.DateOf(at),
        City = City,
        CityOf = CityOf,
        ValidFrom = ValidFrom,
        ValidUntil = ValidUntil,
        Author = author.Id,
        WrittenAt = at,
    };
}

/// <summary>Writes a new version; customers go on seeing the old one until somebody else approves.</summary>
[Clause("B3.1.1a")]
[Clause("B3.3.2")]
internal sealed class WriteArticleHandler(Database db, JournalBook journal, DatabaseClock clock)
{
    public async Task<Result<Guid>> HandleAsync(WriteArticle request, Actor actor, CancellationToken ct)
    {
        if (request.Check(BankCalendar.DateOf(clock.Now)) is { } fault)
        {
            return fault;
        }

        await db.BeginAsync(ct);
        await db.LockAsync(ImportArticles.Name, ct);
        var last = await db.Set<ArticleVersion>().Where(a => a.Slug == request.Slug && a.Locale == request.Locale)
            .Select(a => (int?)a.Version).MaxAsync(ct) ?? 0;
        var version = request.ToDraft(last + 1, actor, clock.Now);
        db.Add(version);
        journal.Record(
            actor, ArticleActs.Written, new Subject("article", version.Id), $"{version.Slug};v{version.Version}");
        await db.CommitAsync(ct);
        return version.Id;
    }
}

/// <summary>Publishes a draft of somebody else; the version before it is retired.</summary>
[Clause("A3.2.1")]
[Clause("B3.1.1b")]
[Clause("B3.1.1c")]
[Clause("A3.2.3b")]
[Clause("A3.3.3a")]
[Clause("B4.2.2a")]
[Clause("C2.2.2")]
internal sealed class ApproveArticleHandler(
    Database db, JournalBook journal, KnowledgeIndex index, ArticleExpiry expiry, PolicyBook policies,
    DatabaseClock clock)
{
    public async Task<Result> HandleAsync(Guid id, Actor actor, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        var draft = await db.FindForUpdateAsync<ArticleVersion>("article_version", id, ct);
        if (draft is null)
        {
            return ArticleErrors.NotFound;
        }

        var result = draft.Approve(
            actor.StaffId, clock.Now, policies[ArticlePolicies.StepsWithoutConfirm]);
        if (!result.IsSuccess)
        {
            return result;
        }

        var shown = await db.Set<ArticleVersion>()
            .Where(a => a.Slug == draft.Slug && a.Locale == draft.Locale && a.State == ArticleState.Published)
            .SingleOrDefaultAsync(ct);
        if (shown is not null)
        {
            shown.Retire();
            await expiry.EndAsync(shown.Id, actor, ct);
            await db.SaveChangesAsync(ct); // First, so that "one published version" holds at every moment.
        }

        journal.Record(actor, ArticleActs.Published, new Subject("article", id), $"{draft.Slug};v{draft.Version}");
        if (CommonTasks.HasGuide(draft.Slug))
        {
            journal.Record(actor, ArticleActs.GuidePublished, new Subject("article", id), draft.Slug);
        }

        db.Announce(KnowledgeIndex.Topic);
        await db.CommitAsync(ct);
        await index.FreshAsync(ct); // Whoever approved it finds it at once; other nodes hear the topic.
        return Result.Success;
    }
}
