using System.Buffers;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text;
using System.Text.Json;
using FirstWindow.Conversations.Domain;
using FirstWindow.Conversations.Features;
using FirstWindow.Conversations.Writing;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Feed;
using FirstWindow.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FirstWindow.Conversations.Api;

/// <summary>Body that opens a conversation, optionally with its first message.</summary>
public sealed record ConversationBody(
    [property: Required, StringLength(20)] string Channel,
    [property: Required, StringLength(20)] string Locale,
    [property: StringLength(4_000)] string? CustomerToken = null,
    FirstMessageBody? Message = null,
    int? Notice = null);

/// <summary>Body with which the bank's own page opens a conversation: it names the notice it has shown, and whom the
/// bank's app vouches for.</summary>
public sealed record ChatBody(
    [property: Required, StringLength(20)] string Locale, int? Notice = null,
    [property: StringLength(4_000)] string? CustomerToken = null);

/// <summary>Body that asks for help: <c>elder</c> or <c>card</c>.</summary>
public sealed record HelpBody([property: Required, RegularExpression("^(elder|card)$")] string Kind);

/// <summary>Body of a message that is left: a number to call back, if the customer wants that.</summary>
public sealed record MessageLeftBody([property: StringLength(260)] string? Callback = null);

/// <summary>The first message of a conversation.</summary>
public sealed record FirstMessageBody(Guid Id, [property: Required] string Text);

/// <summary>Body of the answers to the background questions, in their order; an empty one is skipped.</summary>
public sealed record BackgroundBody([property: Required, MaxLength(10)] IReadOnlyList<string?> Answers);

/// <summary>Body that finds a conversation from another device: by the code shown on the first one, or by the
/// customer's token.</summary>
public sealed record ContinuationBody(
    [property: StringLength(20)] string? Code = null, [property: StringLength(4_000)] string? CustomerToken = null);

/// <summary>Body of a rating.</summary>
public sealed record RatingBody(
    [property: Range(1, 5)] int Score, [property: StringLength(2_000)] string? Comment = null);

/// <summary>What a customer's browser or app may call; the conversation's own token opens it, and nothing
/// else.</summary>
internal static class CustomerApi
{
    private const int MessageBodyBytesMax = 64 * 1024;
    public const string TokenOpens = "the conversation's own token, checked in the handler, opens it and nothing else";

    public static void MapCustomers(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1/conversations").WithTags("Customer").AddEndpointFilter(LimitAddressAsync);
        api.MapPost("", OpenAsync).OpenTo("anybody may ask the bank a question; limited by address");
        app.MapPost("/api/v1/chat", OpenChatAsync).WithTags("Customer").AddEndpointFilter(LimitAddressAsync)
            .OpenTo("the bank's own page opens a conversation, once the notice was shown; limited by address");
        api.MapPost("/{id:guid}/device-code", MakeDeviceCodeAsync).OpenTo(TokenOpens);
        api.MapPost("/continuation", ContinueAsync)
            .OpenTo("a code that works once, or the customer's own token, opens it; tries are limited by address");
        api.MapPost("/{id:guid}/person", AskForPersonAsync).OpenTo(TokenOpens);
        api.MapPost("/{id:guid}/help", AskForHelpAsync).OpenTo(TokenOpens);
        api.MapGet("/{id:guid}/place", PlaceAsync).OpenTo(TokenOpens);
        api.MapDelete("/{id:guid}/place", LeaveQueueAsync).OpenTo(TokenOpens);
        api.MapGet("/{id:guid}/background", BackgroundAsync).OpenTo(TokenOpens);
        api.MapPut("/{id:guid}/background", GiveBackgroundAsync).OpenTo(TokenOpens);
        api.MapPost("/{id:guid}/message-left", LeaveMessageAsync).OpenTo(TokenOpens);
        api.MapGet("/{id:guid}/transcript", TranscriptAsync).OpenTo(TokenOpens);
        api.MapPost("/{id:guid}/end", EndAsync).OpenTo(TokenOpens);
        api.MapPost("/{id:guid}/rating", RateAsync).OpenTo(TokenOpens);
        app.MapPost("/api/v1/conversations/{id:guid}/messages", (RequestDelegate)SendAsync).OpenTo(TokenOpens)
            .WithTags("Customer");
        app.MapGet("/api/v1/conversations/{id:guid}/events", (RequestDelegate)StreamAsync).OpenTo(TokenOpens)
            .WithTags("Customer");
    }

