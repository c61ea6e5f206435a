using System.ComponentModel.DataAnnotations;
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

/// <summary>What an author of a script fills in; the fields of the API's body, as a form has them.</summary>
public sealed record ScriptForm
{
    /// <summary>Its short name.</summary>
    public string? Slug { get; init; }

    /// <summary>When in a contact it is said.</summary>
    public string? Stage { get; init; }

    /// <summary>What it is about.</summary>
    public string? Scene { get; init; }

    /// <summary>How the customer feels.</summary>
    public string? Emotion { get; init; }

    /// <summary>Its words.</summary>
    public string? Chinese { get; init; }

    /// <summary>Its words.</summary>
    public string? English { get; init; }
}

/// <summary>The pages of the scripts library, each with its permission.</summary>
internal static class ScriptPages
{
    public static readonly PageLink Scripts = new(PageGroup.Knowledge, 20, "/scripts", "nav.scripts", ArticlePermissions.Read);

    public static void MapScriptPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/scripts", IResult (string? done) => new RazorComponentResult<ScriptsPage>(new { Done = done }))
            .RequirePermission(ArticlePermissions.Read);
        app.MapGet("/scripts/{id:guid}", IResult (Guid id) => new RazorComponentResult<ScriptPage>(new { Id = id }))
            .RequirePermission(ArticlePermissions.Read);
        app.MapPost("/scripts/{id:guid}/approval", ApproveAsync).RequirePermission(ArticlePermissions.Approve);
        app.MapGet("/scripts/writing", IResult (string? slug) => new RazorComponentResult<ScriptWritingPage>(
            new { Slug = slug })).RequirePermission(ArticlePermissions.Write);
        app.MapPost("/scripts", WriteAsync).RequirePermission(ArticlePermissions.Write);
    }

    private static async Task<IResult> ApproveAsync(
        Guid id, [FromForm] string? sure, Actor actor, ApproveScriptHandler handler, HttpContext context,
        CancellationToken ct)
    {
        _ = sure; // A form field makes the framework check the antiforgery token.
        var result = await handler.HandleAsync(id, actor, ct);
        if (result.Error is not { } error)
        {
            return Results.LocalRedirect("/scripts?done=approved");
        }

        return await Refusal.OnPageAsync<ScriptPage>(context, error, new { Id = id, error.Code, error.Clause });
    }

    private static async Task<IResult> WriteAsync(
        [FromForm] ScriptForm form, Actor actor, WriteScriptHandler handler, HttpContext context,
        CancellationToken ct)
    {
        var body = new ScriptBody(Trim(form.Slug), Trim(form.Stage), Trim(form.Scene), Trim(form.Emotion),
            Trim(form.Chinese), Trim(form.English));
        if (!Validator.TryValidateObject(body, new ValidationContext(body), null, validateAllProperties: true))
        {
            return await RefuseAsync(context, form, new(ErrorKind.Invalid, "request.invalid", "A field is missing or too long."));
        }

        var result = await handler.HandleAsync(
            new(body.Slug, body.Stage!, body.Scene!, body.Emotion!, body.Chinese, body.English), actor, ct);
        if (result.Error is not { } error)
        {
            return Results.LocalRedirect("/scripts?done=sent");
        }

        return await RefuseAsync(context, form, error);
    }

    private static Task<IResult> RefuseAsync(HttpContext context, ScriptForm form, Error error) =>
        Refusal.OnPageAsync<ScriptWritingPage>(context, error, new { Form = form, error.Code, error.Clause });

    private static string Trim(string? text) => text?.Trim() ?? string.Empty;
}
