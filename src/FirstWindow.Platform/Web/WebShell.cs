using System.Globalization;
using FirstWindow.Platform.Bank;
using FirstWindow.Platform.Feed;
using FirstWindow.Platform.Storage;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FirstWindow.Platform.Web;

/// <summary>What every answer has in common: security headers, the language, and one clear refusal for every
/// fault.</summary>
public static partial class WebShell
{
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; "
        + "form-action 'self'; base-uri 'none'; manifest-src 'self'; frame-ancestors ";

    private const string UnframedPolicy = ContentSecurityPolicy + Framing.Nobody;

    private const string FilePolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; sandbox; frame-ancestors 'none'";

    private static readonly Error StorageAway =
        new(ErrorKind.Invalid, "storage.unavailable",
            "The service cannot save anything at the moment. Nothing was lost; please try again.");

    private static readonly Error Overtaken = new(
        ErrorKind.Conflict, "storage.overtaken",
        "Somebody changed the same thing in this moment. Nothing was written; look again and decide.");

    private static readonly Error Bug = new(
        ErrorKind.Invalid, "server.fault", "Something went wrong on our side. It was reported.");

    private static readonly Error Malformed = new(
        ErrorKind.Invalid, "request.malformed", "The request could not be understood.");

    private const int QueryCharsMax = 4_000;

    /// <summary>Cookie that keeps a chosen language.</summary>
    public const string LanguageCookie = "fw_lang";

    /// <summary>The answer is somebody's file: whatever a browser makes of it runs nothing and loads
    /// nothing.</summary>
    public static void ContainFile(this HttpResponse response) => response.HttpContext.Items[FilePolicy] = true;

    /// <summary>Security headers on every answer, also on a fault's.</summary>
    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(static state =>
        {
            var context = (HttpContext)state;
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = context.Items.ContainsKey(FilePolicy) ? FilePolicy
                : !Framing.IsFrame(context.Request) ? UnframedPolicy
                : ContentSecurityPolicy + Framing.AncestorsOf(
                context.RequestServices.GetRequiredService<WidgetOptions>(),
                context.RequestServices.GetRequiredService<BankBook>().Current.Origins);
            headers.XContentTypeOptions = "nosniff";
            if (context.Request.IsHttps)
            {
                headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
            }

            if (!EventStream.Is(context.Response)) // No document; what each costs stays while the stream is open.
            {
                headers["Referrer-Policy"] = "no-referrer";
                headers["Cross-Origin-Opener-Policy"] = "same-origin";
                headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
            }

            if (!context.Request.Path.StartsWithSegments("/assets"))
            {
                headers.CacheControl = "no-store";
            }

            return Task.CompletedTask;
        }, context);
        return next(context);
    });

    /// <summary>Chinese unless the visitor chose English, or speaks it and not Chinese.</summary>
    public static IApplicationBuilder UseLanguage(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var culture = LanguageOf(context.Request);
        CultureInfo.CurrentCulture = culture;
        CultureInfo.CurrentUICulture = culture;
        return next(context);
    });

    /// <summary>Takes query values that a person or a program could mean: not endless, and without signs that no page
    /// shows. Each route checks what it is asked beyond that.</summary>
    public static IApplicationBuilder UseQueryRules(this IApplicationBuilder app) => app.Use((context, next) =>
        context.Request.Query.All(q => q.Value.All(v => v is null || (v.Length <= QueryCharsMax && !v.Any(IsUnseen))))
            ? next(context) : new Refusal(Malformed).ExecuteAsync(context));

    private static bool IsUnseen(char c) => char.IsControl(c) && c is not ('\r' or '\n' or '\t');

    /// <summary>Turns faults into problems: 503 where the database is away, 500 for our own.</summary>
    public static IApplicationBuilder UseFaultAnswers(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        try
        {
            await next(context);
        }
        catch (Exception fault) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            var isForged = context.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false };
            var (error, status) = isForged ? (Malformed, StatusCodes.Status400BadRequest) : Classify(fault);
            if (status is StatusCodes.Status500InternalServerError)
            {
                LogFault(
                    Logger(context), fault, context.Request.Method, context.GetEndpoint()?.DisplayName ?? "no route");
            }
            else if (status is StatusCodes.Status503ServiceUnavailable)
            {
                LogStorageAway(Logger(context), fault.Message);
            }

            context.Response.Clear(); // A page that tells of a fault is a page too.
            await new Refusal(error, status).ExecuteAsync(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Abort(); // The caller has gone; nobody reads an answer.
        }
    });

    private static (Error Error, int Status) Classify(Exception fault) => fault switch
    {
        BadHttpRequestException bad => (Malformed, bad.StatusCode),
        DbUpdateConcurrencyException => (Overtaken, StatusCodes.Status409Conflict),
        _ when StorageUnavailableException.IsCausedBy(fault) => (StorageAway, StatusCodes.Status503ServiceUnavailable),
        _ => (Bug, StatusCodes.Status500InternalServerError),
    };

    private static CultureInfo LanguageOf(HttpRequest request)
    {
        var chosen = request.Query["lang"].ToString() is { Length: > 0 } asked ? asked
            : request.CookieOf(LanguageCookie);
        if (string.IsNullOrEmpty(chosen))
        {
            var accepted = request.Headers.AcceptLanguage.ToString();
            chosen = accepted.Contains("zh", StringComparison.OrdinalIgnoreCase)
                || !accepted.StartsWith("en", StringComparison.OrdinalIgnoreCase)
                ? "zh" : "en";
        }

        return chosen == "en" ? English : Chinese;
    }

    private static readonly CultureInfo Chinese = CultureInfo.GetCultureInfo("zh-CN");
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en");

    private static ILogger Logger(HttpContext context) =>
        context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("FirstWindow.Web");

    [LoggerMessage(1401, LogLevel.Error, "{Method} {Route} failed.")]
    private static partial void LogFault(ILogger log, Exception fault, string method, string route);

    [LoggerMessage(1402, LogLevel.Warning, "Answered 503: {Reason}")]
    private static partial void LogStorageAway(ILogger log, string reason);
}