    private static async ValueTask<object?> LimitAddressAsync(
        EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.RequestServices.GetRequiredService<RateLimits>()
            .Admits(context.HttpContext.Connection.RemoteIpAddress)
            ? await next(context)
            : new Refusal(ConversationErrors.TooFast);

    private static async Task<IResult> OpenAsync(
        ConversationBody body, OpenConversationHandler handler, CancellationToken ct) =>
        Created(await handler.HandleAsync(
            new(body.Channel, body.Locale, body.CustomerToken, body.Message?.Id, body.Message?.Text)
            { Notice = body.Notice }, ct));

    private static async Task<IResult> OpenChatAsync(
        ChatBody body, OpenConversationHandler handler, CancellationToken ct) =>
        Created(await handler.HandleAsync(
            new("web", body.Locale, body.CustomerToken, null, null) { Notice = body.Notice, IsOwnPage = true }, ct));

    private static IResult Created(Result<Opened> result) => result.Error is { } error
        ? error.ToProblem()
        : Results.Json(result.Value, JsonSettings.Options, statusCode: StatusCodes.Status201Created);

    private static async Task<IResult> AskForHelpAsync(
        Guid id, HelpBody body, HttpContext context, AskForHelpHandler handler, CancellationToken ct) =>
        await RefuseAsync(context, id) ?? (await handler.HandleAsync(
            new(id), body.Kind == "card" ? HelpKind.Card : HelpKind.Elder, ct)).ToOk();

    private static async Task<IResult> LeaveQueueAsync(
        Guid id, HttpContext context, LeaveQueueHandler handler, CancellationToken ct) =>
        await RefuseAsync(context, id) ?? (await handler.HandleAsync(new(id), ct)).ToNoContent();

    private static async Task<IResult> LeaveMessageAsync(
        Guid id, MessageLeftBody? body, HttpContext context, LeaveMessageHandler handler, CancellationToken ct) =>
        await RefuseAsync(context, id) ?? (await handler.HandleAsync(
            new(id), string.IsNullOrWhiteSpace(body?.Callback) ? null : body.Callback.Trim(), ct)).ToOk();

    private static async Task<IResult> TranscriptAsync(
        Guid id, string? format, HttpContext context, TranscriptReader reader, CancellationToken ct)
    {
        if (await RefuseAsync(context, id) is { } refusal)
        {
            return refusal;
        }

        var asPage = format == "html";
        return await reader.ReadAsync(new(id), asPage, ct) is not { } file ? new Refusal(ConversationErrors.NotFound)
            : Results.File(Encoding.UTF8.GetBytes(file.Text), asPage ? "text/html; charset=utf-8"
                : "text/plain; charset=utf-8", $"{file.Reference}.{(asPage ? "html" : "txt")}");
    }

    private static async Task<IResult> AskForPersonAsync(
        Guid id, HttpContext context, AskForPersonHandler handler, CancellationToken ct) =>
        await RefuseAsync(context, id) ?? (await handler.HandleAsync(new(id), ct)).ToOk();

    private static async Task<IResult> PlaceAsync(
        Guid id, HttpContext context, WaitingPlaceReader reader, CancellationToken ct) =>
        await RefuseAsync(context, id) ?? Results.Json(await reader.ReadAsync(new(id), ct), JsonSettings.Options);

    private static async Task<IResult> BackgroundAsync(
        Guid id, HttpContext context, BackgroundReader reader, CancellationToken ct) =>
        await RefuseAsync(context, id) ?? Results.Json(await reader.ReadAsync(new(id), ct), JsonSettings.Options);

    private static async Task<IResult> GiveBackgroundAsync(
        Guid id, BackgroundBody body, HttpContext context, GiveBackgroundHandler handler, CancellationToken ct) =>
        await RefuseAsync(context, id) ?? (await handler.HandleAsync(new(id), body.Answers, ct)).ToNoContent();

    private static async Task<IResult> MakeDeviceCodeAsync(
        Guid id, HttpContext context, MakeDeviceCodeHandler handler, CancellationToken ct) =>
        await RefuseAsync(context, id) ?? (await handler.HandleAsync(new(id), ct)).ToOk();

    private static async Task<IResult> ContinueAsync(
        ContinuationBody body, HttpContext context, RateLimits limits, ContinueHandler handler, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(body.Code) == string.IsNullOrEmpty(body.CustomerToken))
        {
            return ConversationErrors.NoWayNamed.ToProblem();
        }

        if (body.CustomerToken is { Length: > 0 } token)
        {
            return (await handler.ByTokenAsync(token, ct)).ToOk();
        }

        return limits.AdmitsTry(context.Connection.RemoteIpAddress)
            ? (await handler.ByCodeAsync(body.Code, ct)).ToOk() : new Refusal(ConversationErrors.TooFast);
    }

    private static async Task<IResult> EndAsync(
        Guid id, HttpContext context, EndConversationHandler handler, CancellationToken ct) =>
        await RefuseAsync(context, id) ?? (await handler.HandleAsync(new(id), ct)).ToNoContent();

    private static async Task<IResult> RateAsync(
        Guid id, RatingBody body, HttpContext context, RateContactHandler handler, CancellationToken ct) =>
        await RefuseAsync(context, id)
        ?? (await handler.HandleAsync(new(new(id), body.Score, body.Comment), ct)).ToNoContent();

