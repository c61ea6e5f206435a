using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Web;
using FirstWindow.Staff.Domain;
using FirstWindow.Staff.Features;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Staff.Pages;

/// <summary>What an officer fills in about a person; the boxes of roles and languages come as lists.</summary>
public sealed record StaffForm(
    string Name, string Number, string UserName, string? Team, IReadOnlyList<string> Roles,
    IReadOnlyList<string> Languages, string? SendTo = null)
{
    /// <summary>Nothing filled in but the language most speak.</summary>
    public static StaffForm Empty { get; } = new(string.Empty, string.Empty, string.Empty, null, [], ["zh"]);

    internal static StaffForm Of(IFormCollection fields) => new(
        fields["name"].ToString(), fields["number"].ToString(), fields["userName"].ToString(),
        fields["team"].ToString(), [.. fields["roles"].OfType<string>()], [.. fields["languages"].OfType<string>()],
        fields["sendTo"].ToString().Trim());
}

/// <summary>The pages on which accounts are kept, each with its permission.</summary>
internal static class StaffPages
{
    public static readonly PageLink Staff = new(PageGroup.Setup, 10, "/staff", "nav.staff", StaffPermissions.ReadAccounts);

    public static void MapStaffPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/staff", IResult (string? q, int? page) =>
            new RazorComponentResult<StaffPage>(new { Words = q, Number = Math.Max(1, page ?? 1) }))
            .RequirePermission(StaffPermissions.ReadAccounts);
        app.MapGet("/staff/invitation", IResult () => new RazorComponentResult<InvitationPage>())
            .RequirePermission(StaffPermissions.Keep);
        app.MapPost("/staff/invitation", InviteAsync).RequirePermission(StaffPermissions.Keep);
        app.MapGet("/staff/{id:guid}", IResult (Guid id, string? done) =>
            new RazorComponentResult<PersonPage>(new { Id = id, Done = done }))
            .RequirePermission(StaffPermissions.ReadAccounts);
        app.MapPost("/staff/{id:guid}/post", ChangePostAsync).RequirePermission(StaffPermissions.Keep);
        app.MapPost("/staff/{id:guid}/access", ResetAsync).RequirePermission(StaffPermissions.Keep);
        app.MapPost("/staff/{id:guid}/disabled", DisableAsync).RequirePermission(StaffPermissions.Disable);
    }

    private static async Task<IResult> InviteAsync(
        IFormCollection fields, Actor actor, InviteStaffHandler handler, HttpContext context, CancellationToken ct)
    {
        var form = StaffForm.Of(fields);
        var person = Post.Tidy(
            new(form.Name, form.Number, form.UserName, form.Roles, form.Team, form.Languages));
        var result = await handler.HandleAsync(person, actor, ct, form.SendTo is { Length: > 0 } to ? to : null);
        if (result.Error is not { } error)
        {
            return Show(context, person.Name, person.Number, result.Value!);
        }

        return await Refusal.OnPageAsync<InvitationPage>(context, error, new { Form = form, error.Code, error.Clause });
    }

    private static async Task<IResult> ChangePostAsync(
        Guid id, IFormCollection fields, Actor actor, ChangePostHandler handler, HttpContext context,
        CancellationToken ct)
    {
        var form = StaffForm.Of(fields);
        var team = string.IsNullOrWhiteSpace(form.Team) ? null : form.Team.Trim();
        var result = await handler.HandleAsync(
            new(new StaffId(id), form.Roles, team, form.Languages), actor, ct);
        return await AnswerAsync(context, id, result.Error, result.Value ? "post-waits" : "post");
    }

    private static async Task<IResult> ResetAsync(
        Guid id, [FromForm] string? code, [FromForm] string? knownBy, [FromForm] string? lost, Actor actor,
        ResetAccessHandler handler, StaffReader reader, HttpContext context, CancellationToken ct)
    {
        var result = await handler.HandleAsync(
            new StaffId(id), new(code, knownBy, lost is "password"), actor, ct);
        if (result.Error is { } error)
        {
            return await AnswerAsync(context, id, error, string.Empty);
        }

        var person = (await reader.FindAsync(new StaffId(id), ct))!;
        return Show(context, person.Name, person.Number, result.Value!);
    }

    private static async Task<IResult> DisableAsync(
        Guid id, [FromForm] bool disabled, Actor actor, DisableStaffHandler disable, EnableStaffHandler enable,
        HttpContext context, CancellationToken ct)
    {
        var result = disabled
            ? await disable.HandleAsync(new StaffId(id), actor, ct)
            : await enable.HandleAsync(new StaffId(id), actor, ct);
        return await AnswerAsync(context, id, result.Error, disabled ? "disabled" : "enabled");
    }

    private static async Task<IResult> AnswerAsync(HttpContext context, Guid id, Error? error, string done)
    {
        if (error is null)
        {
            return Results.LocalRedirect($"/staff/{id}?done={done}");
        }

        return await Refusal.OnPageAsync<PersonPage>(context, error, new { Id = id, error.Code, error.Clause });
    }

    private static IResult Show(
        HttpContext context, string name, string number, Invited made) =>
        new RazorComponentResult<AddressPage>(new
        {
            Name = name,
            Number = number,
            Address = $"{context.Request.Scheme}://{context.Request.Host}{made.Address.Path}",
            made.Address.ExpiresAt,
            made.Waits,
            made.IsMailed,
        });
}
