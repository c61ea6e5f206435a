using System.ComponentModel.DataAnnotations;
using FirstWindow.Conversations.Domain;
using FirstWindow.Conversations.Features;
using FirstWindow.Conversations.Pages;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Conversations.Api;

/// <summary>Body that books or moves an appointment.</summary>
public sealed record AppointmentBody(
    [property: Required, RegularExpression("^(sign|relay)$")] string Kind, DateTimeOffset StartsAt);

/// <summary>Appointments for customers who sign or read: booked by the customer, kept by whoever has the
/// skill.</summary>
internal static class AppointmentApi
{
    public static readonly PageLink Appointments = new(
        PageGroup.Service, 60, "/appointments", "nav.appointments", AppointmentPermissions.Keep);

    public static void MapAppointments(this IEndpointRouteBuilder app)
    {
        var own = app.MapGroup("/api/v1/conversations/{id:guid}").WithTags("Customer");
        own.MapGet("/appointment", async (Guid id, HttpContext context, AppointmentDesk desk, CancellationToken ct) =>
            await CustomerApi.RefuseAsync(context, id)
            ?? Results.Json(await desk.ReadAsync(new(id), ct), JsonSettings.Options))
            .OpenTo(CustomerApi.TokenOpens);
        own.MapPost("/appointment", (
            Guid id, AppointmentBody body, HttpContext context, AppointmentDesk desk, CancellationToken ct) =>
            BookAsync(id, body, false, context, desk, ct)).OpenTo(CustomerApi.TokenOpens);
        own.MapPut("/appointment", (
            Guid id, AppointmentBody body, HttpContext context, AppointmentDesk desk, CancellationToken ct) =>
            BookAsync(id, body, true, context, desk, ct)).OpenTo(CustomerApi.TokenOpens);
        own.MapDelete("/appointment", async (Guid id, HttpContext context, AppointmentDesk desk, CancellationToken ct) =>
            await CustomerApi.RefuseAsync(context, id) ?? (await desk.CancelAsync(new(id), ct)).ToNoContent())
            .OpenTo(CustomerApi.TokenOpens);
        app.MapGet("/api/v1/appointments", async (Actor actor, AppointmentDesk desk, CancellationToken ct) =>
            Results.Json(await desk.ListAsync(actor, ct), JsonSettings.Options))
            .RequirePermission(AppointmentPermissions.Keep).WithTags("Desk");
        app.MapPut("/api/v1/appointments/{id:guid}/begin", async (
            Guid id, Actor actor, AppointmentDesk desk, CancellationToken ct) =>
            (await desk.BeginAsync(id, actor, ct)).ToNoContent())
            .RequirePermission(AppointmentPermissions.Keep).WithTags("Desk");
        app.MapGet("/appointments", IResult () => new RazorComponentResult<AppointmentsPage>())
            .RequirePermission(AppointmentPermissions.Keep);
        app.MapPost("/appointments/{id:guid}/begin", async (
            Guid id, Actor actor, AppointmentDesk desk, HttpContext context, CancellationToken ct) =>
            (await desk.BeginAsync(id, actor, ct)).Error is { } error
                ? await Refusal.OnPageAsync<AppointmentsPage>(context, error, new { error.Code })
                : Results.LocalRedirect("/desk")).RequirePermission(AppointmentPermissions.Keep);
    }

    private static async Task<IResult> BookAsync(
        Guid id, AppointmentBody body, bool isMove, HttpContext context, AppointmentDesk desk, CancellationToken ct)
    {
        var kind = body.Kind == "relay" ? AppointmentKind.Relay : AppointmentKind.Sign;
        return await CustomerApi.RefuseAsync(context, id)
            ?? (await desk.BookAsync(new(id), kind, body.StartsAt.ToUniversalTime(), isMove, ct)).ToNoContent();
    }
}