    /// <summary>401 without a token, 404 with another conversation's or one that has ended.</summary>
    public static ValueTask<Refusal?> RefuseAsync(HttpContext context, Guid id)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.Ordinal))
        {
            return new(new Refusal(
                new(ErrorKind.Forbidden, "conversation.no-token", "The conversation's token is missing."),
                StatusCodes.Status401Unauthorized));
        }

        var opening = context.RequestServices.GetRequiredService<VisitorTokens>()
            .OpensAsync(header.AsSpan("Bearer ".Length), new(id), context.RequestAborted);
        return opening.IsCompletedSuccessfully ? new(AnswerOf(opening.Result)) : WaitAsync(opening);

        static async ValueTask<Refusal?> WaitAsync(ValueTask<bool> opening) => AnswerOf(await opening);
        static Refusal? AnswerOf(bool opens) => opens ? null : new(ConversationErrors.NotFound);
    }

    // The hot path: no model binding, no filters; the body is read and parsed in place.
    private static async Task SendAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var id = Guid.Parse((string)context.Request.RouteValues["id"]!, CultureInfo.InvariantCulture);
        if (!services.GetRequiredService<RateLimits>().Admits(context.Connection.RemoteIpAddress))
        {
            await new Refusal(ConversationErrors.TooFast).ExecuteAsync(context);
        }
        else if (await RefuseAsync(context, id) is { } refusal)
        {
            await refusal.ExecuteAsync(context);
        }
        else if (await ReadMessageAsync(context) is not { } message)
        {
            await new Refusal(new(ErrorKind.Invalid, "request.malformed",
                "The body must be {\"id\":UUID,\"text\":string}.")).ExecuteAsync(context);
        }
        else
        {
            var result = await services.GetRequiredService<SendMessageHandler>()
                .HandleAsync(new(new(id), message.Id, message.Text!), context.RequestAborted);
            if (result.Error is { } error)
            {
                await new Refusal(error).ExecuteAsync(context);
                return;
            }

            Answer(context.Response, result.Value);
        }
    }

    // With its length known and nothing flushed, the answer leaves in one piece: one system call instead of two.
    private static void Answer(HttpResponse response, WriteOutcome outcome)
    {
        var body = SmallJson.Write(outcome, static (json, written) =>
        {
            json.WriteStartObject();
            json.WriteNumber("seq"u8, written.Seq);
            json.WriteString("at"u8, written.At);
            json.WriteEndObject();
        });
        response.StatusCode = outcome.Status is WriteStatus.Repeated ? StatusCodes.Status200OK
            : StatusCodes.Status201Created;
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        response.BodyWriter.Write(body);
    }

    private static async ValueTask<(Guid Id, string? Text)?> ReadMessageAsync(HttpContext context)
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            if (read.Buffer.Length > MessageBodyBytesMax)
            {
                reader.AdvanceTo(read.Buffer.End);
                return (Guid.CreateVersion7(), new string('x', MessageText.CharactersMax + 1)); // answered as too long
            }

            if (read.IsCompleted)
            {
                var message = ParseMessage(read.Buffer);
                reader.AdvanceTo(read.Buffer.End);
                return message;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static (Guid Id, string? Text)? ParseMessage(ReadOnlySequence<byte> body)
    {
        try
        {
            var json = new Utf8JsonReader(body);
            Guid id = default;
            string? text = null;
            if (!json.Read() || json.TokenType is not JsonTokenType.StartObject)
            {
                return null;
            }

            while (json.Read() && json.TokenType is JsonTokenType.PropertyName)
            {
                var isId = json.ValueTextEquals("id"u8);
                var isText = json.ValueTextEquals("text"u8);
                json.Read();
                if (isId && (json.TokenType is not JsonTokenType.String || !json.TryGetGuid(out id)))
                {
                    return (Guid.Empty, "?");
                }

                if (isText)
                {
                    text = json.TokenType is JsonTokenType.String ? json.GetString() : null;
                }
                else if (!isId)
                {
                    json.Skip();
                }
            }

            return (id, text);
        }
        catch (JsonException)
        {
            return null;
        }
        catch (InvalidOperationException)
        {
            return (Guid.CreateVersion7(), "\0"); // Half a surrogate pair or broken UTF-8: answered as not text.
        }
    }

    // Each thing that waits here waits as long as the stream is open, ten thousand times.
    private static Task StreamAsync(HttpContext context)
    {
        var id = Guid.Parse((string)context.Request.RouteValues["id"]!, CultureInfo.InvariantCulture);
        var refusing = RefuseAsync(context, id);
        return refusing.IsCompletedSuccessfully
            ? StreamAsync(context, id, refusing.Result) : WaitAsync(context, id, refusing);

        static async Task WaitAsync(HttpContext context, Guid id, ValueTask<Refusal?> refusing) =>
            await StreamAsync(context, id, await refusing);
    }

    private static Task StreamAsync(HttpContext context, Guid id, Refusal? refusal)
    {
        if (refusal is not null)
        {
            return refusal.ExecuteAsync(context);
        }

        _ = int.TryParse(
            context.Request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var after);
        return context.RequestServices.GetRequiredService<CustomerStream>()
            .RunAsync(context.Response, new(id), after, context.RequestAborted);
    }
}
