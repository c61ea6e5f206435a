using System.ComponentModel.DataAnnotations;
using FirstWindow.Knowledge.Contracts;
using FirstWindow.Knowledge.Domain;
using FirstWindow.Knowledge.Features;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Knowledge.Api;

/// <summary>Body of a new version of an article.</summary>
public sealed record ArticleBody(
    [property: Required, RegularExpression("^[a-z0-9-]{3,80}$")] string Slug,
    [property: Required, RegularExpression("^(zh|en)$")] string Locale,
    [property: StringLength(40)] string? Line,
    [property: StringLength(40)] string? Scene,
    [property: StringLength(200)] string? Segments,
    [property: Required, StringLength(120)] string Title,
    [property: Required, StringLength(20_000)] string Body,
    [property: Required, MaxLength(100)] IReadOnlyList<string> Questions,
    [property: Required, StringLength(400)] string Source)
{
    /// <summary>The city it holds in; none when it holds everywhere.</summary>
    [StringLength(20)]
    public string? City { get; init; }

    /// <summary>Slug of the general article it stands in for, in its city.</summary>
    [RegularExpression("^[a-z0-9-]{3,80}$")]
    public string? CityOf { get; init; }

    /// <summary>First day it may be told.</summary>
    public DateOnly? ValidFrom { get; init; }

    /// <summary>Last day it may be told.</summary>
    public DateOnly? ValidUntil { get; init; }

    /// <summary>When it was last reviewed; today when not said.</summary>
    public DateOnly? ReviewedOn { get; init; }

    internal WriteArticle ToRequest() => new(
        Slug, Locale, Line ?? string.Empty, Scene ?? string.Empty, Segments ?? string.Empty, Title, Body, Questions,
        Source)
    {
        City = City,
        CityOf = CityOf,
        ValidFrom = ValidFrom,
        ValidUntil = ValidUntil,
        ReviewedOn = ReviewedOn,
    };
}

/// <summary>Body that withdraws an article. A missing reason is refused under its clause.</summary>
public sealed record WithdrawalBody([property: StringLength(400)] string? Reason = null);

/// <summary>Every knowledge URL with the permission it needs; nothing else is routed.</summary>
internal static class KnowledgeApi
{
    private const int SearchResultsMax = 10;
    private static readonly Error NoFormat = new(
        ErrorKind.Invalid, "export.format", "Articles are exported as markdown or excel.");

    public static void MapKnowledge(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1/articles").WithTags("Knowledge");
        api.MapGet("", Search).RequirePermission(ArticlePermissions.Read);
        api.MapPost("", WriteAsync).RequirePermission(ArticlePermissions.Write);
        api.MapGet("/export", ExportAsync).RequirePermission(ArticlePermissions.Export);
        api.MapPut("/{id:guid}/withdrawal", WithdrawAsync).RequirePermission(ArticlePermissions.Withdraw);
        api.MapPut("/{id:guid}/return", ReturnAsync).RequirePermission(ArticlePermissions.Withdraw);
        api.MapPut("/{id:guid}/approval", ApproveAsync).RequirePermission(ArticlePermissions.Approve);
    }

    private static async Task<IResult> WithdrawAsync(
        Guid id, WithdrawalBody body, Actor actor, WithdrawArticleHandler handler, CancellationToken ct) =>
        (await handler.WithdrawAsync(id, body.Reason, actor, ct)).ToNoContent();

    private static async Task<IResult> ReturnAsync(
        Guid id, Actor actor, WithdrawArticleHandler handler, CancellationToken ct)
    {
        var result = await handler.ReturnAsync(id, actor, ct);
        return result.Error is { } error ? error.ToProblem()
            : Results.Json(new { IsShown = result.Value }, JsonSettings.Options);
    }

    private static IResult Search(string? q, string? locale, IKnowledge knowledge) => q is { Length: > 400 }
        ? new Error(ErrorKind.Invalid, "search.too-long", "A search has at most 400 characters.").ToProblem()
        : Results.Json(knowledge.Search(q ?? string.Empty, locale ?? "zh", SearchResultsMax), JsonSettings.Options);

    private static async Task<IResult> ExportAsync(
        string? format, Actor actor, ExportArticlesHandler handler, CancellationToken ct) => format switch
        {
            "markdown" => Results.File(
                await handler.AsMarkdownAsync(actor, ct), "application/zip", "articles.zip"),
            "excel" => Results.File(await handler.AsExcelAsync(actor, ct), ArticleSheet.ContentType, "articles.xlsx"),
            _ => NoFormat.ToProblem(),
        };

    private static async Task<IResult> WriteAsync(
        ArticleBody body, Actor actor, WriteArticleHandler handler, CancellationToken ct)
    {
        var result = await handler.HandleAsync(body.ToRequest(), actor, ct);
        return result.Error is { } error ? error.ToProblem()
            : Results.Created((string?)null, new { Id = result.Value });
    }

    private static async Task<IResult> ApproveAsync(
        Guid id, Actor actor, ApproveArticleHandler handler, CancellationToken ct) =>
        (await handler.HandleAsync(id, actor, ct)).ToNoContent();
}
