using System.ComponentModel.DataAnnotations;
using System.Globalization;
using FirstWindow.Conversations.Domain;
using FirstWindow.Conversations.Features;
using FirstWindow.Conversations.Pages;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Conversations.Api;

/// <summary>Body of a macro as it is to be.</summary>
/// <param name="BasedOn">The newest version its author saw; 0 for a new one.</param>
public sealed record MacroChangeBody(
    [property: Required, StringLength(60)] string NameZh, [property: Required, StringLength(60)] string NameEn,
    [property: Required, StringLength(80)] string Script, [property: Required, StringLength(40)] string Category,
    [property: Required, StringLength(200)] string NeedZh, [property: Required, StringLength(200)] string NeedEn,
    int BasedOn, [property: StringLength(40)] string? HoldReason = null, int? HoldMinutes = null,
    int? SnoozeMinutes = null, [property: StringLength(40)] string? Queue = null,
    [property: StringLength(500)] string? Summary = null, bool IsActive = true);

/// <summary>Body of a decision about a macro.</summary>
public sealed record MacroDecisionBody(bool Approve);

/// <summary>Macros by page and API, each with its permission.</summary>
internal static class MacroApi
{
    public static readonly PageLink Macros = new(PageGroup.Knowledge, 35, "/macros", "nav.macros", MacroPermissions.Read);

    public static void MapMacros(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1/macros").WithTags("Desk");
        api.MapGet("", OfferedAsync).RequirePermission(ConversationPermissions.Serve);
        api.MapPut("/{slug}", ProposeAsync).RequirePermission(MacroPermissions.Change);
        api.MapPut("/proposals/{id:guid}/decision", DecideAsync).RequirePermission(MacroPermissions.Decide);
        app.MapGet("/macros", IResult (string? slug, string? done) =>
            new RazorComponentResult<MacrosPage>(new { Chosen = slug, Done = done }))
            .RequirePermission(MacroPermissions.Read);
        app.MapPost("/macros", ProposeByFormAsync).RequirePermission(MacroPermissions.Change);
        app.MapPost("/macros/proposals/{id:guid}/decision", DecideByFormAsync)
            .RequirePermission(MacroPermissions.Decide);
    }

    private static async Task<IResult> OfferedAsync(string? locale, MacroReader reader, CancellationToken ct) =>
        Results.Json(await reader.ListAsync(locale ?? "zh", ct), JsonSettings.Options);

    private static async Task<IResult> ProposeAsync(
        string slug, MacroChangeBody body, Actor actor, MacroChanges changes, CancellationToken ct)
    {
        var result = await changes.ProposeAsync(MacroOf(slug, body), body.BasedOn, actor, ct);
        return result.Error is { } error ? error.ToProblem()
            : Results.Json(new { Id = result.Value }, JsonSettings.Options);
    }

    private static async Task<IResult> DecideAsync(
        Guid id, MacroDecisionBody body, Actor actor, MacroChanges changes, CancellationToken ct) =>
        (await changes.DecideAsync(id, body.Approve, actor, ct)).ToNoContent();

    private static async Task<IResult> ProposeByFormAsync(
        IFormCollection form, Actor actor, MacroChanges changes, HttpContext context, CancellationToken ct)
    {
        string Of(string field) => form[field].ToString().Trim();
        int? NumberOf(string field) =>
            int.TryParse(Of(field), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        var then = Of("then"); // Only the chosen step's fields count.
        var macro = MacroOf(Of("slug"), new(Of("nameZh"), Of("nameEn"), Of("script"), Of("category"), Of("needZh"),
            Of("needEn"), 0, then == "hold" ? Of("holdReason") : null, then == "hold" ? NumberOf("holdMinutes") : null,
            then == "snooze" ? NumberOf("snoozeMinutes") ?? 0 : null, then == "transfer" ? Of("queue") : null,
            then == "transfer" ? Of("summary") : null, Of("isActive") == "true"));
        var basedOn = NumberOf("basedOn") ?? -1;
        var isPreview = Of("do") == "preview";
        var refusal = isPreview ? await changes.CheckAsync(macro, ct)
            : (await changes.ProposeAsync(macro, basedOn, actor, ct)).Error;
        return refusal is { } error
            ? await Refusal.OnPageAsync<MacrosPage>(
                context, error,
                new { Chosen = macro.Slug, Filled = macro, BasedOn = basedOn, error.Code, error.Clause })
            : isPreview ? new RazorComponentResult<MacrosPage>(
                new { Chosen = macro.Slug, Filled = macro, BasedOn = basedOn, IsPreview = true })
            : Results.LocalRedirect("/macros?done=proposed");
    }

    private static async Task<IResult> DecideByFormAsync(
        Guid id, [FromForm] bool approve, Actor actor, MacroChanges changes, HttpContext context, CancellationToken ct)
    {
        var result = await changes.DecideAsync(id, approve, actor, ct);
        return result.Error is not { } error
            ? Results.LocalRedirect(approve ? "/macros?done=approved" : "/macros?done=rejected")
            : await Refusal.OnPageAsync<MacrosPage>(context, error, new { error.Code, error.Clause });
    }

    private static Macro MacroOf(string slug, MacroChangeBody body) => new()
    {
        Slug = slug,
        NameZh = body.NameZh.Trim(),
        NameEn = body.NameEn.Trim(),
        Script = body.Script,
        Category = body.Category,
        NeedZh = body.NeedZh.Trim(),
        NeedEn = body.NeedEn.Trim(),
        HoldReason = body.HoldReason,
        HoldMinutes = body.HoldReason is null ? null : body.HoldMinutes,
        SnoozeMinutes = body.SnoozeMinutes,
        Queue = body.Queue,
        Summary = body.Queue is null ? null : body.Summary?.Trim(),
        IsActive = body.IsActive,
    };
}
