using System.Globalization;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Calendar;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Rulebook;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Platform.Web.Pages;

/// <summary>The platform's own pages, each with its permission.</summary>
internal static class PlatformPages
{
    public static readonly PageLink Promises = new(PageGroup.Service, 30, "/promises", "nav.promises", PromisePermissions.Read);
    public static readonly PageLink Journal = new(PageGroup.Conduct, 20, "/journal", "nav.journal", PlatformPermissions.ReadJournal);
    public static readonly PageLink Rulebook = new(PageGroup.Conduct, 10, "/rulebook", "nav.rulebook", PlatformPermissions.ReadRulebook);
    public static readonly PageLink Policies = new(PageGroup.Setup, 50, "/policies", "nav.policies", PolicyPermissions.Read);
    public static readonly PageLink Calendar = new(PageGroup.Setup, 60, "/calendar", "nav.calendar", CalendarPermissions.Edit);
    public static readonly PageLink AccessMatrix = new(PageGroup.Conduct, 70, "/access", "nav.access", PlatformPermissions.ReadRulebook);

    public static void MapPlatformPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/promises", IResult () => new RazorComponentResult<PromisesPage>())
            .RequirePermission(PromisePermissions.Read);
        app.MapGet("/journal", IResult () => new RazorComponentResult<JournalPage>())
            .RequirePermission(PlatformPermissions.ReadJournal);
        app.MapPost("/journal", IResult () => new RazorComponentResult<JournalPage>())
            .RequirePermission(PlatformPermissions.ReadJournal);
        app.MapPost("/journal/verification", VerifyAsync).RequirePermission(PlatformPermissions.ReadJournal);
        app.MapGet("/rulebook", IResult () => new RazorComponentResult<RulebookPage>())
            .RequirePermission(PlatformPermissions.ReadRulebook);
        app.MapPost("/rulebook/reading", AcknowledgeAsync).RequirePermission(PlatformPermissions.ReadRulebook);
        app.MapGet("/rulebook/{id}", ShowClause).RequirePermission(PlatformPermissions.ReadRulebook);
        app.MapGet("/policies", IResult (string? done) => new RazorComponentResult<PoliciesPage>(new { Done = done }))
            .RequirePermission(PolicyPermissions.Read);
        app.MapPost("/policies/proposals", ProposeAsync).RequirePermission(PolicyPermissions.Propose);
        app.MapPost("/policies/proposals/{id:guid}/decision", DecideAsync).RequirePermission(PolicyPermissions.Decide);
        app.MapGet("/calendar", IResult (int? year, string? done) =>
            new RazorComponentResult<CalendarPage>(new { Year = year, Done = done }))
            .RequirePermission(CalendarPermissions.Edit);
        app.MapPost("/calendar/days", ChangeDayAsync).RequirePermission(CalendarPermissions.Edit);
        app.MapGet("/access", IResult () => new RazorComponentResult<AccessPage>())
            .RequirePermission(PlatformPermissions.ReadRulebook);
    }

    private static async Task<IResult> VerifyAsync(Actor actor, VerifyJournalHandler handler, CancellationToken ct) =>
        new RazorComponentResult<JournalPage>(new { Report = await handler.HandleAsync(actor, ct) });

    private static async Task<IResult> AcknowledgeAsync(
        [FromForm] string? sure, Actor actor, RuleReadings readings, CancellationToken ct)
    {
        _ = sure; // A form field makes the framework check the antiforgery token.
        await readings.AcknowledgeAsync(actor, ct);
        return Results.LocalRedirect("/rulebook");
    }

    private static IResult ShowClause(string id) => Clauses.ById.ContainsKey(id)
        ? new RazorComponentResult<ClausePage>(new { Id = id })
        : new Refusal(new(ErrorKind.NotFound, "page.not-found", "There is no such clause."));

    private static async Task<IResult> ProposeAsync(
        [FromForm] string key, [FromForm] string value, [FromForm] string reason, Actor actor, PolicyChanges changes,
        HttpContext context, CancellationToken ct)
    {
        if (!long.TryParse(value, CultureInfo.InvariantCulture, out var number)
            || reason.Trim().Length is < 4 or > 1_000)
        {
            return await AnswerAsync(context, new(ErrorKind.Invalid, "request.invalid",
                "A value and a reason of 4 to 1000 characters are needed."), "proposed");
        }

        var result = await changes.ProposeAsync(new(key, number, null, reason.Trim()), actor, ct);
        return await AnswerAsync(context, result.Error, "proposed");
    }

    private static async Task<IResult> DecideAsync(
        Guid id, [FromForm] bool approve, Actor actor, PolicyChanges changes, HttpContext context, CancellationToken ct)
    {
        var result = await changes.DecideAsync(id, approve, actor, ct);
        return await AnswerAsync(context, result.Error, approve ? "approved" : "rejected");
    }

    private static async Task<IResult> ChangeDayAsync(
        [FromForm] string date, [FromForm] string kind, [FromForm] string name, Actor actor, SpecialDays days,
        CancellationToken ct)
    {
        var isDate = DateOnly.TryParseExact(date, "yyyy-MM-dd", out var day);
        DayKind? dayKind = kind switch { "holiday" => DayKind.Holiday, "workday" => DayKind.Workday, _ => null };
        var error = isDate
            ? (await days.ChangeAsync(new(day, dayKind, name), actor, ct)).Error
            : new Error(ErrorKind.Invalid, "request.invalid", "A date is needed.");
        return error is null
            ? Results.LocalRedirect($"/calendar?year={day.Year}&done=changed")
            : new RazorComponentResult<CalendarPage>(new { error.Code }) { StatusCode = Refusal.StatusOf(error.Kind) };
    }

    private static async Task<IResult> AnswerAsync(HttpContext context, Error? error, string done) => error is null
        ? Results.LocalRedirect($"/policies?done={done}")
        : await Refusal.OnPageAsync<PoliciesPage>(context, error, new { error.Code, error.Clause });
}
