using System.ComponentModel.DataAnnotations;
using FirstWindow.Conversations.Domain;
using FirstWindow.Conversations.Features;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Conversations.Api;

/// <summary>Body of a suggestion.</summary>
public sealed record SuggestionBody(Guid Id, [property: Required, StringLength(8_000)] string Text);

/// <summary>Body that gives a suggestion an owner; none is oneself.</summary>
public sealed record OwnerBody(Guid? Owner = null);

/// <summary>Body of the answer to a suggestion. What is missing is refused under its clause.</summary>
public sealed record SuggestionAnswerBody(
    [property: StringLength(8_000)] string? Text = null, Guid? Improvement = null,
    [property: StringLength(1_000)] string? NoChange = null);

/// <summary>Body of what was done about a low score. What is missing is refused under its clause.</summary>
public sealed record RecoveryBody(
    [property: StringLength(2_000)] string? Done = null, [property: StringLength(2_000)] string? Told = null,
    [property: StringLength(20)] string? Satisfied = null);

/// <summary>Body that begins an improvement. What is missing is refused under its clause.</summary>
public sealed record ImprovementBody(
    Guid Id, [property: StringLength(200)] string? Title = null, [property: StringLength(1_000)] string? Before = null);

/// <summary>Body that finishes an improvement.</summary>
public sealed record FinishedBody([property: StringLength(1_000)] string? After = null);

/// <summary>Body that signs a summary.</summary>
public sealed record ConclusionBody([property: StringLength(2_000)] string? Conclusion = null);

/// <summary>Every URL of the customer's voice with the permission it needs; nothing else is routed.</summary>
internal static class VoiceApi
{
    public static void MapVoice(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1").WithTags("Voice");
        api.MapPost("/conversations/{id:guid}/suggestions", SuggestAsync).OpenTo(CustomerApi.TokenOpens);
        api.MapPost("/desk/contacts/{id:guid}/suggestions", TakeAsync).RequirePermission(VoicePermissions.Answer);
        api.MapGet("/suggestions", ListAsync).RequirePermission(VoicePermissions.Read);
        api.MapPut("/suggestions/{id:guid}/owner", OwnAsync).RequirePermission(VoicePermissions.Answer);
        api.MapPut("/suggestions/{id:guid}/answer", AnswerAsync).RequirePermission(VoicePermissions.Answer);
        api.MapPut("/conversations/{id:guid}/recovery", RecoverAsync).RequirePermission(VoicePermissions.Lead);
        api.MapPost("/improvements", BeginAsync).RequirePermission(VoicePermissions.Lead);
        api.MapPut("/improvements/{id:guid}/result", FinishAsync).RequirePermission(VoicePermissions.Lead);
        api.MapPut("/voice-summaries/{id:guid}/signature", SignAsync).RequirePermission(VoicePermissions.Lead);
    }

    private static async Task<IResult> SuggestAsync(
        Guid id, SuggestionBody body, HttpContext context, TakeSuggestionHandler handler, CancellationToken ct) =>
        await CustomerApi.RefuseAsync(context, id)
        ?? (await handler.HandleAsync(new(new(id), body.Id, body.Text), Actor.Visitor(new(id)), ct)).ToOk();

    private static async Task<IResult> TakeAsync(
        Guid id, SuggestionBody body, Actor actor, TakeSuggestionHandler handler, CancellationToken ct) =>
        (await handler.HandleAsync(new(new(id), body.Id, body.Text), actor, ct)).ToOk();

    private static async Task<IResult> ListAsync(
        int? page, Actor actor, VoiceReader reader, CancellationToken ct) => Results.Json(
        await reader.SuggestionsAsync(Math.Clamp(page ?? 1, 1, 1_000), actor, ct), JsonSettings.Options);

    private static async Task<IResult> OwnAsync(
        Guid id, OwnerBody body, Actor actor, OwnSuggestionHandler handler, CancellationToken ct) =>
        (await handler.HandleAsync(id, body.Owner is { } owner ? new(owner) : null, actor, ct)).ToNoContent();

    private static async Task<IResult> AnswerAsync(
        Guid id, SuggestionAnswerBody body, Actor actor, AnswerSuggestionHandler handler, CancellationToken ct) =>
        (await handler.HandleAsync(new(id, body.Text, body.Improvement, body.NoChange), actor, ct)).ToNoContent();

    private static async Task<IResult> RecoverAsync(
        Guid id, RecoveryBody body, Actor actor, RecoveryBook book, CancellationToken ct) =>
        (await book.CloseAsync(new(new(id), body.Done, body.Told, body.Satisfied), actor, ct)).ToNoContent();

    private static async Task<IResult> BeginAsync(
        ImprovementBody body, Actor actor, ImprovementBook book, CancellationToken ct)
    {
        var result = await book.BeginAsync(new(body.Id, body.Title, body.Before), actor, ct);
        return result.Error is { } error ? error.ToProblem()
            : Results.Created((string?)null, new { Id = result.Value });
    }

    private static async Task<IResult> FinishAsync(
        Guid id, FinishedBody body, Actor actor, ImprovementBook book, CancellationToken ct) =>
        (await book.FinishAsync(id, body.After, actor, ct)).ToNoContent();

    private static async Task<IResult> SignAsync(
        Guid id, ConclusionBody body, Actor actor, VoiceSummaryBook book, CancellationToken ct) =>
        (await book.SignAsync(id, body.Conclusion, actor, ct)).ToNoContent();
}
