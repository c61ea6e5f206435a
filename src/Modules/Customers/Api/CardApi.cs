using System.ComponentModel.DataAnnotations;
using FirstWindow.Customers.Domain;
using FirstWindow.Customers.Features;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Customers.Api;

/// <summary>Body of a search: by reference, phone or id-number. Numbers travel in bodies, never in addresses.</summary>
public sealed record SearchBody([property: Required] string By, [property: Required, StringLength(40)] string Value);

/// <summary>Body that opens a card without a contact. What is missing is refused under its clause.</summary>
public sealed record BreakGlassBody(
    [property: Required] string By, [property: Required, StringLength(40)] string Value,
    [property: StringLength(40)] string? Purpose = null, [property: StringLength(500)] string? Reason = null);

/// <summary>Body of a second look.</summary>
public sealed record LookReviewBody([property: Required] bool? IsJustified);

/// <summary>Body that asks for one field in clear.</summary>
public sealed record RevealBody(
    [property: Required, StringLength(40)] string Field, [property: StringLength(40)] string? Purpose = null);

/// <summary>Body of a field to be written down.</summary>
public sealed record FieldBody(
    [property: Required, StringLength(200)] string Value, [property: StringLength(40)] string? Purpose = null,
    [property: StringLength(40)] string? Source = null);

/// <summary>Body of a judgement on a field: <c>doubted</c> or <c>verified</c>.</summary>
public sealed record FieldStateBody([property: Required, RegularExpression("^(doubted|verified)$")] string State);

/// <summary>Body of an authorisation to act for a customer.</summary>
public sealed record ActingBody(
    [property: StringLength(80)] string? Person = null, [property: StringLength(40)] string? Relation = null,
    [property: StringLength(40)] string? Scope = null, [property: StringLength(200)] string? Evidence = null,
    DateOnly? Until = null);

/// <summary>Body of a customer's decision: <c>given</c>, <c>refused</c> or <c>withdrawn</c>.</summary>
public sealed record ConsentBody(
    [property: Required, RegularExpression("^(given|refused|withdrawn)$")] string Decision, int? Wording = null,
    [property: StringLength(20)] string? Channel = null);

/// <summary>Every call about one customer's card, each with its permission; a contact in the own hands or an approved
/// purpose decides besides.</summary>
internal static class CardApi
{
    public static void MapCards(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1/customers").WithTags("Customers");
        api.MapPost("/search", SearchAsync).RequirePermission(CardPermissions.Open);
        api.MapPost("/broken-glass", BreakGlassAsync).RequirePermission(CardPermissions.Open);
        api.MapGet("/broken-glass", ListLooksAsync).RequirePermission(CardPermissions.Review);
        api.MapPut("/broken-glass/{id:guid}/review", ReviewAsync).RequirePermission(CardPermissions.Review);
        api.MapGet("/{id:guid}/card", OpenAsync).RequirePermission(CardPermissions.Open);
        api.MapPost("/{id:guid}/reveals", RevealAsync).RequirePermission(CardPermissions.Open);
        api.MapPut("/{id:guid}/fields/{code}", RecordAsync).RequirePermission(CardPermissions.Open);
        api.MapPut("/{id:guid}/fields/{code}/state", JudgeAsync).RequirePermission(CardPermissions.Open);
        api.MapPost("/{id:guid}/acting", RecordActingAsync).RequirePermission(CardPermissions.Open);
        api.MapDelete("/{id:guid}/acting/{person}", EndActingAsync).RequirePermission(CardPermissions.Open);
        api.MapPut("/{id:guid}/consents/{purpose}", ConsentAsync).RequirePermission(CardPermissions.Open);
    }

    private static async Task<IResult> SearchAsync(
        SearchBody body, Actor actor, FindCustomerHandler handler, CancellationToken ct)
    {
        var result = await handler.HandleAsync(body.By, body.Value, actor, ct);
        return result.Error is { } error ? error.ToProblem()
            : Results.Json(new { Found = result.Value }, JsonSettings.Options);
    }

    private static async Task<IResult> BreakGlassAsync(
        BreakGlassBody body, Actor actor, BreakGlassHandler handler, CancellationToken ct)
    {
        var result = await handler.HandleAsync(new(body.By, body.Value, body.Purpose, body.Reason), actor, ct);
        return result.Error is { } error ? error.ToProblem()
            : Results.Json(new { Id = result.Value.Value }, JsonSettings.Options,
                statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> ListLooksAsync(Actor actor, LookReviews reviews, CancellationToken ct) =>
        Results.Json(await reviews.ListAsync(actor, ct), JsonSettings.Options);

    private static async Task<IResult> ReviewAsync(
        Guid id, LookReviewBody body, Actor actor, LookReviews reviews, CancellationToken ct) =>
        (await reviews.ReviewAsync(id, body.IsJustified is true, actor, ct)).ToNoContent();

    private static async Task<IResult> OpenAsync(
        Guid id, Guid? contact, Actor actor, OpenCardHandler handler, CancellationToken ct) =>
        (await handler.HandleAsync(new(id), ContactOf(contact), actor, ct)).ToOk();

    private static async Task<IResult> RevealAsync(
        Guid id, Guid? contact, RevealBody body, Actor actor, RevealFieldHandler handler, CancellationToken ct) =>
        (await handler.HandleAsync(new(id), ContactOf(contact), body.Field, body.Purpose, actor, ct)).ToOk();

    private static async Task<IResult> RecordAsync(
        Guid id, string code, Guid? contact, FieldBody body, Actor actor, FieldDesk desk, CancellationToken ct) =>
        (await desk.RecordAsync(
            new(new(id), ContactOf(contact), code, body.Value, body.Purpose, body.Source), actor, ct)).ToNoContent();

    private static async Task<IResult> JudgeAsync(
        Guid id, string code, Guid? contact, FieldStateBody body, Actor actor, FieldDesk desk, CancellationToken ct) =>
        (await (body.State == "doubted"
            ? desk.DoubtAsync(new(id), ContactOf(contact), code, actor, ct)
            : desk.ConfirmAsync(new(id), ContactOf(contact), code, actor, ct))).ToNoContent();

    private static async Task<IResult> RecordActingAsync(
        Guid id, Guid? contact, ActingBody body, Actor actor, Acting acting, CancellationToken ct)
    {
        var result = await acting.RecordAsync(new(new(id), ContactOf(contact), body.Person, body.Relation, body.Scope,
            body.Evidence, body.Until), actor, ct);
        return result.Error is { } error ? error.ToProblem()
            : Results.Json(new { Id = result.Value }, JsonSettings.Options, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> EndActingAsync(
        Guid id, string person, Guid? contact, Actor actor, Acting acting, CancellationToken ct) =>
        (await acting.EndAsync(new(id), ContactOf(contact), Guid.TryParse(person, out var known) ? known : Guid.Empty,
            actor, ct)).ToNoContent();

    private static async Task<IResult> ConsentAsync(
        Guid id, string purpose, Guid? contact, ConsentBody body, Actor actor, CardGate gate, ConsentBook consents,
        CancellationToken ct)
    {
        if (await gate.FindWayAsync(new(id), ContactOf(contact), actor, ct) is not { } way)
        {
            return CardErrors.NotFound.ToProblem();
        }

        var decision = Enum.Parse<ConsentDecision>(body.Decision, ignoreCase: true);
        return (await consents.DecideAsync(
            new(new(id), purpose, decision, body.Wording, body.Channel ?? string.Empty, contact), way.Of(actor), ct))
            .ToNoContent();
    }

    private static ConversationId? ContactOf(Guid? contact) => contact is { } id ? new(id) : null;
}
