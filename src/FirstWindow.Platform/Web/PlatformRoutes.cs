using System.ComponentModel.DataAnnotations;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Calendar;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Rulebook;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Watching;
using FirstWindow.Platform.Web.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Platform.Web;

/// <summary>Who may read the journal and the rulebook.</summary>
public static class PlatformPermissions
{
    /// <summary>Search and verify the journal.</summary>
    public static readonly Permission ReadJournal = new("journal.read", Role.Auditor, Role.Compliance);

    /// <summary>See every clause with its control and evidence.</summary>
    public static readonly Permission ReadRulebook = new("rulebook.read", Enum.GetValues<Role>());
}

/// <summary>Body of a proposal.</summary>
public sealed record PolicyBody(
    [property: Required] string Key, long Value,
    [property: Required,
    StringLength(1_000, MinimumLength = 4)] string Reason, DateTimeOffset? EffectiveFrom = null);

/// <summary>Body of a change of the calendar.</summary>
public sealed record DayBody(
    [property: Required,
    RegularExpression("^(holiday|workday|ordinary)$")] string Kind,
    [property: StringLength(40)] string? Name = null);

/// <summary>Body of a decision.</summary>
public sealed record DecisionBody(bool Approve);

/// <summary>Body of taking an overdue promise: from whom, as the screen showed it.</summary>
public sealed record PromiseOwnerBody(Guid? From = null);

/// <summary>The platform's own URLs, each with its permission.</summary>
public static class PlatformRoutes
{
    private const int PageSizeMax = 200;

    /// <summary>Routes health, assets, journal, rulebook, policies and promises.</summary>
    public static void MapPlatform(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/ready", ReadyAsync)
            .OpenTo("a load balancer asks before it sends anybody here; the answer holds no data", Side.Any);
        app.MapGet("/assets/{**path}", (string path, Assets assets, HttpRequest request) => assets.Serve(path, request))
            .OpenTo("scripts and styles are the same for everybody", Side.Any);
        app.MapOpenApi("/openapi/v1.json").OpenTo("the description of the API is public documentation", Side.Any);
        app.MapMetrics();
        app.MapPreferences();
        app.MapPlatformPages();
        app.MapBank();
        app.MapBulletins();
        app.MapConduct();
        app.MapUpkeep();
        app.MapKeys();
        app.MapGet("{**path}", () => new Refusal(HouseHosts.NoPage)).WithOrder(int.MaxValue)
            .OpenTo("an address that leads nowhere is told so; the answer holds no data", Side.Any);
        var api = app.MapGroup("/api/v1");
        api.MapGet("/journal", SearchJournalAsync).RequirePermission(PlatformPermissions.ReadJournal);
        api.MapPost("/journal/verification", VerifyJournalAsync).RequirePermission(PlatformPermissions.ReadJournal);
        api.MapGet("/journal/export", ExportJournalAsync).RequirePermission(PlatformPermissions.ReadJournal);
        api.MapGet("/rules", ListRulesAsync).RequirePermission(PlatformPermissions.ReadRulebook);
        api.MapGet("/policies", ListPoliciesAsync).RequirePermission(PolicyPermissions.Read);
        api.MapPost("/policies/proposals", ProposeAsync).RequirePermission(PolicyPermissions.Propose);
        api.MapPut("/policies/proposals/{id:guid}/decision", DecideAsync).RequirePermission(PolicyPermissions.Decide);
        api.MapGet("/calendar/{year:int:range(2020,2100)}", ListDaysAsync).RequirePermission(CalendarPermissions.Read);
        api.MapPut("/calendar/days/{date:datetime}", ChangeDayAsync).RequirePermission(CalendarPermissions.Edit);
        api.MapGet("/promises", ListPromisesAsync).RequirePermission(PromisePermissions.Read);
        api.MapPut("/promises/{id:guid}/owner", TakePromiseAsync).RequirePermission(PromisePermissions.Take);
    }

