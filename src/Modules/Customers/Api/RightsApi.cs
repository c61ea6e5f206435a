using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Json;
using FirstWindow.Customers.Contracts;
using FirstWindow.Customers.Domain;
using FirstWindow.Customers.Features;
using FirstWindow.Customers.Features.Tags;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Crypto;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FirstWindow.Customers.Api;

/// <summary>Body with which the bank's app says who the customer is.</summary>
public sealed record MySessionBody([property: Required, StringLength(4_000)] string CustomerToken);

/// <summary>Body of a customer's own decision.</summary>
public sealed record MyConsentBody(
    [property: Required, RegularExpression("^(given|refused|withdrawn)$")] string Decision, int? Wording = null);

/// <summary>Body of a demand over the own data.</summary>
public sealed record MyRequestBody(
    [property: Required, StringLength(20)] string Kind, [property: StringLength(1_000)] string? Words = null);

/// <summary>Body of the rights desk's word. What a refusal lacks is refused under its clause.</summary>
public sealed record RightsDecisionBody(
    [property: Required] bool? Fulfil, [property: StringLength(40)] string? Ground = null,
    [property: StringLength(1_000)] string? Answer = null);

/// <summary>Body of a legal hold.</summary>
public sealed record HoldGroundBody([property: Required, StringLength(40)] string Ground);

/// <summary>Body that asks that data leave the house.</summary>
public sealed record ReleaseBody(
    [property: Required, RegularExpression("^(share|export)$")] string Kind, Guid? Customer = null, Guid? Contact = null,
    [property: StringLength(40)] string? Segment = null, [property: StringLength(200)] string? Recipient = null,
    [property: StringLength(40)] string? Purpose = null, IReadOnlyList<string>? Fields = null,
    IReadOnlyList<string>? Assessment = null);

/// <summary>Body of a decision about a release.</summary>
public sealed record ReleaseDecisionBody([property: Required] bool? Approve);

/// <summary>The customer's own page, the rights desk and what leaves the house.</summary>
internal static class RightsApi
{
    private const string PassOpens = "the customer's pass, made from the bank app's token and checked in the handler, opens it";

    public static void MapRights(this IEndpointRouteBuilder app)
    {
        var mine = app.MapGroup("/api/v1/my-data").WithTags("My data").AddEndpointFilter(RefuseForeignAsync);
        mine.MapPost("/session", EnterAsync).OpenTo("the bank app's signed token says who the customer is; used once");
        mine.MapDelete("/session", LeaveAsync).OpenTo(PassOpens);
        mine.MapGet("", ReadAsync).OpenTo(PassOpens);
        mine.MapPut("/consents/{purpose}", DecideAsync).OpenTo(PassOpens);
        mine.MapPut("/tags/{code}/refusal", RefuseTagAsync).OpenTo(PassOpens);
        mine.MapPost("/requests", AskAsync).OpenTo(PassOpens);
        mine.MapGet("/copy", CopyAsync).OpenTo(PassOpens);
        var rights = app.MapGroup("/api/v1/rights").WithTags("Rights");
        rights.MapGet("", async (RightsDesk desk, CancellationToken ct) =>
            Results.Json(await desk.ListAsync(null, ct), JsonSettings.Options))
            .RequirePermission(RightsPermissions.Answer);
        rights.MapPut("/{id:guid}/decision", AnswerAsync).RequirePermission(RightsPermissions.Answer);
        var holds = app.MapGroup("/api/v1/customers").WithTags("Rights");
        holds.MapPut("/{id:guid}/hold", async (
            Guid id, HoldGroundBody body, Actor actor, LegalHolds desk, CancellationToken ct) =>
            (await desk.PlaceAsync(new(id), body.Ground, actor, ct)).ToNoContent())
            .RequirePermission(RightsPermissions.Hold);
        holds.MapDelete("/{id:guid}/hold", async (Guid id, Actor actor, LegalHolds desk, CancellationToken ct) =>
            (await desk.LiftAsync(new(id), actor, ct)).ToNoContent())
            .RequirePermission(RightsPermissions.Hold);
        var releases = app.MapGroup("/api/v1/releases").WithTags("Releases");
        releases.MapGet("", async (Actor actor, ReleaseDesk desk, CancellationToken ct) =>
            Results.Json(await desk.ListAsync(actor, ct), JsonSettings.Options))
            .RequirePermission(ReleasePermissions.Request);
        releases.MapPost("", ReleaseAsync).RequirePermission(ReleasePermissions.Request);
        releases.MapPut("/{id:guid}/decision", async (
            Guid id, ReleaseDecisionBody body, Actor actor, ReleaseDesk desk, CancellationToken ct) =>
            (await desk.DecideAsync(id, body.Approve is true, actor, ct)).ToNoContent())
            .RequirePermission(ReleasePermissions.Decide);
        releases.MapPost("/{id:guid}/key", ShowKeyAsync).RequirePermission(ReleasePermissions.Request);
        releases.MapPost("/{id:guid}/file", FetchAsync).RequirePermission(ReleasePermissions.Request);
    }

