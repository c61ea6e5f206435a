using System.Security.Cryptography;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Web;
using FirstWindow.Staff.Api;
using FirstWindow.Staff.Domain;
using FirstWindow.Staff.Features;
using FirstWindow.Staff.Features.SignOn;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Staff.Pages;

/// <summary>Signing in by the bank's own identity provider: to it, back from it, and out there too.</summary>
internal static class SignOnPages
{
    private const string Why = "signing in is how one gets a session; the bank's provider vouches, state and nonce guard the way";

    public static void MapSignOn(this IEndpointRouteBuilder app)
    {
        app.MapGet("/sign-in/bank", LeaveAsync).OpenTo(Why, Side.Staff);
        app.MapGet(BankSignOn.ReturnPath, ReturnAsync).OpenTo(Why, Side.Staff);
        app.MapGet("/sign-in/bank/end", EndAsync).OpenTo(Why, Side.Staff);
    }

    private static async Task<IResult> LeaveAsync(
        string? next, HttpContext context, BankSignOnOptions options, BankSignOn bank, SignInTries tries,
        SignInByBankHandler handler, CancellationToken ct)
    {
        if (!options.IsOn)
        {
            return Results.NotFound();
        }

        if (!tries.Admits(StaffApi.PlaceOf(context)))
        {
            return await ShowAsync(context, StaffErrors.TooManyTries, next);
        }

        var device = StaffApi.DeviceOf(context) ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        if (await bank.LeaveAsync(context, Preferences.LocalPath(next), device) is not { } reason)
        {
            return Results.Empty; // The answer leads to the provider already.
        }

        var away = await handler.HandleAsync(new(null, reason, null, next), null, device, ct);
        return await ShowAsync(context, away.Error!, next);
    }

    private static async Task<IResult> ReturnAsync(
        HttpContext context, BankSignOnOptions options, BankSignOn bank, SignInTries tries, SignInByBankHandler handler,
        CancellationToken ct)
    {
        if (!options.IsOn)
        {
            return Results.NotFound();
        }

        if (!tries.Admits(StaffApi.PlaceOf(context)))
        {
            return await ShowAsync(context, StaffErrors.TooManyTries, null);
        }

        var answer = await bank.ReturnAsync(context);
        var device = answer.Device ?? string.Empty;
        var result = await handler.HandleAsync(answer, StaffApi.PlaceOf(context), device, ct);
        if (result.Error is { } error)
        {
            return await ShowAsync(context, error, answer.Next);
        }

        StaffApi.SetCookies(context.Response, result.Value!.Token, device);
        var asked = Preferences.LocalPath(answer.Next);
        var next = asked == "/" ? Navigation.HomeOf(result.Value.Staff.RoleSet()) : asked;
        // Not a redirect: that would still count as coming from the provider's site, and the strict cookie stay behind.
        context.Response.Headers["Refresh"] = $"0;url={UriHelper.Encode(new Uri(next, UriKind.Relative))}";
        return new RazorComponentResult<SignedOnPage>(new { Next = next });
    }

    private static async Task<IResult> EndAsync(HttpContext context, BankSignOnOptions options, BankSignOn bank) =>
        !options.IsOn ? Results.NotFound()
        : await bank.EndAddressAsync(context) is { } address ? Results.Redirect(address)
        : Results.LocalRedirect("/sign-in");

    private static async Task<IResult> ShowAsync(HttpContext context, Error error, string? next)
    {
        await Refusal.RecordAsync(context, error);
        return new RazorComponentResult<SignInPage>(new { Next = next, error.Code })
        {
            StatusCode = StaffApi.StatusOf(error),
        };
    }
}