    private static async Task<IResult> ReadyAsync(Database db, DatabaseClock clock, CancellationToken ct)
    {
        if (!clock.IsNearEnough)
        {
            return Results.Json(new { status = "clock off" }, statusCode: StatusCodes.Status503ServiceUnavailable);
        }

        await db.Database.ExecuteSqlAsync($"SELECT 1", ct);
        return Results.Json(new { status = "ready" });
    }

    private static async Task<IResult> SearchJournalAsync(
        [AsParameters] JournalQuery query, Actor actor, JournalSearch search, CancellationToken ct)
    {
        var page = await search.FindAsync(query, actor, ct);
        return Results.Json(new
        {
            // Not its authentication code: that proves, and tells nobody anything.
            Entries = page.Entries.Select(e => new
            {
                e.Entry,
                e.At,
                e.Act,
                e.ActorKind,
                e.Actor,
                e.Role,
                e.Purpose,
                e.SubjectKind,
                e.Subject,
                e.Contact,
                e.Clause,
                e.Detail,
                e.Block,
            }),
            page.NextBefore,
        }, JsonSettings.Options);
    }

    private static async Task<IResult> ExportJournalAsync(
        long? from, long? to, Actor actor, JournalExporter exporter, CancellationToken ct)
    {
        var result = await exporter.RunAsync(from ?? 0, to ?? 0, actor, ct);
        return result.Error is { } error ? error.ToProblem()
            : Results.File(result.Value!, "application/jsonl", $"journal-{from}-{to}.jsonl");
    }

    private static async Task<IResult> VerifyJournalAsync(
        Actor actor, VerifyJournalHandler handler, CancellationToken ct) =>
        Results.Json(await handler.HandleAsync(actor, ct), JsonSettings.Options);

    private static async Task<IResult> ListRulesAsync(RulebookReport report, CancellationToken ct) =>
        Results.Json(await report.ListAsync(ct), JsonSettings.Options);

    private static async Task<IResult> ListPoliciesAsync(PolicyReader reader, CancellationToken ct) =>
        Results.Json((await reader.ListAsync(ct)).Select(p => new
        {
            p.Policy.Key,
            p.Value,
            p.Policy.Unit,
            p.Policy.Least,
            p.Policy.Most,
            p.Policy.Source,
            p.Policy.Meaning,
            p.Versions,
        }), JsonSettings.Options);

    private static async Task<IResult> ProposeAsync(
        PolicyBody body, Actor actor, PolicyChanges changes, CancellationToken ct)
    {
        var result = await changes.ProposeAsync(new(body.Key, body.Value, body.EffectiveFrom, body.Reason), actor, ct);
        return result.Error is { } error
            ? error.ToProblem()
            : Results.Json(new { Id = result.Value }, JsonSettings.Options, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> DecideAsync(
        Guid id, DecisionBody body, Actor actor, PolicyChanges changes, CancellationToken ct) =>
        (await changes.DecideAsync(id, body.Approve, actor, ct)).ToNoContent();

    private static async Task<IResult> ListDaysAsync(int year, SpecialDays days, CancellationToken ct) =>
        Results.Json(await days.ListAsync(year, ct), JsonSettings.Options);

    private static async Task<IResult> ChangeDayAsync(
        DateOnly date, DayBody body, Actor actor, SpecialDays days, CancellationToken ct)
    {
        DayKind? kind = body.Kind switch { "holiday" => DayKind.Holiday, "workday" => DayKind.Workday, _ => null };
        return (await days.ChangeAsync(new(date, kind, body.Name ?? string.Empty), actor, ct)).ToNoContent();
    }

    private static async Task<IResult> ListPromisesAsync(
        int? page, Actor actor, Worklist worklist, CancellationToken ct) =>
        Results.Json(await worklist.ReadAsync(actor, Math.Max(1, page ?? 1), PageSizeMax, ct), JsonSettings.Options);

    private static async Task<IResult> TakePromiseAsync(
        Guid id, PromiseOwnerBody body, Actor actor, TakePromiseHandler handler, CancellationToken ct) =>
        (await handler.HandleAsync(id, body.From, actor, ct)).ToNoContent();
}
