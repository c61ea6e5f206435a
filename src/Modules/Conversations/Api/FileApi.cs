using FirstWindow.Conversations.Domain;
using FirstWindow.Conversations.Features;
using FirstWindow.Conversations.Writing;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Files;
using FirstWindow.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace FirstWindow.Conversations.Api;

/// <summary>Files of a conversation, both ways. The body of a POST is the file itself; its id is in the
/// query, its name, percent-encoded, in a header.</summary>
internal static class FileApi
{
    // The policy says how much is taken; no more than its ceiling and a little is ever read.
    private const int BytesRead = 11 * 1_048_576;

    private const string NameHeader = "X-File-Name";

    public static void MapFiles(this IEndpointRouteBuilder app)
    {
        var size = new RequestSizeLimitAttribute(BytesRead);
        var own = app.MapGroup("/api/v1/conversations").WithTags("Customer");
        own.MapPost("/{id:guid}/attachments", AttachAsync).WithMetadata(size).OpenTo(CustomerApi.TokenOpens);
        own.MapGet("/{id:guid}/attachments/{file:guid}", OpenAsync).OpenTo(CustomerApi.TokenOpens);
        var desk = app.MapGroup("/api/v1/desk/contacts").WithTags("Desk");
        desk.MapPost("/{id:guid}/attachments", AttachToReplyAsync).WithMetadata(size)
            .RequirePermission(ConversationPermissions.Serve);
        desk.MapGet("/{id:guid}/attachments/{file:guid}", OpenForStaffAsync)
            .RequirePermission(ConversationPermissions.SeeFiles);
    }

    private static async Task<IResult> AttachAsync(
        Guid id, [FromQuery(Name = "id")] Guid? message, HttpContext context, AttachFileHandler handler,
        CancellationToken ct) =>
        await CustomerApi.RefuseAsync(context, id) ?? await AnswerAsync(context.Request, handler, async content =>
            await handler.HandleAsync(
                new(new(id), message ?? Guid.Empty, NameOf(context), content), Sender.Customer, null, ct), ct);

    private static async Task<IResult> AttachToReplyAsync(
        Guid id, [FromQuery(Name = "id")] Guid? message, Actor actor, HttpContext context,
        AttachFileHandler files, AttachToReplyHandler handler, CancellationToken ct) =>
        await AnswerAsync(context.Request, files, async content =>
            await handler.HandleAsync(new(new(id), message ?? Guid.Empty, NameOf(context), content), actor, ct), ct);

    // People's names and numbers stand in names of files, so it is no part of the address.
    private static string? NameOf(HttpContext context) =>
        context.Request.Headers[NameHeader].ToString() is { Length: > 0 } name ? Uri.UnescapeDataString(name) : null;

    private static async Task<IResult> OpenAsync(
        Guid id, Guid file, HttpContext context, FileReader reader, CancellationToken ct) =>
        await CustomerApi.RefuseAsync(context, id) ?? Serve(await reader.ReadAsync(new(id), file, ct), context);

    private static async Task<IResult> OpenForStaffAsync(
        Guid id, Guid file, Actor actor, HttpContext context, DeskReader desk, FileReader reader,
        CancellationToken ct) =>
        await desk.MayReadAsync(new(id), actor, ct)
            ? Serve(await reader.ReadAsync(new(id), file, ct), context)
            : (FileErrors.NotFound with { Clause = "A4.2.3a" }).ToProblem();

    private static async Task<IResult> AnswerAsync(
        HttpRequest request, AttachFileHandler handler, Func<byte[], Task<Result<WriteOutcome>>> write,
        CancellationToken ct)
    {
        if (await ReadAsync(request, handler.BytesMax, ct) is not { } content)
        {
            return handler.TooLarge.ToProblem();
        }

        var result = await write(content);
        return result.Error is { } error ? error.ToProblem()
            : Results.Json(new { result.Value.Seq, result.Value.At }, JsonSettings.Options,
                statusCode: result.Value.Status is WriteStatus.Repeated ? StatusCodes.Status200OK
                    : StatusCodes.Status201Created);
    }

    // None when it is too large: then it is not read to its end.
    private static async Task<byte[]?> ReadAsync(HttpRequest request, long bytesMax, CancellationToken ct)
    {
        if (request.ContentLength > bytesMax)
        {
            return null;
        }

        using var content = new MemoryStream();
        var part = new byte[65_536];
        while (await request.Body.ReadAsync(part, ct) is > 0 and var read)
        {
            content.Write(part, 0, read);
            if (content.Length > bytesMax)
            {
                return null;
            }
        }

        return content.ToArray();
    }

    // Shown as what its content is and nothing else; a browser that opened it as a page would find it in a sandbox.
    private static IResult Serve(Result<OpenedFile> result, HttpContext context)
    {
        if (result.Value is not { } file)
        {
            return result.Error!.ToProblem();
        }

        var disposition = new ContentDispositionHeaderValue(file.Facts.Type == SafeFile.Pdf ? "attachment" : "inline");
        disposition.SetHttpFileName(file.Facts.Name);
        context.Response.Headers.ContentDisposition = disposition.ToString();
        context.Response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        context.Response.ContainFile();
        return Results.Bytes(file.Content, file.Facts.Type);
    }
}
