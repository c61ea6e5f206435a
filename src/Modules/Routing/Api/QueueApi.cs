using System.ComponentModel.DataAnnotations;
using System.Globalization;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Web;
using FirstWindow.Routing.Contracts;
using FirstWindow.Routing.Domain;
using FirstWindow.Routing.Features;
using FirstWindow.Routing.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Routing.Api;

/// <summary>Body of a queue as it is to be.</summary>
/// <param name="BasedOn">The newest version its author saw; 0 for a queue without one.</param>
public sealed record QueueBody(
    [property: Required, StringLength(40)] string NameZh, [property: Required, StringLength(40)] string NameEn,
    [property: Required, StringLength(40)] string Line, [property: Required] IReadOnlyList<string> Languages,
    [property: Required, StringLength(40)] string Certificate, [property: Required] IReadOnlyList<string> ServedBy,
    int BasedOn, int LevelMin = 1, [property: StringLength(40)] string? OverflowTo = null,
    int OverflowAfterSeconds = 120, IReadOnlyList<string>? Classes = null);

/// <summary>Body of a decision about a queue.</summary>
public sealed record QueueDecisionBody(bool Approve);

/// <summary>Queues by page and API, each with its permission.</summary>
internal static class QueueApi
{
    public static readonly PageLink Queues = new(PageGroup.Setup, 30, "/queues", "nav.queues", RoutingPermissions.ReadQueues);

    public static void MapQueues(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1/queues").WithTags("Routing");
        api.MapGet("", async (QueueBook book, CancellationToken ct) => Results.Json(
            (await book.FreshAsync(ct)).Values.OrderBy(q => q.Code, StringComparer.Ordinal), JsonSettings.Options))
            .RequirePermission(RoutingPermissions.ReadQueues);
        api.MapPut("/{code}", ChangeAsync).RequirePermission(RoutingPermissions.ChangeQueues);
        api.MapPut("/proposals/{id:guid}/decision", DecideAsync).RequirePermission(RoutingPermissions.DecideQueues);
        app.MapGet("/queues", IResult (string? code, string? done) =>
            new RazorComponentResult<QueuesPage>(new { Chosen = code, Done = done }))
            .RequirePermission(RoutingPermissions.ReadQueues);
        app.MapPost("/queues", ChangeByFormAsync).RequirePermission(RoutingPermissions.ChangeQueues);
        app.MapPost("/queues/proposals/{id:guid}/decision", DecideByFormAsync)
            .RequirePermission(RoutingPermissions.DecideQueues);
    }

    private static async Task<IResult> ChangeAsync(
        string code, QueueBody body, Actor actor, QueueChanges changes, CancellationToken ct) =>
        (await changes.ChangeAsync(QueueOf(code, body), body.BasedOn, actor, ct)).ToOk();

    private static async Task<IResult> DecideAsync(
        Guid id, QueueDecisionBody body, Actor actor, QueueChanges changes, CancellationToken ct) =>
        (await changes.DecideAsync(id, body.Approve, actor, ct)).ToNoContent();

    private static async Task<IResult> ChangeByFormAsync(
        IFormCollection form, Actor actor, QueueChanges changes, HttpContext context, CancellationToken ct)
    {
        string Of(string field) => form[field].ToString().Trim();
        int NumberOf(string field) =>
            int.TryParse(Of(field), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
        var queue = QueueOf(Of("code"), new(Of("nameZh"), Of("nameEn"), Of("line"), Ticked("languages"),
            Of("certificate"), Ticked("servedBy"), NumberOf("basedOn"), NumberOf("levelMin"),
            Of("overflowTo") is { Length: > 0 } target ? target : null, NumberOf("overflowAfterSeconds"),
            Ticked("classes")));
        var result = await changes.ChangeAsync(queue, NumberOf("basedOn"), actor, ct);
        return result.Error is not { } error
            ? Results.LocalRedirect(
                result.Value!.State is PolicyState.Approved ? "/queues?done=changed" : "/queues?done=proposed")
            : await Refusal.OnPageAsync<QueuesPage>(
                context, error, new { Chosen = queue.Code, Filled = queue, error.Code, error.Clause });

        IReadOnlyList<string> Ticked(string field) => [.. form[field].OfType<string>()];
    }

    private static async Task<IResult> DecideByFormAsync(
        Guid id, [FromForm] bool approve, Actor actor, QueueChanges changes, HttpContext context, CancellationToken ct)
    {
        var result = await changes.DecideAsync(id, approve, actor, ct);
        return result.Error is not { } error
            ? Results.LocalRedirect(approve ? "/queues?done=approved" : "/queues?done=rejected")
            : await Refusal.OnPageAsync<QueuesPage>(context, error, new { error.Code, error.Clause });
    }

    // What is unknown is left out, and a queue without what it needs is refused.
    private static ServiceQueue QueueOf(string code, QueueBody body) => new()
    {
        Code = code,
        NameZh = body.NameZh.Trim(),
        NameEn = body.NameEn.Trim(),
        Line = body.Line,
        Languages = [.. body.Languages.Distinct()],
        Certificate = body.Certificate,
        LevelMin = body.LevelMin,
        ServedBy = [.. body.ServedBy.Distinct().Where(QueueRoles.ContainsKey).Select(r => QueueRoles[r])],
        OverflowTo = body.OverflowTo,
        OverflowAfterSeconds = body.OverflowAfterSeconds,
        Classes = [.. (body.Classes ?? QueueClasses.Keys.ToList()).Distinct().Where(QueueClasses.ContainsKey)
            .Select(c => QueueClasses[c])],
    };

    /// <summary>Posts that may serve a queue.</summary>
    public static readonly IReadOnlyDictionary<string, Role> QueueRoles =
        new[] { Role.Agent, Role.Expert, Role.Supervisor }.ToDictionary(r => r.ToCode());

    /// <summary>Classes that may go first.</summary>
    public static readonly IReadOnlyDictionary<string, ContactClass> QueueClasses =
        Enum.GetValues<ContactClass>().Where(c => c != ContactClass.Ordinary).ToDictionary(c => c.ToCode());
}