    // The pass is a cookie: what changes something must come from our own pages.
    private static async ValueTask<object?> RefuseForeignAsync(
        EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        var isSafe = HttpMethods.IsGet(request.Method) || request.Headers.ContainsKey(AccessGate.OwnHeader);
        var answer = isSafe && request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none"
            ? await next(context)
            : new Refusal(RightsErrors.ForeignSite);
        // A refusal under a clause costs a journal entry: nobody without a pass may write as many as they like.
        return answer is Refusal { Error.Clause: not null }
            && !context.HttpContext.RequestServices.GetRequiredService<RefusedCalls>().Admits(context.HttpContext)
                ? new Refusal(RightsErrors.TooMany) : answer;
    }

    private static async Task<IResult> EnterAsync(
        MySessionBody body, HttpContext context, ICustomers customers, CustomerPasses passes, Database db,
        JournalBook journal, CancellationToken ct)
    {
        var found = await customers.FindByTokenAsync(body.CustomerToken, ct);
        if (found.Error is { } error)
        {
            return error.ToProblem();
        }

        journal.Record(OwnDataReader.Of(found.Value), RightsActs.Verified, Subject.Of(found.Value));
        await db.CommitAsync(ct);
        context.Response.SetCookie(CustomerPasses.Cookie, passes.Make(found.Value), SameSiteMode.Strict);
        return Results.NoContent();
    }

    private static async Task<IResult> LeaveAsync(HttpContext context, CustomerPasses passes, CancellationToken ct)
    {
        await passes.EndAsync(context.Request, ct);
        context.Response.DropCookie(CustomerPasses.Cookie);
        return Results.NoContent();
    }

    private static async Task<IResult> ReadAsync(
        HttpRequest request, CustomerPasses passes, OwnDataReader reader, CancellationToken ct) =>
        await passes.FindAsync(request, ct) is { } customer && await reader.ReadAsync(customer, ct) is { } data
            ? Results.Json(data, JsonSettings.Options) : NotVerified();

    private static async Task<IResult> DecideAsync(
        string purpose, MyConsentBody body, HttpRequest request, CustomerPasses passes, ConsentBook consents,
        CancellationToken ct) =>
        await passes.FindAsync(request, ct) is { } customer
            ? (await consents.DecideAsync(
                new(customer, purpose, Enum.Parse<ConsentDecision>(body.Decision, ignoreCase: true), body.Wording, "app", null),
                OwnDataReader.Of(customer), ct)).ToNoContent()
            : NotVerified();

    private static async Task<IResult> RefuseTagAsync(
        string code, HttpRequest request, CustomerPasses passes, TagBook tags, CancellationToken ct) =>
        await passes.FindAsync(request, ct) is { } customer
            ? (await tags.RefuseAsync(customer, code, OwnDataReader.Of(customer), ct)).ToNoContent() : NotVerified();

    private static async Task<IResult> AskAsync(
        MyRequestBody body, HttpRequest request, CustomerPasses passes, RightsDesk rights, CancellationToken ct)
    {
        if (await passes.FindAsync(request, ct) is not { } customer)
        {
            return NotVerified();
        }

        var result = await rights.MakeAsync(customer, body.Kind, body.Words, OwnDataReader.Of(customer), ct);
        return result.Error is { } error ? error.ToProblem()
            : Results.Json(new { Id = result.Value }, JsonSettings.Options, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> CopyAsync(
        HttpRequest request, CustomerPasses passes, OwnDataReader reader, CancellationToken ct)
    {
        if (await passes.FindAsync(request, ct) is not { } customer)
        {
            return NotVerified();
        }

        return await reader.CopyAsync(customer, ct) is { } copy ? FileOf(copy, "my-data.json")
            : RightsErrors.NoCopy.ToProblem();
    }

    private static async Task<IResult> AnswerAsync(
        Guid id, RightsDecisionBody body, Actor actor, RightsDesk desk, CancellationToken ct) =>
        (body.Fulfil is true ? await desk.FulfilAsync(id, body.Answer, actor, ct)
            : await desk.DeclineAsync(id, body.Ground, body.Answer, actor, ct)).ToNoContent();

    private static async Task<IResult> ReleaseAsync(
        ReleaseBody body, Actor actor, ReleaseDesk desk, CancellationToken ct)
    {
        var result = await desk.RequestAsync(new(body.Kind, body.Customer is { } c ? new CustomerId(c) : null,
            body.Contact is { } at ? new ConversationId(at) : null, body.Segment, body.Recipient, body.Purpose,
            body.Fields ?? [], body.Assessment ?? []), actor, ct);
        return result.Error is { } error ? error.ToProblem()
            : Results.Json(new { Id = result.Value }, JsonSettings.Options, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> ShowKeyAsync(Guid id, Actor actor, ReleaseDesk desk, CancellationToken ct)
    {
        var result = await desk.ShowKeyAsync(id, actor, ct);
        return result.Error is { } error ? error.ToProblem()
            : Results.Json(new { Key = result.Value }, JsonSettings.Options);
    }

    private static async Task<IResult> FetchAsync(Guid id, Actor actor, ReleaseDesk desk, CancellationToken ct)
    {
        var result = await desk.FetchAsync(id, actor, ct);
        return result.Error is { } error ? error.ToProblem()
            : Results.File(Encoding.ASCII.GetBytes(result.Value!), SealedFile.ContentType, $"release-{id:n}.jwe");
    }

    private static IResult FileOf(object content, string name) =>
        Results.File(JsonSerializer.SerializeToUtf8Bytes(content, JsonSettings.Options), "application/json", name);

    private static IResult NotVerified() =>
        new Refusal(RightsErrors.NotVerified, StatusCodes.Status401Unauthorized);
}
