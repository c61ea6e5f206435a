using System.Net;
using System.Security.Cryptography;
using System.Text.Json;

namespace BankPage;

/// <summary>
/// The bank's own web site, as small as it can be: it knows who its customer is, vouches for that customer towards
/// FirstWindow, shows the chat in its page, and takes FirstWindow's events.
/// </summary>
/// <remarks>
/// Settings (command line or environment): <c>FirstWindow</c> address of the chat, e.g. http://localhost:8080 ·
/// <c>KeyFile</c> the private key (PEM, P-256) whose public half FirstWindow has in CustomerTokens:PublicKeyFile ·
/// <c>WebhookSecret</c> what FirstWindow showed when the endpoint was added (whsec_…) · <c>urls</c> where to listen.
/// </remarks>
public static class BankSite
{
    private const string CustomerCookie = "bank_customer";
    private const int BodyBytesMax = 64 * 1024;

    // The bank's real site signs its customers in properly; these two are enough for a sample.
    private static readonly Dictionary<string, string> Customers = new()
    {
        ["C10000001"] = "张先生",
        ["C10000002"] = "李女士",
    };

    /// <summary>Puts the site together.</summary>
    /// <param name="args">Settings as on the command line.</param>
    /// <param name="clock">Another clock, for tests.</param>
    public static WebApplication Build(string[] args, TimeProvider? clock = null)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Services.AddSingleton(clock ?? TimeProvider.System);
        builder.Services.AddSingleton<Inbox>();
        var app = builder.Build();
        app.MapGet("/", ShowPage);
        app.MapPost("/sign-in", SignIn);
        app.MapPost("/chat", OpenChat);
        app.MapPost("/webhooks", TakeEventAsync);
        app.MapGet("/events", (Inbox inbox) => inbox.Events);
        return app;
    }

    /// <summary>One script tag brings the chat; its origin is all that the page's policy must allow.</summary>
    private static IResult ShowPage(HttpRequest request, HttpResponse response, IConfiguration settings)
    {
        var chat = settings["FirstWindow"] ?? "http://localhost:8080";
        response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src {chat}; frame-src {chat}; form-action 'self' {chat}; base-uri 'none'";
        var content = CustomerOf(request) is { } customer
            ? $"""
                <p>{WebUtility.HtmlEncode(Customers[customer])}，您好。</p>
                <form method="post" action="/chat"><button>以本人身份咨询客服</button></form>
                """
            : $"""
                <form method="post" action="/sign-in"><label>客户号 <input name="customer" value="C10000001"></label>
                <button>登录</button></form>
                """;
        return Results.Content($"""
            <!DOCTYPE html>
            <html lang="zh-CN"><head><meta charset="utf-8"><title>示例银行</title></head>
            <body><h1>示例银行</h1>{content}
            <script src="{WebUtility.HtmlEncode(chat)}/widget.js" data-language="zh" async></script></body></html>
            """, "text/html; charset=utf-8");
    }

    private static async Task<IResult> SignIn(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        if (!Customers.ContainsKey(form["customer"].ToString()))
        {
            return Results.BadRequest("没有这个客户号");
        }

        request.HttpContext.Response.Cookies.Append(CustomerCookie, form["customer"].ToString(),
            new() { HttpOnly = true, SameSite = SameSiteMode.Strict });
        return Results.Redirect("/");
    }

    /// <summary>The token stands behind the #, so that it reaches no log; it is minted for this one click.</summary>
    private static IResult OpenChat(HttpRequest request, IConfiguration settings, TimeProvider clock)
    {
        if (CustomerOf(request) is not { } customer)
        {
            return Results.Redirect("/");
        }

        using var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(settings["KeyFile"]
            ?? throw new InvalidOperationException("KeyFile must name the bank's private key.")));
        var token = CustomerToken.Mint(key, customer, clock.GetUtcNow());
        return Results.Redirect($"{settings["FirstWindow"] ?? "http://localhost:8080"}/#customer={token}");
    }

    /// <summary>Verified first, then kept once: the same event may come again, and answers the same.</summary>
    private static async Task<IResult> TakeEventAsync(
        HttpRequest request, IConfiguration settings, Inbox inbox, TimeProvider clock, CancellationToken ct)
    {
        if (request.ContentLength is not (> 0 and <= BodyBytesMax))
        {
            return Results.BadRequest();
        }

        var body = await new StreamReader(request.Body).ReadToEndAsync(ct);
        var id = request.Headers["webhook-id"].ToString();
        if (!Webhook.IsGenuine(settings["WebhookSecret"] ?? string.Empty, id,
            request.Headers["webhook-timestamp"].ToString(), body, request.Headers["webhook-signature"].ToString(),
            clock.GetUtcNow()))
        {
            return Results.Unauthorized();
        }

        inbox.Add(id, JsonDocument.Parse(body).RootElement);
        return Results.NoContent();
    }

    private static string? CustomerOf(HttpRequest request) =>
        request.Cookies[CustomerCookie] is { } customer && Customers.ContainsKey(customer) ? customer : null;
}

/// <summary>Events that came, each once, in the order they came first. A real site keeps them in a
/// database.</summary>
public sealed class Inbox
{
    private readonly Lock keeping = new();
    private readonly HashSet<string> seen = [];
    private readonly List<JsonElement> events = [];

    /// <summary>What is kept.</summary>
    public IReadOnlyList<JsonElement> Events
    {
        get
        {
            lock (keeping)
            {
                return [.. events];
            }
        }
    }

    /// <summary>Keeps an event unless it came before.</summary>
    public void Add(string id, JsonElement told)
    {
        lock (keeping)
        {
            if (seen.Add(id))
            {
                events.Add(told);
            }
        }
    }
}
