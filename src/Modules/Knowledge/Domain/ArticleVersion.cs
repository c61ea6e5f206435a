using FirstWindow.Knowledge.Contracts;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;

namespace FirstWindow.Knowledge.Domain;

internal enum ArticleState
{
    /// <summary>Waits for its approver.</summary>
    Draft,

    /// <summary>The one version that is shown.</summary>
    Published,

    /// <summary>Was shown until a newer one came.</summary>
    Retired,

    /// <summary>Was taken back because it is wrong.</summary>
    Withdrawn,
}

/// <summary>One version of an article in one language.</summary>
internal sealed class ArticleVersion
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Slug { get; init; }

    public required string Locale { get; init; }

    public int Version { get; init; }

    public required string Line { get; init; }

    public required string Scene { get; init; }

    public required string Segments { get; init; }

    public required string Title { get; init; }

    /// <summary>Markdown; headings name the parts (步骤, 风险提示 …).</summary>
    public required string Body { get; init; }

    /// <summary>Similar questions, one a line.</summary>
    public required string Questions { get; init; }

    public required string Source { get; init; }

    public DateOnly ReviewedOn { get; init; }

    /// <summary>The city it holds in; none when it holds everywhere.</summary>
    public string? City { get; init; }

    /// <summary>The general article that it stands in for, in its city.</summary>
    public string? CityOf { get; init; }

    /// <summary>First day it may be told; none from the beginning.</summary>
    public DateOnly? ValidFrom { get; init; }

    /// <summary>Last day it may be told; none without an end.</summary>
    public DateOnly? ValidUntil { get; init; }

    /// <summary>Who wrote it; none for what the product ships.</summary>
    public Guid? Author { get; init; }

    public DateTimeOffset WrittenAt { get; init; }

    public Guid? Approver { get; private set; }

    public DateTimeOffset? ApprovedAt { get; private set; }

    public ArticleState State { get; private set; }

    /// <summary>Publishes a draft; its author cannot.</summary>
    public Result Approve(StaffId by, DateTimeOffset at, long stepsWithoutConfirmMax)
    {
        if (State is not ArticleState.Draft)
        {
            return ArticleErrors.NotADraft;
        }

        if (Author == by.Value)
        {
            return ArticleErrors.OwnArticle;
        }

        if (!HasPart(Body, "风险提示", "Risks"))
        {
            return ArticleErrors.WithoutRisks;
        }

        if ((StepsFault(stepsWithoutConfirmMax) ?? ProductFault()) is { } fault)
        {
            return fault;
        }

        (State, Approver, ApprovedAt) = (ArticleState.Published, by.Value, at);
        return Result.Success;
    }

    // Steps are told one at a time, and the guides of common tasks in large print block by block.
    private Error? StepsFault(long withoutConfirmMax)
    {
        var parts = ArticleParts.Read(Body);
        return HasPart(Body, "步骤", "办理步骤", "Steps") && parts.Steps.Count == 0 ? ArticleErrors.StepsNotNumbered
            : CityOf is null && CommonTasks.HasGuide(Slug) && parts.Steps.Count == 0 ? ArticleErrors.GuideWithoutSteps
            : parts.LongestStretch > withoutConfirmMax ? ArticleErrors.WithoutConfirmPoints
            : null;
    }

    // What a line of business or a kind of product asks of an article beyond the parts that every one has.
    private Error? ProductFault() =>
        Line == "wealth" && !HasPart(Body, "适用说明", "Suitable for") ? ArticleErrors.WithoutSuitability
        : IsAbout("结构性存款", "structured deposit")
            && !(Says("标的", "underlying") && Says("测算", "payoff") && Says("起点", "起购", "门槛", "minimum"))
            ? ArticleErrors.StructureMissing
        : Scene == "open" && !HasPart(Body, "费用", "Fees") ? ArticleErrors.WithoutFees
        : Scene == "open" && !HasPart(Body, "所需资料", "Documents") ? ArticleErrors.WithoutDocuments
        : null;

    private bool IsAbout(params string[] words) =>
        words.Any(w => Title.Contains(w, StringComparison.OrdinalIgnoreCase));

    private bool Says(params string[] words) => words.Any(w => Body.Contains(w, StringComparison.OrdinalIgnoreCase));

    /// <summary>Publishes what the product ships.</summary>
    public void Ship(DateTimeOffset at) => (State, ApprovedAt) = (ArticleState.Published, at);

    public void Retire() => State = ArticleState.Retired;

    public void Withdraw() => State = ArticleState.Withdrawn;

    public void Return() => State = ArticleState.Published;

    private static bool HasPart(string body, params string[] headings) =>
        body.Split('\n')
            .Any(line => line.StartsWith("## ", StringComparison.Ordinal) && headings.Contains(line[3..].Trim()));
}

/// <summary>Why a version was taken back, and who wants it shown again.</summary>
internal sealed class ArticleWithdrawal
{
    public Guid Version { get; init; }

    public required string Reason { get; init; }

    public StaffId WithdrawnBy { get; init; }

    public DateTimeOffset WithdrawnAt { get; init; }

    public StaffId? ReturnAskedBy { get; private set; }

    public DateTimeOffset? ReturnAskedAt { get; private set; }

    public void AskReturn(StaffId by, DateTimeOffset at) => (ReturnAskedBy, ReturnAskedAt) = (by, at);
}

