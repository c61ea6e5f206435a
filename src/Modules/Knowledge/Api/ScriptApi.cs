using System.ComponentModel.DataAnnotations;
using FirstWindow.Knowledge.Domain;
using FirstWindow.Knowledge.Features;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Knowledge.Api;

/// <summary>Body of a new version of a script.</summary>
public sealed record ScriptBody(
    [property: Required, RegularExpression("^[a-z0-9-]{3,80}$")] string Slug,
    [property: StringLength(40)] string? Stage,
    [property: StringLength(40)] string? Scene,
    [property: StringLength(40)] string? Emotion,
    [property: Required, StringLength(1_000)] string Chinese,
    [property: Required, StringLength(1_000)] string English);

/// <summary>Every URL of the scripts library with the permission it needs; nothing else is routed.</summary>
internal static class ScriptApi
{
    public static void MapScripts(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1/scripts").WithTags("Scripts");
        api.MapGet("", ListAsync).RequirePermission(ArticlePermissions.Read);
        api.MapPost("", WriteAsync).RequirePermission(ArticlePermissions.Write);
        api.MapPut("/{id:guid}/approval", ApproveAsync).RequirePermission(ArticlePermissions.Approve);
    }

    private static async Task<IResult> ListAsync(
        string? locale, string? stage, string? emotion, ScriptReader reader, CancellationToken ct)
    {
        var rows = await reader.ListAsync(ArticleState.Published, stage, emotion, null, ct);
        return Results.Json(rows.Select(row => new
        {
            row.Script.Id,
            row.Script.Slug,
            row.Script.Version,
            row.Script.Stage,
            row.Script.Scene,
            row.Script.Emotion,
            Text = row.Script.In(locale ?? "zh"),
            row.Counts.Used,
            row.Counts.Rejected,
        }), JsonSettings.Options);
    }

    private static async Task<IResult> WriteAsync(
        ScriptBody body, Actor actor, WriteScriptHandler handler, CancellationToken ct)
    {
        var result = await handler.HandleAsync(new(body.Slug, body.Stage ?? string.Empty, body.Scene ?? string.Empty,
            body.Emotion ?? string.Empty, body.Chinese, body.English), actor, ct);
        return result.Error is { } error ? error.ToProblem()
            : Results.Created((string?)null, new { Id = result.Value });
    }

    private static async Task<IResult> ApproveAsync(
        Guid id, Actor actor, ApproveScriptHandler handler, CancellationToken ct) =>
        (await handler.HandleAsync(id, actor, ct)).ToNoContent();
}
