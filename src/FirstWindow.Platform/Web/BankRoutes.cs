using System.ComponentModel.DataAnnotations;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Bank;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Platform.Web;

/// <summary>Body of a change of the bank's settings.</summary>
public sealed record BankBody(
    [property: Required] string NameZh, [property: Required] string NameEn, [property: Required] string Hotline,
    [property: Required(AllowEmptyStrings = true)] string ComplaintLine,
    [property: Required(AllowEmptyStrings = true)] string ComplaintAddress,
    [property: Required] IReadOnlyList<string> Hours,
    int BasedOn, string? GreetingZh = null, string? GreetingEn = null, IReadOnlyList<string>? Origins = null);

/// <summary>The bank's settings by page and API, each with its permission.</summary>
internal static class BankRoutes
{
    public static readonly PageLink Settings = new(PageGroup.Setup, 40, "/settings", "nav.bank", BankPermissions.Read);

    public static void MapBank(this IEndpointRouteBuilder app)
    {
        app.MapGet("/settings", IResult (string? done) => new RazorComponentResult<SettingsPage>(new { Done = done }))
            .RequirePermission(BankPermissions.Read);
        app.MapPost("/settings", ChangeByFormAsync).RequirePermission(BankPermissions.Change);
        app.MapPost("/settings/proposals/{id:guid}/decision", DecideByFormAsync)
            .RequirePermission(BankPermissions.Decide);
        var size = new RequestSizeLimitAttribute(BankLogo.BytesMax + (64 * 1024)); // the form around the file
        app.MapPost("/settings/logo", ChangeLogoByFormAsync).WithMetadata(size)
            .RequirePermission(BankPermissions.Change);
        app.MapGet("/assets/logo/{digest}", ServeLogoAsync)
            .OpenTo("the bank's logo stands on every page, signed in or not", Side.Any);
        var api = app.MapGroup("/api/v1/bank");
        api.MapPut("/logo", ChangeLogoAsync).WithMetadata(size).RequirePermission(BankPermissions.Change);
        api.MapDelete("/logo", async (int basedOn, Actor actor, BankChanges changes, CancellationToken ct) =>
            (await changes.ChangeLogoAsync(null, basedOn, actor, ct)).ToOk()).RequirePermission(BankPermissions.Change);
        api.MapGet("", ReadAsync).RequirePermission(BankPermissions.Read);
        api.MapPut("", ChangeAsync).RequirePermission(BankPermissions.Change);
        api.MapPut("/proposals/{id:guid}/decision", DecideAsync).RequirePermission(BankPermissions.Decide);
    }

    private static async Task<IResult> ReadAsync(BankBook book, BankChanges changes, CancellationToken ct)
    {
        var versions = await changes.ListAsync(ct);
        return Results.Json(new
        {
            Settings = book.Current,
            Version = versions.Count == 0 ? 0 : versions[0].Version,
            Waiting = versions.Where(v => v.State is PolicyState.Proposed)
                .Select(v => new { v.Id, Settings = v.Read() }),
        }, JsonSettings.Options);
    }

    private static async Task<IResult> ChangeAsync(
        BankBody body, Actor actor, BankChanges changes, CancellationToken ct) =>
        (await changes.ChangeAsync(new(SettingsOf(body), body.BasedOn), actor, ct)).ToOk();

    private static async Task<IResult> ChangeLogoAsync(
        int basedOn, HttpRequest request, Actor actor, BankChanges changes, CancellationToken ct)
    {
        using var content = new MemoryStream();
        await request.Body.CopyToAsync(content, ct);
        return (await changes.ChangeLogoAsync(content.ToArray(), basedOn, actor, ct)).ToOk();
    }

    private static async Task<IResult> ChangeLogoByFormAsync(
        IFormCollection form, Actor actor, BankChanges changes, HttpContext context, CancellationToken ct)
    {
        using var content = new MemoryStream();
        await (form.Files["file"]?.CopyToAsync(content, ct) ?? Task.CompletedTask);
        var isNumber = int.TryParse(form["basedOn"], out var basedOn);
        var sent = form["remove"] == "true" ? null : content.ToArray();
        return await ShowAsync(
            await changes.ChangeLogoAsync(sent, isNumber ? basedOn : -1, actor, ct), null, context);
    }

    // Its address is its content's digest, so browsers keep it for ever.
    private static async Task<IResult> ServeLogoAsync(
        string digest, Database db, HttpResponse response, CancellationToken ct)
    {
        if (await db.Set<BankLogo>().AsNoTracking().SingleOrDefaultAsync(l => l.Digest == digest, ct) is not { } logo)
        {
            return Results.NotFound();
        }

        response.ContainFile();
        response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return Results.Bytes(logo.Content, logo.Type);
    }

    private static async Task<IResult> DecideAsync(
        Guid id, DecisionBody body, Actor actor, BankChanges changes, CancellationToken ct) =>
        (await changes.DecideAsync(id, body.Approve, actor, ct)).ToNoContent();

    private static async Task<IResult> ChangeByFormAsync(
        IFormCollection form, Actor actor, BankChanges changes, HttpContext context, CancellationToken ct)
    {
        string Of(string field) => form[field].ToString();
        var settings = SettingsOf(new(Of("nameZh"), Of("nameEn"), Of("hotline"), Of("complaintLine"),
            Of("complaintAddress"), [.. form["hours"].Select(h => h ?? string.Empty)], 0, Of("greetingZh"),
            Of("greetingEn"), Of("origins").ReplaceLineEndings("\n").Split('\n')));
        var isNumber = int.TryParse(Of("basedOn"), out var basedOn);
        var result = await changes.ChangeAsync(new(settings, isNumber ? basedOn : -1), actor, ct);
        return await ShowAsync(result, settings, context);
    }

    private static async Task<IResult> ShowAsync(
        Result<BankChange> result, BankSettings? filled, HttpContext context) => result.Error is not { } error
        ? Results.LocalRedirect(
            result.Value!.State is PolicyState.Approved ? "/settings?done=changed" : "/settings?done=proposed")
        : await Refusal.OnPageAsync<SettingsPage>(context, error, new { Filled = filled, error.Code, error.Clause });

    private static async Task<IResult> DecideByFormAsync(
        Guid id, [FromForm] bool approve, Actor actor, BankChanges changes, HttpContext context, CancellationToken ct)
    {
        var result = await changes.DecideAsync(id, approve, actor, ct);
        if (result.Error is not { } error)
        {
            return Results.LocalRedirect(approve ? "/settings?done=approved" : "/settings?done=rejected");
        }

        return await Refusal.OnPageAsync<SettingsPage>(context, error, new { error.Code, error.Clause });
    }

    private static BankSettings SettingsOf(BankBody body) => new()
    {
        NameZh = body.NameZh.Trim(),
        NameEn = body.NameEn.Trim(),
        Hotline = body.Hotline.Trim(),
        ComplaintLine = body.ComplaintLine.Trim(),
        ComplaintAddress = body.ComplaintAddress.Trim(),
        GreetingZh = body.GreetingZh?.Trim() ?? string.Empty,
        GreetingEn = body.GreetingEn?.Trim() ?? string.Empty,
        Hours = Tidy(body.Hours),
        Origins = [.. Tidy(body.Origins).Where(o => o.Length > 0)],
    };

    private static IReadOnlyList<string> Tidy(IReadOnlyList<string?>? lines) =>
        [.. (lines ?? []).Select(l => l?.Trim() ?? string.Empty)];
}
