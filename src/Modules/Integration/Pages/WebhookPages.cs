using FirstWindow.Integration.Domain;
using FirstWindow.Integration.Features;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Integration.Pages;

/// <summary>An endpoint as it was filled in on the page.</summary>
public sealed record WebhookForm
{
    /// <summary>The new endpoint.</summary>
    public Guid? Id { get; init; }

    /// <summary>What staff call it.</summary>
    public string? Name { get; init; }

    /// <summary>Where events go.</summary>
    public string? Url { get; init; }

    /// <summary>Which; none when no box was ticked.</summary>
    public string[]? Kinds { get; init; }
}

/// <summary>Endpoints by page, each route with its permission.</summary>
internal static class WebhookPages
{
    public static readonly PageLink Webhooks = new(PageGroup.Setup, 80, "/webhooks", "nav.webhooks", WebhookPermissions.Read);

    private static readonly Error NoVersion = WebhookErrors.SecretMoved;

    public static void MapWebhookPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/webhooks", IResult (string? done) => new RazorComponentResult<WebhooksPage>(new { Done = done }))
            .RequirePermission(WebhookPermissions.Read);
        app.MapPost("/webhooks", AddAsync).RequirePermission(WebhookPermissions.Keep);
        var one = app.MapGroup("/webhooks/{id:guid}");
        one.MapGet("", ShowAsync).RequirePermission(WebhookPermissions.Read);
        one.MapPost("/decision", DecideAsync).RequirePermission(WebhookPermissions.Decide);
        one.MapPost("/pause", (Guid id, [FromForm] bool paused, Actor actor, WebhookDesk desk, HttpContext context,
            CancellationToken ct) => AnswerAsync(context, id, paused ? "paused" : "resumed",
                paused ? desk.PauseAsync(id, actor, ct) : desk.ResumeAsync(id, actor, ct)))
            .RequirePermission(WebhookPermissions.Keep);
        one.MapPost("/secret", RotateAsync).RequirePermission(WebhookPermissions.Keep);
        one.MapPost("/tests", TestAsync).RequirePermission(WebhookPermissions.Keep);
        one.MapPost("/removal", RemoveAsync).RequirePermission(WebhookPermissions.Keep);
        one.MapPost("/resend", ResendAsync).RequirePermission(WebhookPermissions.Keep);
        one.MapPost("/discard", DiscardAsync).RequirePermission(WebhookPermissions.Keep);
    }

    private static async Task<IResult> ShowAsync(
        Guid id, string? state, int? page, string? done, WebhookReader reader, CancellationToken ct) =>
        await reader.FindAsync(id, ct) is null
            ? new Refusal(WebhookErrors.NotFound)
            : new RazorComponentResult<WebhookPage>(
                new { Id = id, State = state, Number = Math.Max(1, page ?? 1), Done = done });

    private static async Task<IResult> AddAsync(
        [FromForm] WebhookForm form, Actor actor, WebhookDesk desk, HttpContext context, CancellationToken ct)
    {
        var result = await desk.AddAsync(
            new(form.Id ?? Guid.CreateVersion7(), form.Name, form.Url, form.Kinds ?? []), actor, ct);
        return result.Error is { } error
                ? await Refusal.OnPageAsync<WebhooksPage>(
                    context, error, new { Filled = form, error.Code, error.Clause })
            : result.Value!.Secret is { } secret
                ? new RazorComponentResult<WebhookPage>(new { result.Value.Id, Secret = secret, Done = "added" })
            : Results.LocalRedirect($"/webhooks/{result.Value.Id}");
    }

    private static async Task<IResult> DecideAsync(
        Guid id, [FromForm] bool approve, Actor actor, WebhookDesk desk, HttpContext context, CancellationToken ct)
    {
        var result = await desk.DecideAsync(id, approve, actor, ct);
        return result.Error is { } error
            ? await Refusal.OnPageAsync<WebhooksPage>(context, error, new { error.Code, error.Clause })
            : Results.LocalRedirect($"/webhooks?done={(approve ? "approved" : "rejected")}");
    }

    private static async Task<IResult> RotateAsync(
        Guid id, [FromForm] int? version, Actor actor, WebhookDesk desk, WebhookReader reader, HttpContext context,
        CancellationToken ct)
    {
        var result = version is { } seen ? await desk.RotateAsync(id, seen, actor, ct)
            : await reader.FindAsync(id, ct) is null ? WebhookErrors.NotFound : NoVersion;
        return result.Error is { } error ? await RefuseAsync(context, id, error)
            : new RazorComponentResult<WebhookPage>(new { Id = id, result.Value!.Secret, Done = "rotated" });
    }

    private static async Task<IResult> TestAsync(
        Guid id, [FromForm] string? sure, Actor actor, WebhookDesk desk, HttpContext context, CancellationToken ct)
    {
        _ = sure; // A form field makes the framework check the antiforgery token.
        var result = await desk.TestAsync(id, actor, ct);
        return result.Error is { } error ? await RefuseAsync(context, id, error)
            : new RazorComponentResult<WebhookPage>(new { Id = id, Tested = result.Value });
    }

    private static async Task<IResult> RemoveAsync(
        Guid id, [FromForm] string? sure, Actor actor, WebhookDesk desk, HttpContext context, CancellationToken ct)
    {
        _ = sure;
        var result = await desk.RemoveAsync(id, actor, ct);
        return result.Error is { } error ? await RefuseAsync(context, id, error)
            : Results.LocalRedirect("/webhooks?done=removed");
    }

    private static Task<IResult> ResendAsync(
        Guid id, [FromForm] Guid? delivery, Actor actor, DeadLetters letters, HttpContext context,
        CancellationToken ct) =>
        AnswerAsync(context, id, "resending", delivery is { } one
            ? letters.ResendAsync(id, one, actor, ct) : letters.ResendAllAsync(id, actor, ct));

    private static Task<IResult> DiscardAsync(
        Guid id, [FromForm] Guid delivery, [FromForm] string? reason, Actor actor, DeadLetters letters,
        HttpContext context, CancellationToken ct) =>
        AnswerAsync(context, id, "discarded", letters.DiscardAsync(id, delivery, reason, actor, ct));

    private static async Task<IResult> AnswerAsync(HttpContext context, Guid id, string done, Task<Result> work) =>
        (await work).Error is { } error ? await RefuseAsync(context, id, error)
            : Results.LocalRedirect($"/webhooks/{id}?done={done}");

    // On the endpoint's own page; where there is none, as any page that is not there.
    private static async Task<IResult> RefuseAsync(HttpContext context, Guid id, Error error) =>
        error.Kind is ErrorKind.NotFound ? new Refusal(error)
            : await Refusal.OnPageAsync<WebhookPage>(context, error, new { Id = id, error.Code, error.Clause });
}
