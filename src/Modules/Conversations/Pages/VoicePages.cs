using FirstWindow.Conversations.Domain;
using FirstWindow.Conversations.Features;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Conversations.Pages;

/// <summary>Every field of the forms of the customer's voice; each form fills its own.</summary>
public sealed record VoiceForm
{
    /// <summary>The answer to the customer.</summary>
    public string? Text { get; init; }

    /// <summary>Why nothing is changed.</summary>
    public string? NoChange { get; init; }

    /// <summary>What it is improved by; "none" is the empty text of its list.</summary>
    public string? Improvement { get; init; }

    /// <summary>What was done about a low score.</summary>
    public string? Done { get; init; }

    /// <summary>How the customer was told.</summary>
    public string? Told { get; init; }

    /// <summary>Whether that satisfied.</summary>
    public string? Satisfied { get; init; }

    /// <summary>What is improved.</summary>
    public string? Title { get; init; }

    /// <summary>How it was before.</summary>
    public string? Before { get; init; }

    /// <summary>How it is now.</summary>
    public string? After { get; init; }

    /// <summary>What follows from a summary.</summary>
    public string? Conclusion { get; init; }

    /// <summary>An improvement that begins.</summary>
    public Guid? Id { get; init; }

    /// <summary>Who answers.</summary>
    public Guid? Owner { get; init; }
}

/// <summary>The pages of the customer's voice, each with its permission.</summary>
internal static class VoicePages
{
    public static readonly PageLink Suggestions = new(PageGroup.Service, 50, "/suggestions", "nav.suggestions", VoicePermissions.Read);

    public static void MapVoicePages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/suggestions", IResult (string? done) => new RazorComponentResult<VoicePage>(new { Done = done }))
            .RequirePermission(VoicePermissions.Read);
        app.MapGet("/suggestions/{id:guid}", (Guid id, string? done) => Show("suggestion", id, done))
            .RequirePermission(VoicePermissions.Read);
        app.MapPost("/suggestions/{id:guid}/owner", async (
            Guid id, [FromForm] VoiceForm form, Actor actor, OwnSuggestionHandler handler, HttpContext context,
            CancellationToken ct) => await AnswerAsync(
                await handler.HandleAsync(id, form.Owner is { } owner ? new(owner) : null, actor, ct), "suggestion", id, form, context, $"/suggestions/{id}?done=owned"))
            .RequirePermission(VoicePermissions.Answer);
        app.MapPost("/suggestions/{id:guid}/answer", async (
            Guid id, [FromForm] VoiceForm form, Actor actor, AnswerSuggestionHandler handler, HttpContext context,
            CancellationToken ct) => await AnswerAsync(
                await handler.HandleAsync(new(id, form.Text, ImprovementOf(form), form.NoChange), actor, ct),
                "suggestion", id, form, context)).RequirePermission(VoicePermissions.Answer);
        app.MapGet("/recoveries/{id:guid}", (Guid id) => Show("recovery", id, null))
            .RequirePermission(VoicePermissions.Lead);
        app.MapPost("/recoveries/{id:guid}", async (
            Guid id, [FromForm] VoiceForm form, Actor actor, RecoveryBook book, HttpContext context,
            CancellationToken ct) => await AnswerAsync(
                await book.CloseAsync(new(new(id), form.Done, form.Told, form.Satisfied), actor, ct),
                "recovery", id, form, context)).RequirePermission(VoicePermissions.Lead);
        app.MapPost("/improvements", BeginAsync).RequirePermission(VoicePermissions.Lead);
        app.MapGet("/improvements/{id:guid}", (Guid id) => Show("improvement", id, null))
            .RequirePermission(VoicePermissions.Read);
        app.MapPost("/improvements/{id:guid}", async (
            Guid id, [FromForm] VoiceForm form, Actor actor, ImprovementBook book, HttpContext context,
            CancellationToken ct) => await AnswerAsync(
                await book.FinishAsync(id, form.After, actor, ct), "improvement", id, form, context))
            .RequirePermission(VoicePermissions.Lead);
        app.MapGet("/voice-summaries/{id:guid}", (Guid id) => Show("summary", id, null))
            .RequirePermission(VoicePermissions.Read);
        app.MapPost("/voice-summaries/{id:guid}", async (
            Guid id, [FromForm] VoiceForm form, Actor actor, VoiceSummaryBook book, HttpContext context,
            CancellationToken ct) => await AnswerAsync(
                await book.SignAsync(id, form.Conclusion, actor, ct), "summary", id, form, context))
            .RequirePermission(VoicePermissions.Lead);
    }

    private static Guid? ImprovementOf(VoiceForm form) =>
        Guid.TryParse(form.Improvement, out var id) ? id : null;

    private static IResult Show(string kind, Guid id, string? done) =>
        new RazorComponentResult<VoiceItemPage>(new { Kind = kind, Id = id, Done = done });

    private static async Task<IResult> BeginAsync(
        [FromForm] VoiceForm form, Actor actor, ImprovementBook book, HttpContext context, CancellationToken ct)
    {
        var result = await book.BeginAsync(new(form.Id ?? Guid.CreateVersion7(), form.Title, form.Before), actor, ct);
        return result.Error is { } error
            ? await Refusal.OnPageAsync<VoicePage>(context, error, new { Form = form, error.Code, error.Clause })
            : Results.LocalRedirect("/suggestions?done=improving");
    }

    private static async Task<IResult> AnswerAsync(
        Result result, string kind, Guid id, VoiceForm form, HttpContext context, string then = "/suggestions?done=done") =>
        result.Error is { } error
            ? await Refusal.OnPageAsync<VoiceItemPage>(
                context, error, new { Kind = kind, Id = id, Form = form, error.Code, error.Clause })
            : Results.LocalRedirect(then);
}
