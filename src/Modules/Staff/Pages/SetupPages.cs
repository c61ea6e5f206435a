using System.ComponentModel.DataAnnotations;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Web;
using FirstWindow.Staff.Api;
using FirstWindow.Staff.Domain;
using FirstWindow.Staff.Features;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Staff.Pages;

/// <summary>What is filled in at a one-time address.</summary>
public sealed record SetupForm(
    string Key, string Name, string Number, string UserName, string Password, string Again, string Code)
{
    internal static SetupForm Of(IFormCollection fields)
    {
        string Field(string name) => fields[name].ToString();
        return new(Field("key"), Field("name").Trim(), Field("number").Trim(), Field("userName").Trim(),
            Field("password"), Field("again"), Field("code").Replace(" ", string.Empty, StringComparison.Ordinal));
    }
}

/// <summary>For whom a one-time address is, none of it for the first administrator, and the second factor it offers;
/// none where the person keeps the own one.</summary>
public sealed record SetupOffer(string? Name, string? Number, string? UserName, byte[]? Secret);

/// <summary>Body of asking what a one-time address offers.</summary>
public sealed record SetupKeyBody([property: Required, StringLength(100)] string Key);

/// <summary>Body of the same by the API; name, number and user name only for the first administrator.</summary>
public sealed record SetupBody(
    [property: Required, StringLength(100)] string Key, [property: Required, StringLength(256)] string Password,
    [property: Required, StringLength(6, MinimumLength = 6)] string Code,
    [property: StringLength(100)] string? Name = null, [property: StringLength(100)] string? Number = null,
    [property: StringLength(100)] string? UserName = null);

/// <summary>The one-time address: a person's own password and second factor.</summary>
internal static class SetupPages
{
    private const string Why = "the key in the one-time address is the permission; it works once and for some hours";

    public static void MapSetup(this IEndpointRouteBuilder app)
    {
        var setup = app.MapGroup(string.Empty).AddEndpointFilter(StaffApi.AdmitAsync);
        setup.MapGet("/setup", IResult () => new RazorComponentResult<SetupDoorPage>()).OpenTo(Why, Side.Staff);
        setup.MapPost("/setup/open", ShowAsync).OpenTo(Why, Side.Staff);
        setup.MapPost("/setup", CompleteAsync).OpenTo(Why, Side.Staff);
        setup.MapPost("/api/v1/setup/offer", ReadAsync).OpenTo(Why, Side.Staff);
        setup.MapPost("/api/v1/setup", CompleteByApiAsync).OpenTo(Why, Side.Staff);
    }

    private static async Task<IResult> ShowAsync([FromForm] string? key, Invitations invitations, CancellationToken ct)
    {
        var found = await invitations.FindAsync(key, ct);
        return found.Value is { } open
            ? new RazorComponentResult<SetupPage>(new { Offer = OfferOf(open), Form = Empty(key) })
            : Answer(found.Error!);
    }

    private static async Task<IResult> CompleteAsync(
        IFormCollection fields, CompleteSetupHandler handler, Invitations invitations, HttpContext context,
        CancellationToken ct)
    {
        var form = SetupForm.Of(fields);
        var request = new CompleteSetup(
            form.Key, form.Password, form.Code, form.Name, form.Number, form.UserName);
        var error = form.Password != form.Again ? StaffErrors.PasswordNotRepeated
            : (await handler.HandleAsync(request, ct)).Error;
        if (error is null)
        {
            return Results.LocalRedirect("/sign-in?done=ready");
        }

        var found = await invitations.FindAsync(form.Key, ct);
        if (error == StaffErrors.AddressGone || found.Value is not { } open)
        {
            return Answer(found.Error ?? error);
        }

        return await Refusal.OnPageAsync<SetupPage>(
            context, error, new { Offer = OfferOf(open), Form = form, error.Code });
    }

    private static async Task<IResult> ReadAsync(SetupKeyBody body, Invitations invitations, CancellationToken ct)
    {
        var found = await invitations.FindAsync(body.Key, ct);
        if (found.Value is not { } open)
        {
            return Answer(found.Error!);
        }

        var userName = open.Staff?.UserName;
        return Results.Json(new
        {
            UserName = userName,
            open.Staff?.Name,
            TotpSecret = open.Invitation.KeepsFactor ? null : Totp.ToBase32(open.Secret),
            Link = open.Invitation.KeepsFactor ? null
                : new SecondFactor(open.Secret, userName ?? SetupPage.NewAccount).Link,
            open.Invitation.ExpiresAt,
        }, JsonSettings.Options);
    }

    private static async Task<IResult> CompleteByApiAsync(
        SetupBody body, CompleteSetupHandler handler, CancellationToken ct)
    {
        var result = await handler.HandleAsync(new(body.Key, body.Password, body.Code, Trim(body.Name),
            Trim(body.Number), Trim(body.UserName)), ct);
        return result.Error is { } error ? Answer(error) : Results.NoContent();
    }

    private static SetupOffer OfferOf(OpenInvitation open) =>
        new(open.Staff?.Name, open.Staff?.Number, open.Staff?.UserName,
            open.Invitation.KeepsFactor ? null : open.Secret);

    private static Refusal Answer(Error error) =>
        new(error, error == StaffErrors.AddressGone ? StatusCodes.Status410Gone : null);

    private static SetupForm Empty(string? key) => new(key ?? string.Empty, "", "", "", "", "", "");

    private static string Trim(string? text) => text?.Trim() ?? string.Empty;
}
