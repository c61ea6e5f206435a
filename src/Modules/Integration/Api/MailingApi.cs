using System.ComponentModel.DataAnnotations;
using System.Globalization;
using FirstWindow.Integration.Domain;
using FirstWindow.Integration.Features.Mailing;
using FirstWindow.Integration.Pages;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Mailing;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Integration.Api;

/// <summary>Body of where letters are to go out. Secrets are names, never the secrets themselves.</summary>
/// <param name="BasedOn">The newest version its author saw; 0 when there is none.</param>
public sealed record MailingBody(
    [property: Required] int? BasedOn, [property: Required] bool? IsMailOn, [property: Required] bool? IsSmsOn,
    [property: StringLength(200)] string? MailHost = null, int MailPort = 587,
    [property: StringLength(260)] string? MailFrom = null, [property: StringLength(100)] string? MailUser = null,
    [property: StringLength(40)] string? MailSecret = null, [property: StringLength(500)] string? SmsUrl = null,
    [property: StringLength(40)] string? SmsSecret = null);

/// <summary>Body of a decision about it.</summary>
public sealed record MailingDecisionBody(bool Approve);

/// <summary>Body of a trial.</summary>
public sealed record MailingTestBody([property: Required, StringLength(260)] string To);

/// <summary>Body of laying a letter aside.</summary>
public sealed record DiscardLetterBody([property: Required, StringLength(300)] string Reason);

/// <summary>Mail and text messages by page and API, each with its permission.</summary>
internal static class MailingApi
{
    public static readonly PageLink Mailing = new(PageGroup.Setup, 75, "/mailing", "nav.mailing", MailingPermissions.Read);

    public static void MapMailing(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1/mailing").WithTags("Integration");
        api.MapGet("", ReadAsync).RequirePermission(MailingPermissions.Read);
        api.MapPut("", async (MailingBody body, Actor actor, MailingDesk desk, CancellationToken ct) =>
            Answer(await desk.ProposeAsync(SettingsOf(body), body.BasedOn!.Value, actor, ct)))
            .RequirePermission(MailingPermissions.Keep);
        api.MapPut("/proposals/{id:guid}/decision", async (
            Guid id, MailingDecisionBody body, Actor actor, MailingDesk desk, CancellationToken ct) =>
            (await desk.DecideAsync(id, body.Approve, actor, ct)).ToNoContent())
            .RequirePermission(MailingPermissions.Decide);
        api.MapPost("/tests", async (MailingTestBody body, Actor actor, MailingDesk desk, CancellationToken ct) =>
            (await desk.TestAsync(body.To, actor, ct)).ToOk()).RequirePermission(MailingPermissions.Keep);
        api.MapPut("/letters/{id:guid}/resend", async (
            Guid id, Actor actor, MailingDesk desk, CancellationToken ct) =>
            (await desk.ResendAsync(id, actor, ct)).ToNoContent()).RequirePermission(MailingPermissions.Keep);
        api.MapPut("/letters/{id:guid}/discard", async (
            Guid id, DiscardLetterBody body, Actor actor, MailingDesk desk, CancellationToken ct) =>
            (await desk.DiscardAsync(id, body.Reason, actor, ct)).ToNoContent())
            .RequirePermission(MailingPermissions.Keep);
        MapPages(app);
    }

