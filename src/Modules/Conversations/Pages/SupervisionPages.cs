using System.Globalization;
using FirstWindow.Conversations.Domain;
using FirstWindow.Conversations.Features;
using FirstWindow.Conversations.Features.Floor;
using FirstWindow.Conversations.Features.Reports;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Export;
using FirstWindow.Platform.Web;
using FirstWindow.Routing.Contracts;
using FirstWindow.Staff.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Conversations.Pages;

/// <summary>What supervision sees: the floor's figures and alerts, past contacts, reports; as pages and as
/// JSON.</summary>
internal static class SupervisionPages
{
    public static readonly PageLink Contacts = new(PageGroup.Floor, 40, "/contacts", "nav.contacts", SupervisionPermissions.Search);
    public static readonly PageLink Reports = new(PageGroup.Floor, 50, "/reports", "nav.reports", SupervisionPermissions.Report);

    public static readonly FloorPart Today = new(10, typeof(FloorToday), Beside: typeof(FloorAside));
    public static readonly FloorPart Alerts = new(20, typeof(FloorAlerts));
    public static readonly FloorPart Parts = new(30, typeof(FloorParts), IsBelow: true);

    public static void MapSupervision(this IEndpointRouteBuilder app)
    {
        app.MapGet("/contacts", ShowContactsAsync).RequirePermission(SupervisionPermissions.Search);
        app.MapPost("/contacts", ShowContactsAsync).RequirePermission(SupervisionPermissions.Search);
        app.MapGet("/reports", ShowReportAsync).RequirePermission(SupervisionPermissions.Report);
        app.MapGet("/reports/file", async (string? period, Actor actor, ReportFile file, CancellationToken ct) =>
            await file.WriteAsync(period, actor, ct) is { Error: null } written
                ? Results.File(written.Value!, Workbook.ContentType, $"report-{period}.xlsx")
                : SearchErrors.Period.ToProblem()).RequirePermission(SupervisionPermissions.Report);
        app.MapGet("/api/v1/contacts", async (
            [AsParameters] ContactQuery query, Actor actor, ContactSearch search, CancellationToken ct) =>
            query.IsForBodies ? SearchErrors.ByPost.ToProblem() : (await search.FindAsync(query, actor, ct)).ToOk())
            .RequirePermission(SupervisionPermissions.Search);
        app.MapPost("/api/v1/contacts/search", async (
            ContactQuery body, Actor actor, ContactSearch search, CancellationToken ct) =>
            (await search.FindAsync(body, actor, ct)).ToOk()).RequirePermission(SupervisionPermissions.Search);
        app.MapGet("/api/v1/reports", async (string? period, Actor actor, ReportReader reports, CancellationToken ct) =>
            (await reports.ReadAsync(period, actor, ct)).ToOk()).RequirePermission(SupervisionPermissions.Report);
        app.MapGet("/api/v1/floor/figures", ReadFiguresAsync).RequirePermission(SupervisionPermissions.Watch);
    }

    private static async Task<IResult> ShowContactsAsync(
        Actor actor, ContactSearch search, HttpContext context, CancellationToken ct)
    {
        var request = context.Request;
        if (!request.HasFormContentType && request.Query.Count == 0)
        {
            return new RazorComponentResult<ContactsPage>();
        }

        var query = QueryOf(name => request.HasFormContentType ? request.Form[name] : request.Query[name]);
        if (!request.HasFormContentType && query.IsForBodies)
        {
            return await Refusal.OnPageAsync<ContactsPage>(
                context, SearchErrors.ByPost, new { Query = query, SearchErrors.ByPost.Code });
        }

        var result = await search.FindAsync(query, actor, ct);
        return result.Error is { } error
            ? await Refusal.OnPageAsync<ContactsPage>(context, error, new { Query = query, error.Code, error.Clause })
            : new RazorComponentResult<ContactsPage>(new { Query = query, Found = result.Value });
    }

    // A form sends what was left empty, too.
    private static ContactQuery QueryOf(Func<string, string?> q) => new()
    {
        Purpose = q("purpose"),
        Reference = q("reference"),
        From = DayOf(q("from")),
        To = DayOf(q("to")),
        Agent = q("agent"),
        Category = q("category"),
        Outcome = q("outcome"),
        Rating = int.TryParse(q("rating"), CultureInfo.InvariantCulture, out var rating) ? rating : null,
        Channel = q("channel"),
        Customer = q("customer"),
        Words = q("words"),
        After = q("after"),
    };

    private static DateOnly? DayOf(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day : null;

    private static async Task<IResult> ShowReportAsync(
        string? period, Actor actor, ReportReader reports, HttpContext context, CancellationToken ct)
    {
        var result = await reports.ReadAsync(period, actor, ct);
        return result.Error is { } error
            ? await Refusal.OnPageAsync<ReportsPage>(context, error, new { error.Code })
            : new RazorComponentResult<ReportsPage>(new { Report = result.Value });
    }

    private static async Task<IResult> ReadFiguresAsync(
        FloorFigures figures, IStaffDirectory directory, CancellationToken ct)
    {
        var view = await figures.ReadAsync(ct);
        return Results.Json(new
        {
            view.At,
            view.Waiting,
            LongestWaitSeconds = view.LongestWait?.TotalSeconds,
            view.Containment,
            Whole = view.Today.Whole,
            Queues = view.Today.Queues,
            Teams = view.Today.Teams((await directory.AllAsync(ct)).ToDictionary(c => c.Id))
                .ToDictionary(t => t.Team, t => t.Counts),
        }, JsonSettings.Options);
    }
}
