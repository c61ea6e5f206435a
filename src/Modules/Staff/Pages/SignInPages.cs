using FirstWindow.Platform.Access;
using FirstWindow.Platform.Web;
using FirstWindow.Staff.Api;
using FirstWindow.Staff.Features;
using FirstWindow.Staff.Features.SignOn;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Staff.Pages;

/// <summary>Signing in and out with a browser.</summary>
internal static class SignInPages
{
    private const int FieldCharsMax = 256;
    private const string Why = "signing in is how one gets a session; password, code and lockout guard it";

    public static void MapSignIn(this IEndpointRouteBuilder app)
    {
        app.MapGet("/sign-in", IResult (string? next, string? done) =>
            new RazorComponentResult<SignInPage>(new { Next = next, Done = done })).OpenTo(Why, Side.Staff);
        app.MapPost("/sign-in", SignInAsync).OpenTo(Why, Side.Staff);
        app.MapPost("/sign-out", SignOutAsync).RequirePermission(Permission.AnyStaff).OpenToLockedDesks();
    }

    // A form field makes the framework check the antiforgery token: nobody can be signed in by another site's form.
    private static async Task<IResult> SignInAsync(
        [FromForm] string? userName, [FromForm] string? password, [FromForm] string? code, [FromForm] string? next,
        HttpContext context, SignInHandler handler, CancellationToken ct)
    {
        var digits = Cut(code).Trim().Replace(" ", string.Empty, StringComparison.Ordinal);
        var request = StaffApi.SignInFrom(context, new(Cut(userName).Trim(), Cut(password), digits));
        var result = await handler.HandleAsync(request, ct);
        if (result.Error is { } error)
        {
            await Refusal.RecordAsync(context, error);
            return new RazorComponentResult<SignInPage>(new { Next = next, UserName = request.UserName, error.Code })
            {
                StatusCode = StaffApi.StatusOf(error),
            };
        }

        StaffApi.SetCookies(context.Response, result.Value!.Token, request.Device);
        var asked = Preferences.LocalPath(next);
        return Results.LocalRedirect(asked == "/" ? Navigation.HomeOf(result.Value.Staff.RoleSet()) : asked);
    }

    private static async Task<IResult> SignOutAsync(
        Actor actor, HttpContext context, EndSessionHandler handler, BankSignOnOptions bank, CancellationToken ct)
    {
        await handler.HandleAsync(actor, ct);
        context.Response.DropCookie(AccessGate.Cookie);
        context.Response.ForgetInBrowser();
        return Results.LocalRedirect(bank.IsOn ? "/sign-in?done=out" : "/sign-in");
    }

    private static string Cut(string? field) =>
        field is { Length: <= FieldCharsMax } ? field : string.Empty;
}
