using System.ComponentModel.DataAnnotations;
using FirstWindow.Conversations.Domain;
using FirstWindow.Conversations.Features;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Web;
using FirstWindow.Routing.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Conversations.Api;

/// <summary>Body of an agent's reply.</summary>
public sealed record ReplyBody(Guid Id, [property: Required] string Text, int? Seen = null);

/// <summary>Body of a draft.</summary>
/// <param name="Text">The words.</param>
/// <param name="Page">Id the window has given itself.</param>
/// <param name="IsByMachine">Whether a language model wrote them, or a part of them.</param>
/// <param name="Known">The newest edit the window has seen; 0 when none.</param>
public sealed record DraftBody(
    [property: Required(AllowEmptyStrings = true), StringLength(8_000)] string Text,
    [property: Required, StringLength(60, MinimumLength = 8)] string Page, bool IsByMachine = false, int Known = 0);

/// <summary>One field of a record that is being written.</summary>
/// <param name="Known">The newest edit of it the window has seen; 0 when none.</param>
public sealed record RecordFieldBody(
    [property: Required, StringLength(20)] string Field,
    [property: Required(AllowEmptyStrings = true), StringLength(4_000)] string Text, int Known = 0);

/// <summary>Body of what a window has changed in a record.</summary>
/// <param name="Page">Id the window has given itself.</param>
public sealed record RecordDraftBody(
    [property: Required, StringLength(60, MinimumLength = 8)] string Page,
    [property: Required, MinLength(1), MaxLength(9)] IReadOnlyList<RecordFieldBody> Fields);

/// <summary>Body of a transfer.</summary>
public sealed record TransferBody(
    [property: Required, StringLength(40)] string Queue,
    [property: Required, StringLength(2_000, MinimumLength = 4)] string Summary);

/// <summary>Whom the contact was with, or why the customer declined to say.</summary>
public sealed record ContactBody(
    [property: StringLength(100)] string? Name = null,
    [property: StringLength(200)] string? Way = null,
    [property: StringLength(200)] string? Declined = null);

/// <summary>Body of a wrap-up. What is missing is refused under its clause, so nothing is required here.</summary>
public sealed record WrapUpBody(
    ContactBody? Contact = null,
    [property: StringLength(40)] string? Category = null,
    [property: StringLength(1_000)] string? Need = null,
    [property: StringLength(40)] string? Outcome = null,
    [property: StringLength(1_000)] string? FurtherNeed = null,
    [property: StringLength(4_000)] string? Summary = null,
    [property: StringLength(1_000)] string? Remedy = null);

/// <summary>Every desk URL with the permission it needs; nothing else is routed.</summary>
internal static class DeskApi
{
    public static void MapDesk(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1").WithTags("Desk");
        api.MapGet("/desk/events", StreamAsync).RequirePermission(ConversationPermissions.Serve);
        api.MapGet("/desk/contacts", ListAsync).RequirePermission(ConversationPermissions.Serve);
        api.MapGet("/desk/contacts/{id:guid}", OpenAsync).RequirePermission(ConversationPermissions.Serve);
        api.MapGet("/desk/contacts/{id:guid}/events", ReadNewAsync).RequirePermission(ConversationPermissions.Serve);
        api.MapPut("/conversations/{id:guid}/acceptance", AcceptAsync).RequirePermission(ConversationPermissions.Serve);
        api.MapDelete("/conversations/{id:guid}/acceptance", DeclineAsync)
            .RequirePermission(ConversationPermissions.Serve);
        api.MapGet("/conversations/{id:guid}/assignments", ReadAssignmentsAsync)
            .RequirePermission(ConversationPermissions.Inspect);
        api.MapPost("/conversations/{id:guid}/replies", ReplyAsync).RequirePermission(ConversationPermissions.Serve);
        api.MapGet("/conversations/{id:guid}/draft", ReadDraftAsync).RequirePermission(ConversationPermissions.Serve);
        api.MapPut("/conversations/{id:guid}/draft", SaveDraftAsync).RequirePermission(ConversationPermissions.Serve);
        api.MapGet("/conversations/{id:guid}/record-draft", ReadRecordDraftAsync)
            .RequirePermission(ConversationPermissions.Serve);
        api.MapPut("/conversations/{id:guid}/record-draft", SaveRecordDraftAsync)
            .RequirePermission(ConversationPermissions.Serve);
        api.MapPost("/conversations/{id:guid}/transfers", TransferAsync)
            .RequirePermission(ConversationPermissions.Serve);
        api.MapPut("/conversations/{id:guid}/wrap-up", WrapUpAsync).RequirePermission(ConversationPermissions.Serve);
    }

