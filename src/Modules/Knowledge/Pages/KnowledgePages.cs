using System.ComponentModel.DataAnnotations;
using System.Globalization;
using FirstWindow.Knowledge.Api;
using FirstWindow.Knowledge.Domain;
using FirstWindow.Knowledge.Features;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Knowledge.Pages;

/// <summary>What an author fills in; the fields of the API's body, as a form has them.</summary>
public sealed record ArticleForm
{
    /// <summary>Its short name.</summary>
    public string? Slug { get; init; }

    /// <summary>Its language.</summary>
    public string? Locale { get; init; }

    /// <summary>Line of business.</summary>
    public string? Line { get; init; }

    /// <summary>What it is about.</summary>
    public string? Scene { get; init; }

    /// <summary>For which customers.</summary>
    public string? Segments { get; init; }

    /// <summary>Its title.</summary>
    public string? Title { get; init; }

    /// <summary>Its text, in Markdown.</summary>
    public string? Body { get; init; }

    /// <summary>A question a line.</summary>
    public string? Questions { get; init; }

    /// <summary>Where it is from.</summary>
    public string? Source { get; init; }

    /// <summary>The city it holds in.</summary>
    public string? City { get; init; }

    /// <summary>The general article it stands in for.</summary>
    public string? CityOf { get; init; }

    /// <summary>First day, as the browser's field gives it.</summary>
    public string? ValidFrom { get; init; }

    /// <summary>Last day, as the browser's field gives it.</summary>
    public string? ValidUntil { get; init; }
}

/// <summary>The knowledge pages, each with its permission.</summary>
internal static class KnowledgePages
{
    public static readonly PageLink Knowledge = new(PageGroup.Knowledge, 10, "/knowledge", "nav.knowledge", ArticlePermissions.Read);

    public static void MapKnowledgePages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/knowledge", IResult () => new RazorComponentResult<KnowledgePage>())
            .RequirePermission(ArticlePermissions.Read);
        app.MapGet("/knowledge/drafts", IResult (string? done) => new RazorComponentResult<DraftsPage>(new { Done = done }))
            .RequirePermission(ArticlePermissions.Read);
        app.MapGet("/knowledge/drafts/{id:guid}", IResult (Guid id) => new RazorComponentResult<DraftPage>(new { Id = id }))
            .RequirePermission(ArticlePermissions.Read);
        app.MapPost("/knowledge/drafts/{id:guid}/approval", ApproveAsync).RequirePermission(ArticlePermissions.Approve);
        app.MapPost("/knowledge/drafts/{id:guid}/withdrawal", WithdrawAsync)
            .RequirePermission(ArticlePermissions.Withdraw);
        app.MapPost("/knowledge/drafts/{id:guid}/return", ReturnAsync).RequirePermission(ArticlePermissions.Withdraw);
        app.MapGet("/knowledge/writing", IResult (string? slug, string? locale) => new RazorComponentResult<WritingPage>(
            new { Slug = slug, Locale = locale == "en" ? "en" : "zh" })).RequirePermission(ArticlePermissions.Write);
        app.MapPost("/knowledge/drafts", WriteAsync).RequirePermission(ArticlePermissions.Write);
        app.MapGet("/knowledge/{slug}", IResult (string slug, string? locale) => new RazorComponentResult<ArticlePage>(
            new { Slug = slug, Locale = locale })).RequirePermission(ArticlePermissions.Read);
    }

    private static async Task<IResult> WithdrawAsync(
        Guid id, [FromForm] string? reason, Actor actor, WithdrawArticleHandler handler, HttpContext context,
        CancellationToken ct)
    {
        var result = await handler.WithdrawAsync(id, reason, actor, ct);
        return result.Error is { } error
            ? await Refusal.OnPageAsync<DraftPage>(context, error, new { Id = id, error.Code, error.Clause })
            : Results.LocalRedirect($"/knowledge/drafts/{id}");
    }

    private static async Task<IResult> ReturnAsync(
        Guid id, [FromForm] string? sure, Actor actor, WithdrawArticleHandler handler, HttpContext context,
        CancellationToken ct)
    {
        _ = sure; // A form field makes the framework check the antiforgery token.
        var result = await handler.ReturnAsync(id, actor, ct);
        return result.Error is { } error
            ? await Refusal.OnPageAsync<DraftPage>(context, error, new { Id = id, error.Code, error.Clause })
            : Results.LocalRedirect($"/knowledge/drafts/{id}");
    }

    private static async Task<IResult> ApproveAsync(
        Guid id, [FromForm] string? sure, Actor actor, ApproveArticleHandler handler, HttpContext context,
        CancellationToken ct)
    {
        _ = sure; // A form field makes the framework check the antiforgery token.
        var result = await handler.HandleAsync(id, actor, ct);
        if (result.Error is not { } error)
        {
            return Results.LocalRedirect("/knowledge/drafts?done=approved");
        }

        return await Refusal.OnPageAsync<DraftPage>(context, error, new { Id = id, error.Code, error.Clause });
    }

    private static async Task<IResult> WriteAsync(
        [FromForm] ArticleForm form, Actor actor, WriteArticleHandler handler, HttpContext context,
        CancellationToken ct)
    {
        var body = new ArticleBody(Trim(form.Slug), Trim(form.Locale), Trim(form.Line), Trim(form.Scene),
            Trim(form.Segments), Trim(form.Title), Trim(form.Body).ReplaceLineEndings("\n"),
            Trim(form.Questions).ReplaceLineEndings("\n").Split('\n'), Trim(form.Source))
        {
            City = OrNone(form.City),
            CityOf = OrNone(form.CityOf),
            ValidFrom = DayOf(form.ValidFrom),
            ValidUntil = DayOf(form.ValidUntil),
        };
        if (!Validator.TryValidateObject(body, new ValidationContext(body), null, validateAllProperties: true))
        {
            return await RefuseAsync(context, form, new(ErrorKind.Invalid, "request.invalid", "A field is missing or too long."));
        }

        var result = await handler.HandleAsync(body.ToRequest(), actor, ct);
        if (result.Error is not { } error)
        {
            return Results.LocalRedirect("/knowledge/drafts?done=sent");
        }

        return await RefuseAsync(context, form, error);
    }

    private static Task<IResult> RefuseAsync(HttpContext context, ArticleForm form, Error error) =>
        Refusal.OnPageAsync<WritingPage>(context, error, new { Form = form, error.Code, error.Clause });

    private static string? OrNone(string? text) => Trim(text) is { Length: > 0 } said ? said : null;

    private static DateOnly? DayOf(string? text) =>
        DateOnly.TryParse(text, CultureInfo.InvariantCulture, out var day) ? day : null;

    private static string Trim(string? text) => text?.Trim() ?? string.Empty;
}