    private static void MapPages(IEndpointRouteBuilder app)
    {
        app.MapGet("/mailing", IResult (string? done) => new RazorComponentResult<MailingPage>(new { Done = done }))
            .RequirePermission(MailingPermissions.Read);
        app.MapPost("/mailing", ProposeByFormAsync).RequirePermission(MailingPermissions.Keep);
        app.MapPost("/mailing/proposals/{id:guid}/decision", async (
            Guid id, [FromForm] bool approve, Actor actor, MailingDesk desk, HttpContext context,
            CancellationToken ct) => await ShowAsync(
                context, (await desk.DecideAsync(id, approve, actor, ct)).Error, approve ? "approved" : "rejected"))
            .RequirePermission(MailingPermissions.Decide);
        app.MapPost("/mailing/tests", TestByFormAsync).RequirePermission(MailingPermissions.Keep);
        app.MapPost("/mailing/letters/{id:guid}/resend", async (
            Guid id, [FromForm] string? sure, Actor actor, MailingDesk desk, HttpContext context,
            CancellationToken ct) =>
        {
            _ = sure; // A form field makes the framework check the antiforgery token.
            return await ShowAsync(context, (await desk.ResendAsync(id, actor, ct)).Error, "resent");
        }).RequirePermission(MailingPermissions.Keep);
        app.MapPost("/mailing/letters/{id:guid}/discard", async (
            Guid id, [FromForm] string? reason, Actor actor, MailingDesk desk, HttpContext context,
            CancellationToken ct) =>
            await ShowAsync(context, (await desk.DiscardAsync(id, reason, actor, ct)).Error, "discarded"))
            .RequirePermission(MailingPermissions.Keep);
    }

    private static async Task<IResult> ReadAsync(MailingBook book, MailingDesk desk, CancellationToken ct)
    {
        var versions = await desk.ListAsync(ct);
        return Results.Json(new
        {
            Settings = await book.FreshAsync(ct),
            Version = versions.Count == 0 ? 0 : versions[0].Version,
            Waiting = versions.Where(v => v.State is PolicyState.Proposed)
                .Select(v => new { v.Id, Settings = v.Read() }),
            Letters = (await desk.LettersAsync(ct)).Select(l => new
            {
                l.Id,
                l.Kind,
                l.Way,
                l.Recipient,
                l.State,
                l.Attempts,
                l.Fault,
                l.MadeAt,
                l.LastAt,
            }),
        }, JsonSettings.Options);
    }

    private static async Task<IResult> ProposeByFormAsync(
        IFormCollection form, Actor actor, MailingDesk desk, HttpContext context, CancellationToken ct)
    {
        string Of(string field) => form[field].ToString();
        int NumberOf(string field) =>
            int.TryParse(Of(field), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
        var settings = SettingsOf(new(0, Of("isMailOn") == "true", Of("isSmsOn") == "true", Of("mailHost"),
            NumberOf("mailPort"), Of("mailFrom"), Of("mailUser"), Of("mailSecret"), Of("smsUrl"), Of("smsSecret")));
        var result = await desk.ProposeAsync(settings, NumberOf("basedOn"), actor, ct);
        return await ShowAsync(context, result.Error, "proposed", settings);
    }

    private static async Task<IResult> TestByFormAsync(
        [FromForm] string? to, Actor actor, MailingDesk desk, HttpContext context, CancellationToken ct)
    {
        var result = await desk.TestAsync(to, actor, ct);
        return result.Error is { } error ? await ShowAsync(context, error, string.Empty)
            : new RazorComponentResult<MailingPage>(new { Tried = result.Value });
    }

    private static async Task<IResult> ShowAsync(
        HttpContext context, Error? error, string done, MailingSettings? filled = null) => error is null
        ? Results.LocalRedirect($"/mailing?done={done}")
        : await Refusal.OnPageAsync<MailingPage>(context, error, new { Filled = filled, error.Code, error.Clause });

    private static IResult Answer(Result<Guid> result) => result.Error is { } error ? error.ToProblem()
        : Results.Json(new { Id = result.Value }, JsonSettings.Options);

    private static MailingSettings SettingsOf(MailingBody body) => new()
    {
        IsMailOn = body.IsMailOn is true,
        MailHost = body.MailHost?.Trim() ?? string.Empty,
        MailPort = body.MailPort,
        MailFrom = body.MailFrom?.Trim() ?? string.Empty,
        MailUser = body.MailUser?.Trim() ?? string.Empty,
        MailSecret = body.MailSecret?.Trim() ?? string.Empty,
        IsSmsOn = body.IsSmsOn is true,
        SmsUrl = body.SmsUrl?.Trim() ?? string.Empty,
        SmsSecret = body.SmsSecret?.Trim() ?? string.Empty,
    };
}