    private static Task StreamAsync(HttpContext context, Actor actor, DeskStream stream, CancellationToken ct) =>
        stream.RunAsync(context.Response, actor, ct);

    private static async Task<IResult> ListAsync(Actor actor, DeskReader desk, CancellationToken ct) =>
        Results.Json(await desk.ListAsync(actor, ct), JsonSettings.Options);

    private static async Task<IResult> OpenAsync(Guid id, Actor actor, DeskReader desk, CancellationToken ct) =>
        (await desk.OpenAsync(new(id), actor, ct)).ToOk();

    private static async Task<IResult> ReadNewAsync(
        Guid id, int after, Actor actor, DeskReader desk, CancellationToken ct) =>
        await desk.ReadNewAsync(new(id), after, actor, ct) is { } events
            ? Results.Json(events, JsonSettings.Options)
            : CompanyErrors.NotOfTheTeam.ToProblem();

    private static async Task<IResult> AcceptAsync(
        Guid id, Actor actor, AcceptContactHandler handler, CancellationToken ct) =>
        (await handler.HandleAsync(new(id), actor, ct)).ToNoContent();

    private static async Task<IResult> DeclineAsync(Guid id, Actor actor, IRouting routing, CancellationToken ct) =>
        (await routing.DeclineAsync(new(id), actor, ct)).ToNoContent();

    private static async Task<IResult> ReadAssignmentsAsync(
        Guid id, Actor actor, DeskReader desk, IAssignments assignments, CancellationToken ct) =>
        await desk.MayReadAsync(new(id), actor, ct)
            ? Results.Json(await assignments.OfAsync(new(id), ct), JsonSettings.Options)
            : CompanyErrors.NotOfTheTeam.ToProblem();

    private static async Task<IResult> ReplyAsync(
        Guid id, ReplyBody body, Actor actor, ReplyHandler handler, CancellationToken ct)
    {
        var result = await handler.HandleAsync(
            new(new(id), body.Id, body.Text, body.Seen), actor with { Contact = new(id) }, ct);
        return result.Error is { } error
            ? error.ToProblem()
            : Results.Json(new { result.Value.Seq, result.Value.At }, JsonSettings.Options,
                statusCode: result.Value.Status is Writing.WriteStatus.Repeated ? StatusCodes.Status200OK
                    : StatusCodes.Status201Created);
    }

    private static async Task<IResult> ReadDraftAsync(
        Guid id, Actor actor, DeskReader desk, DraftReader reader, CancellationToken ct) =>
        await desk.IsMineAsync(new(id), actor, ct)
            ? Results.Json(await reader.FindAsync(new(id), actor.StaffId, ct), JsonSettings.Options)
            : ConversationErrors.NotFound.ToProblem();

    private static async Task<IResult> SaveDraftAsync(
        Guid id, DraftBody body, Actor actor, SaveDraftHandler handler, CancellationToken ct) =>
        (await handler.HandleAsync(new(id), new(body.Text, body.IsByMachine, body.Page, body.Known), actor, ct))
            .ToNoContent();

    private static async Task<IResult> ReadRecordDraftAsync(
        Guid id, Actor actor, DeskReader desk, RecordDraftReader reader, CancellationToken ct) =>
        await desk.IsMineAsync(new(id), actor, ct)
            ? Results.Json(await reader.ReadAsync(new(id), actor.StaffId, ct), JsonSettings.Options)
            : ConversationErrors.NotFound.ToProblem();

    private static async Task<IResult> SaveRecordDraftAsync(
        Guid id, RecordDraftBody body, Actor actor, SaveRecordDraftHandler handler, CancellationToken ct)
    {
        var edits = body.Fields.Select(f => new FieldEdit(f.Field, f.Text, f.Known)).ToList();
        var result = await handler.HandleAsync(new(id), body.Page, edits, actor, ct);
        return result.Error is { } error ? error.ToProblem() : Results.Json(result.Value, JsonSettings.Options);
    }

    private static async Task<IResult> TransferAsync(
        Guid id, TransferBody body, Actor actor, TransferContactHandler handler, CancellationToken ct) =>
        (await handler.HandleAsync(new(new(id), body.Queue, body.Summary), actor, ct)).ToNoContent();

    private static async Task<IResult> WrapUpAsync(
        Guid id, WrapUpBody body, Actor actor, WrapUpContactHandler handler, CancellationToken ct) =>
        (await handler.HandleAsync(
            new(new(id), body.Contact?.Name, body.Contact?.Way, body.Contact?.Declined, body.Category, body.Need,
                body.Outcome,
                body.FurtherNeed, body.Summary, body.Remedy),
            actor, ct)).ToNoContent();
}
