using System.ComponentModel.DataAnnotations;
using System.Globalization;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Calendar;
using FirstWindow.Platform.Web;
using FirstWindow.Staff.Contracts;
using FirstWindow.Staff.Domain;
using FirstWindow.Staff.Features;
using FirstWindow.Staff.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Staff.Api;

/// <summary>Body of a certificate that is granted; it is good until the end of its last day.</summary>
public sealed record CertificateBody(
    Guid Staff, [property: Required, StringLength(40)] string Code, [property: Required, StringLength(40)] string Scope,
    [property: Required, StringLength(5)] string Language, int Level, DateOnly LastDay);

/// <summary>Body of a suspension.</summary>
public sealed record SuspensionBody([property: StringLength(400)] string? Reason = null);

/// <summary>Certificates by page and API, each with its permission.</summary>
internal static class CertificateApi
{
    public static readonly PageLink Certificates = new(
        PageGroup.Setup, 20, "/certificates", "nav.certificates", StaffPermissions.ReadCertificates);

    public static void MapCertificates(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1/certificates").WithTags("Staff");
        api.MapGet("", async (string? q, CertificateReader reader, CancellationToken ct) =>
            Results.Json(await reader.ListAsync(q, ct), JsonSettings.Options))
            .RequirePermission(StaffPermissions.ReadCertificates);
        api.MapPost("", GrantAsync).RequirePermission(StaffPermissions.Certify);
        api.MapPut("/{id:guid}/suspension", SuspendAsync).RequirePermission(StaffPermissions.Certify);
        api.MapDelete("/{id:guid}/suspension", RestoreAsync).RequirePermission(StaffPermissions.Certify);
        app.MapGet("/certificates", IResult (string? q, string? done) =>
            new RazorComponentResult<CertificatesPage>(new { Words = q, Done = done }))
            .RequirePermission(StaffPermissions.ReadCertificates);
        app.MapPost("/certificates", GrantByFormAsync).RequirePermission(StaffPermissions.Certify);
        app.MapPost("/certificates/{id:guid}/suspension", ChangeByFormAsync)
            .RequirePermission(StaffPermissions.Certify);
    }

    private static async Task<IResult> GrantAsync(
        CertificateBody body, Actor actor, Certify certify, CancellationToken ct)
    {
        var result = await certify.GrantAsync(new(body.Staff), HeldOf(body), actor, ct);
        return result.Error is { } error ? error.ToProblem()
            : Results.Json(new { Id = result.Value }, JsonSettings.Options, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> SuspendAsync(
        Guid id, SuspensionBody body, Actor actor, Certify certify, CancellationToken ct) =>
        (await certify.SuspendAsync(id, body.Reason, actor, ct)).ToNoContent();

    private static async Task<IResult> RestoreAsync(Guid id, Actor actor, Certify certify, CancellationToken ct) =>
        (await certify.RestoreAsync(id, actor, ct)).ToNoContent();

    private static async Task<IResult> GrantByFormAsync(
        IFormCollection form, Actor actor, Certify certify, IStaffDirectory directory, HttpContext context,
        CancellationToken ct)
    {
        string Of(string field) => form[field].ToString().Trim();
        var number = Of("number");
        var person = (await directory.AllAsync(ct)).FirstOrDefault(c => c.Number == number && !c.IsProgram);
        var body = new CertificateBody(
            person?.Id.Value ?? Guid.Empty, Of("code"), Of("scope"), Of("language"),
            int.TryParse(Of("level"), NumberStyles.None, CultureInfo.InvariantCulture, out var level) ? level : 0,
            DateOnly.TryParseExact(Of("lastDay"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None,
                out var day) ? day : DateOnly.MinValue);
        var error = person is null ? StaffErrors.NotFound
            : (await certify.GrantAsync(person.Id, HeldOf(body), actor, ct)).Error;
        return error is null ? Results.LocalRedirect("/certificates?done=granted")
            : await Refusal.OnPageAsync<CertificatesPage>(
                context, error, new { Filled = body, Number = number, error.Code, error.Clause });
    }

    private static async Task<IResult> ChangeByFormAsync(
        Guid id, IFormCollection form, Actor actor, Certify certify, HttpContext context, CancellationToken ct)
    {
        var isBack = form["back"].ToString() == "true";
        var result = isBack ? await certify.RestoreAsync(id, actor, ct)
            : await certify.SuspendAsync(id, form["reason"].ToString(), actor, ct);
        return result.Error is not { } error
            ? Results.LocalRedirect(isBack ? "/certificates?done=restored" : "/certificates?done=suspended")
            : await Refusal.OnPageAsync<CertificatesPage>(context, error, new { error.Code, error.Clause });
    }

    private static HeldCertificate HeldOf(CertificateBody body) => new(
        body.Code, body.Scope, body.Language, body.Level,
        body.LastDay > DateOnly.MinValue && body.LastDay < DateOnly.MaxValue ? BankCalendar.EndOf(body.LastDay)
            : DateTimeOffset.MinValue);
}
