using FirstWindow.Platform.Access;
using FirstWindow.Platform.Import;
using FirstWindow.Platform.Web.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace FirstWindow.Platform.Web;

/// <summary>The page and the API of an import: the same for every kind of file.</summary>
public static class ImportRoutes
{
    /// <summary>Routes the import of a kind, e.g. <c>staff</c> at <c>/staff/import</c> and
    /// <c>/api/v1/staff/imports</c>.</summary>
    public static void MapImport(this IEndpointRouteBuilder app, string kind, Permission permission)
    {
        var size = new RequestSizeLimitAttribute(CsvTable.BytesMax + (64 * 1024)); // the form around the file
        app.MapGet($"/{kind}/import", (ImportHandler handler) => Show(handler.Find(kind))).RequirePermission(permission);
        app.MapPost($"/{kind}/import", async (
            IFormCollection form, Actor actor, ImportHandler handler, CancellationToken ct) =>
        {
            using var content = new MemoryStream();
            await (form.Files["file"]?.CopyToAsync(content, ct) ?? Task.CompletedTask);
            var result = await handler.PreviewAsync(kind, content.ToArray(), actor, ct);
            return Show(handler.Find(kind), result.Value, isDone: false, result.Error);
        }).WithMetadata(size).RequirePermission(permission);
        app.MapPost($"/{kind}/import/{{id:guid}}", async (
            Guid id, [FromForm] string? sure, Actor actor, ImportHandler handler, CancellationToken ct) =>
        {
            _ = sure; // A form field makes the framework check the antiforgery token.
            var result = await handler.ConfirmAsync(kind, id, actor, ct);
            return Show(handler.Find(kind), result.Value, isDone: true, result.Error);
        }).RequirePermission(permission);
        var api = app.MapGroup($"/api/v1/{kind}/imports");
        api.MapPost("", async (HttpRequest request, Actor actor, ImportHandler handler, CancellationToken ct) =>
        {
            using var content = new MemoryStream();
            await request.Body.CopyToAsync(content, ct);
            return AnswerOf(await handler.PreviewAsync(kind, content.ToArray(), actor, ct),
                StatusCodes.Status201Created);
        }).WithMetadata(size).RequirePermission(permission);
        api.MapPut("/{id:guid}/confirmation", async (
            Guid id, Actor actor, ImportHandler handler, CancellationToken ct) =>
            AnswerOf(await handler.ConfirmAsync(kind, id, actor, ct), StatusCodes.Status200OK))
            .RequirePermission(permission);
    }

    private static IResult Show(
        IImport import, ImportReport? report = null, bool isDone = false, Error? error = null) =>
        new RazorComponentResult<ImportPage>(
            new { import.Kind, import.Columns, import.Accept, Report = report, IsDone = isDone, Fault = error })
        {
            StatusCode = error is null ? StatusCodes.Status200OK : Refusal.StatusOf(error.Kind),
        };

    private static IResult AnswerOf(Result<ImportReport> result, int status) => result.Error is { } error
        ? error.ToProblem()
        : Results.Json(new
        {
            result.Value!.Id,
            New = result.Value.Count(RowState.New),
            Known = result.Value.Count(RowState.Known),
            Bad = result.Value.Count(RowState.Bad),
            Faults = result.Value.Rows.Where(r => r.State is RowState.Bad).Select(r => new { r.Line, r.Key, r.Reason }),
        }, JsonSettings.Options, statusCode: status);
}
