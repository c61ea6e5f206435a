using System.ComponentModel.DataAnnotations;
using FirstWindow.Conversations.Domain;
using FirstWindow.Conversations.Features;
using FirstWindow.Knowledge.Contracts;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Conversations.Api;

/// <summary>Body of a reply to be checked, not sent.</summary>
public sealed record CheckBody(
    Guid Conversation, [property: Required(AllowEmptyStrings = true), StringLength(8_000)] string Text);

/// <summary>Body of a hold. What is missing is refused under its clause, so nothing is required here.</summary>
public sealed record HoldBody(Guid Id, [property: StringLength(40)] string? Reason = null, int? Minutes = null);

/// <summary>Body of a note for colleagues.</summary>
public sealed record NoteBody(
    Guid Id, [property: Required, StringLength(2_000)] string Text, [property: MaxLength(20)] Guid[]? Mentions = null);

/// <summary>Body of what became of wording that was shown.</summary>
public sealed record WordingBody(Guid Id, WordingKind Kind, WordingOutcome Outcome, Guid? Version = null);

/// <summary>What an agent has beside the conversation itself, with the permission each needs.</summary>
internal static class DeskToolsApi
{
    public static void MapDeskTools(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1").WithTags("Desk");
        api.MapPost("/desk/check", CheckAsync).RequirePermission(ConversationPermissions.Serve);
        api.MapGet("/desk/day", DayAsync).RequirePermission(ConversationPermissions.Serve);
        api.MapGet("/desk/contacts/{id:guid}/mood", MoodAsync).RequirePermission(ConversationPermissions.Serve);
        api.MapGet("/desk/contacts/{id:guid}/past", PastAsync).RequirePermission(ConversationPermissions.Serve);
        api.MapPut("/conversations/{id:guid}/hold", HoldAsync).RequirePermission(ConversationPermissions.Serve);
        api.MapDelete("/conversations/{id:guid}/hold", ResumeAsync).RequirePermission(ConversationPermissions.Serve);
        api.MapPost("/conversations/{id:guid}/notes", NoteAsync).RequirePermission(ConversationPermissions.Serve);
        api.MapPost("/conversations/{id:guid}/wordings", NoteWordingAsync)
            .RequirePermission(ConversationPermissions.Serve);
    }

    private static async Task<IResult> CheckAsync(
        CheckBody body, Actor actor, DeskReader desk, ReplyReview review, CancellationToken ct) =>
        await desk.IsMineAsync(new(body.Conversation), actor, ct)
            ? Results.Json(
                new { Findings = await review.ReadAsync(new(body.Conversation), body.Text, ct) }, JsonSettings.Options)
            : ConversationErrors.NotFound.ToProblem();

    private static async Task<IResult> DayAsync(Actor actor, MyDayReader reader, CancellationToken ct) =>
        Results.Json(await reader.ReadAsync(actor, ct), JsonSettings.Options);

    private static async Task<IResult> MoodAsync(
        Guid id, Actor actor, DeskReader desk, MoodReader moods, CancellationToken ct) =>
        await desk.IsMineAsync(new(id), actor, ct)
            ? Results.Json(await moods.ReadAsync(
                new(id), System.Globalization.CultureInfo.CurrentUICulture.Name, ct), JsonSettings.Options)
            : ConversationErrors.NotFound.ToProblem();

    private static async Task<IResult> PastAsync(
        Guid id, Guid? of, string? purpose, Actor actor, DeskReader desk, CancellationToken ct) =>
        (await desk.OpenPastAsync(new(id), new(of ?? Guid.Empty), purpose, actor, ct)).ToOk();

    private static async Task<IResult> HoldAsync(
        Guid id, HoldBody body, Actor actor, HoldContactHandler handler, CancellationToken ct) =>
        (await handler.HandleAsync(
            new(new(id), body.Id, body.Reason, body.Minutes), actor with { Contact = new(id) }, ct)).ToNoContent();

    private static async Task<IResult> ResumeAsync(
        Guid id, Actor actor, ResumeContactHandler handler, CancellationToken ct) =>
        (await handler.HandleAsync(new(id), actor with { Contact = new(id) }, ct)).ToNoContent();

    private static async Task<IResult> NoteAsync(
        Guid id, NoteBody body, Actor actor, NoteContactHandler handler, CancellationToken ct) =>
        (await handler.HandleAsync(
            new(new(id), body.Id, body.Text, [.. (body.Mentions ?? []).Select(m => new StaffId(m))]), actor, ct))
        .ToNoContent();

    private static async Task<IResult> NoteWordingAsync(
        Guid id, WordingBody body, Actor actor, NoteWordingHandler handler, CancellationToken ct) =>
        (await handler.HandleAsync(
            new(body.Id, body.Kind, body.Version, new(id), actor.StaffId, body.Outcome), actor, ct)).ToNoContent();
}
