using System.Globalization;
using System.Text.Json;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;

namespace FirstWindow.Platform.Web;

/// <summary>
/// An <see cref="Error"/> as problem+json with its stable code and clause. A refusal under a clause is journaled here,
/// in the one place all of them pass.
/// </summary>
public sealed class Refusal(Error error, int? status = null) : IResult
{
    /// <summary>The error that is answered.</summary>
    public Error Error => error;

    /// <summary>Status code of an error's kind.</summary>
    public static int StatusOf(ErrorKind kind) => kind switch
    {
        ErrorKind.Invalid => StatusCodes.Status400BadRequest,
        ErrorKind.NotFound => StatusCodes.Status404NotFound,
        ErrorKind.Conflict => StatusCodes.Status409Conflict,
        ErrorKind.Refused => StatusCodes.Status422UnprocessableEntity,
        ErrorKind.TooMany => StatusCodes.Status429TooManyRequests,
        ErrorKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        ErrorKind.Unsupported => StatusCodes.Status415UnsupportedMediaType,
        ErrorKind.Forbidden => StatusCodes.Status403Forbidden,
        ErrorKind.Away => StatusCodes.Status503ServiceUnavailable,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await RecordAsync(httpContext, error);
        var code = status ?? StatusOf(error.Kind);
        var response = httpContext.Response;
        httpContext.Items[typeof(Refusal)] = error.Code;
        response.StatusCode = code;
        if (code is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable
            && !response.Headers.ContainsKey("Retry-After"))
        {
            response.Headers.RetryAfter = "1";
        }

        if (IsForPeople(httpContext.Request))
        {
            var page = new RazorComponentResult<ErrorPage>(new { Status = code, error.Code, error.Clause });
            page.StatusCode = code;
            await page.ExecuteAsync(httpContext);
            return;
        }

        response.ContentType = "application/problem+json";
        var document = new Dictionary<string, object?>
        {
            ["type"] = "about:blank",
            ["title"] = Texts.TitleOf(error.Code),
            ["status"] = code,
            ["detail"] = error.Detail,
            ["code"] = error.Code,
        };
        if (error.Clause is not null)
        {
            document["clause"] = error.Clause;
        }

        foreach (var (name, value) in error.Extensions ?? new Dictionary<string, object?>())
        {
            document[name] = value;
        }

        await JsonSerializer.SerializeAsync(response.Body, document, JsonSettings.Options, httpContext.RequestAborted);
    }

    // A browser that loads a page says so; a script, a fragment or a program does not.
    private static bool IsForPeople(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal)
        && !request.Headers.ContainsKey("HX-Request") && !request.Path.StartsWithSegments("/api");

    /// <summary>Shows a refusal on the page it came from, with its status, and journals it under its clause.</summary>
    /// <param name="context">The request.</param>
    /// <param name="error">What was refused.</param>
    /// <param name="parameters">Of the page, e.g. what was filled in.</param>
    public static async Task<IResult> OnPageAsync<TPage>(HttpContext context, Error error, object parameters)
        where TPage : IComponent
    {
        await RecordAsync(context, error);
        return new RazorComponentResult<TPage>(parameters) { StatusCode = StatusOf(error.Kind) };
    }

    /// <summary>Journals a refusal under a clause, and counts one at the edge.</summary>
    public static async Task RecordAsync(HttpContext context, Error error)
    {
        if (error.CountsAs is { } kind)
        {
            EdgeWatch.Mark(context, kind);
        }

        if (error.Clause is null)
        {
            return;
        }

        var db = context.RequestServices.GetRequiredService<Database>();
        await db.AbandonAsync(); // What was refused leaves no trace but this one.
        var actor = context.Features.Get<Actor>() ?? Actor.System;
        var subject = actor.Contact is { } contact ? Subject.Of(contact)
            : context.Request.RouteValues.TryGetValue("id", out var id)
                && Guid.TryParse(Convert.ToString(id, CultureInfo.InvariantCulture), out var about)
                    ? new Subject("request", about)
            : Subject.System;
        context.RequestServices.GetRequiredService<JournalBook>()
            .Record(actor, PlatformActs.Refused, subject, error.Code, error.Clause);
        await db.CommitAsync(CancellationToken.None);
    }
}

/// <summary>Turns results into answers.</summary>
public static class ResultAnswers
{
    /// <summary>The error as problem+json.</summary>
    public static IResult ToProblem(this Error error) => new Refusal(error);

    /// <summary>204, or the problem.</summary>
    public static IResult ToNoContent(this Result result) =>
        result.Error is { } error ? error.ToProblem() : Results.NoContent();

    /// <summary>200 with the value, or the problem.</summary>
    public static IResult ToOk<T>(this Result<T> result) =>
        result.Error is { } error ? error.ToProblem() : Results.Json(result.Value, JsonSettings.Options);
}