internal static class ArticleActs
{
    public static readonly Act Withdrawn = new("article.withdrawn", "A3.2.1");
    public static readonly Act ReturnAsked = new("article.return-asked", "A3.2.1");
    public static readonly Act Returned = new("article.returned", "A3.2.1");
    public static readonly Act Exported = new("article.exported", "A3.2.1");
    public static readonly Act Written = new("article.written", "B3.1.1a");
    public static readonly Act Published = new("article.published", "B3.1.1b", "A3.2.1");

    /// <summary>A new version of a common task's guide, in large print with it.</summary>
    public static readonly Act GuidePublished = new("article.guide-published", "B4.2.2a");
    public static readonly Act Shipped = new("article.shipped", "A3.2.1");
}

internal static class ArticleEvents
{
    public static readonly OutsideKind Published = new("article.published", ArticleActs.Published, "article", "version");
    public static readonly OutsideKind Withdrawn = new("article.withdrawn", ArticleActs.Withdrawn, "article", "version");
}

internal static class ArticlePermissions
{
    public static readonly Permission Read = new(
        "article.read", Role.Agent, Role.Supervisor, Role.Expert, Role.ComplaintHandler,
        Role.KnowledgeAuthor, Role.KnowledgeApprover, Role.Quality, Role.Trainer, Role.Compliance, Role.Auditor);

    public static readonly Permission Write = new("article.write", Role.KnowledgeAuthor);

    /// <summary>Take a wrong article back, and bring it back together with somebody else.</summary>
    public static readonly Permission Withdraw = new(
        "article.withdraw", Role.KnowledgeAuthor, Role.KnowledgeApprover, Role.Supervisor);

    /// <summary>Take the whole knowledge along as a file.</summary>
    public static readonly Permission Export = new(
        "article.export", Role.KnowledgeAuthor, Role.KnowledgeApprover);

    public static readonly Permission Approve = new("article.approve", Role.KnowledgeApprover);
}

internal static class ArticleErrors
{
    public static readonly Error NotFound = new(ErrorKind.NotFound, "article.not-found", "There is no such article.");
    public static readonly Error NotADraft = new(
        ErrorKind.Conflict, "article.not-a-draft", "This version was decided already.");

    public static readonly Error OwnArticle =
        new(ErrorKind.Refused, "article.own", "Somebody other than the author approves an article.", "A3.2.1");

    public static readonly Error WithoutRisks =
        new(ErrorKind.Refused, "article.without-risks",
            "An article needs the part 风险提示 (Risks) before it is published.", "B3.1.1b");

    public static readonly Error BadDates = new(ErrorKind.Invalid, "article.bad-dates",
        "A day is written 2026-01-31, the last one is not before the first, and no review lies in the future.");

    public static readonly Error CityNotWhole = new(ErrorKind.Invalid, "article.city-not-whole",
        "What holds in one city names the city, the general article and its last day.", "B3.3.2");

    public static readonly Error NotShown = new(
        ErrorKind.Conflict, "article.not-shown", "This version is not the one that is shown.");
    public static readonly Error NotWithdrawn = new(
        ErrorKind.Conflict, "article.not-withdrawn", "This version was not withdrawn.");
    public static readonly Error Superseded = new(
        ErrorKind.Conflict, "article.superseded", "A newer version is shown already.");
    public static readonly Error WithoutReason = new(
        ErrorKind.Refused, "article.without-reason", "Say why the article is withdrawn.", "A3.2.1");
    public static readonly Error OwnReturn = new(ErrorKind.Refused, "article.own-return",
        "Somebody other than who asked for it brings a withdrawn article back.", "A3.2.1");

    public static readonly Error StepsNotNumbered =
        new(ErrorKind.Refused, "article.steps-not-numbered",
            "The part 步骤 (Steps) is a numbered list, so that it can be told step by step.", "A3.2.3b");

    public static readonly Error WithoutConfirmPoints =
        new(ErrorKind.Refused, "article.without-confirm-points",
            "So many steps need points the customer confirms on the way: write （确认：…）, (Confirm: …), at the end of a step.", "A3.2.3b");

    public static readonly Error GuideWithoutSteps =
        new(ErrorKind.Refused, "article.guide-without-steps",
            "This task has a guide in large print; without numbered steps there would be none.", "B4.2.2a");

    public static readonly Error WithoutSuitability = new(ErrorKind.Refused, "article.without-suitability",
        "An article on wealth needs the part 适用说明 (Suitable for): for whose money it fits, and for whose not.", "B3.1.1c");

    public static readonly Error StructureMissing = new(ErrorKind.Refused, "article.structure-missing",
        "An article on structured deposits states the underlying, the payoff and the minimum.", "B3.1.1b");

    public static readonly Error WithoutFees = new(ErrorKind.Refused, "article.without-fees",
        "An article on opening something needs the part 费用 (Fees), so that nobody decides without knowing them.", "C2.2.2");

    public static readonly Error WithoutDocuments = new(ErrorKind.Refused, "article.without-documents",
        "An article on opening something needs the part 所需资料 (Documents): papers, and how one proves who one is.", "A3.3.3a");

    public static readonly Error WithoutTags =
        new(ErrorKind.Refused, "article.without-tags", "An article needs product line, scene and segment.", "B3.1.1a");
}
