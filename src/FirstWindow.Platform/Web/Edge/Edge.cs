using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FirstWindow.Platform.Web;

/// <summary>
/// Where the house meets the network: its own TLS, whose word about the caller's address and scheme is taken, and that
/// plain http is refused where the installation says so.
/// </summary>
public static class Edge
{
    // Forward secrecy and authenticated encryption only; those of TLS 1.3 first.
    private static readonly TlsCipherSuite[] Suites =
    [
        TlsCipherSuite.TLS_AES_256_GCM_SHA384, TlsCipherSuite.TLS_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    ];

    // What proxies add, and what ForwardedHeaders leaves behind once it has believed one.
    private static readonly string[] Forwarded =
        ["X-Forwarded-For", "X-Forwarded-Proto", "X-Original-For", "X-Original-Proto", "X-Real-IP", "Forwarded", "Via"];

    private static readonly Error PlainHttp = new(
        ErrorKind.Forbidden, "request.plain-http", "This service answers by https only.");

    /// <summary>Reads the settings and prepares TLS, where there is a certificate.</summary>
    public static void AddEdge(this WebApplicationBuilder builder)
    {
        if (builder.Configuration["FORWARDEDHEADERS_ENABLED"] is { } on && bool.TryParse(on, out var isOn) && isOn)
        {
            throw new InvalidSettingException(
                "ASPNETCORE_FORWARDEDHEADERS_ENABLED believes forwarded headers of anybody; name the proxies in Proxy:Known instead.");
        }

        builder.Services.AddCheckedOptions<ProxyOptions>(builder.Configuration, "Proxy");
        builder.Services.AddCheckedOptions<HttpsOptions>(builder.Configuration, "Https");
        builder.Services.AddCheckedOptions<HouseHosts>(builder.Configuration, "Hosts");
        builder.Services.AddAntiforgery().AddSingleton<IAntiforgery, FormTokens>();
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, NetworkBlocks>();
        builder.Services.AddSingleton<EdgeWatch>();
        // The first is outermost.
        builder.Services.Insert(0, ServiceDescriptor.Singleton<IStartupFilter, EdgeFilter>());
        var https = builder.Configuration.GetSection("Https").Get<HttpsOptions>() ?? new();
        if (!https.IsOn)
        {
            return;
        }

        var certificate = new ServerCertificate(
            https.CertificateFile!, https.KeyFile!, TimeProvider.System, https.Trusted);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureHttpsDefaults(tls =>
        {
            tls.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
            tls.ServerCertificate = certificate.Leaf;
            tls.OnAuthenticate = (_, options) =>
            {
                options.ServerCertificateContext = certificate.Current;
                if (OperatingSystem.IsLinux()) // Elsewhere the system's own policy chooses.
                {
                    options.CipherSuitesPolicy = new(Suites);
                }
            };
        }));
    }

    /// <summary>Takes the word of known proxies, and of nobody else.</summary>
    internal static void UseProxies(this IApplicationBuilder app)
    {
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = null, // Back to the first address that is no proxy of ours, however many of ours there are.
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in app.ApplicationServices.GetRequiredService<ProxyOptions>().Networks)
        {
            options.KnownIPNetworks.Add(network);
        }

        if (options.KnownIPNetworks.Count > 0)
        {
            app.UseForwardedHeaders(options);
        }
    }

    /// <summary>Refuses plain http, where the installation asks for https.</summary>
    public static IApplicationBuilder UseHttpsOnly(this IApplicationBuilder app) =>
        app.ApplicationServices.GetRequiredService<HttpsOptions>().Required
            ? app.Use((context, next) => context.Request.IsHttps || context.IsFromHere()
                || context.Request.Path.StartsWithSegments("/health")
                    ? next(context) : new Refusal(PlainHttp, StatusCodes.Status403Forbidden).ExecuteAsync(context))
            : app;

    /// <summary>Whether a request was made on this very machine. A proxy here speaks for others: what was forwarded
    /// does not come from here.</summary>
    public static bool IsFromHere(this HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && !Forwarded.Any(context.Request.Headers.ContainsKey);
}

/// <summary>Form tokens whose cookie is named as the request's scheme allows.</summary>
internal sealed class FormTokens(IDataProtectionProvider protection, ILoggerFactory log) : IAntiforgery
{
    private const string Cookie = "fw_form";
    private readonly IAntiforgery plain = Make(protection, log, isHttps: false);
    private readonly IAntiforgery secure = Make(protection, log, isHttps: true);

    public AntiforgeryTokenSet GetAndStoreTokens(HttpContext httpContext) =>
        Of(httpContext).GetAndStoreTokens(httpContext);

    public AntiforgeryTokenSet GetTokens(HttpContext httpContext) => Of(httpContext).GetTokens(httpContext);

    public Task<bool> IsRequestValidAsync(HttpContext httpContext) => Of(httpContext).IsRequestValidAsync(httpContext);

    public Task ValidateRequestAsync(HttpContext httpContext) => Of(httpContext).ValidateRequestAsync(httpContext);

    public void SetCookieTokenAndHeader(HttpContext httpContext) =>
        Of(httpContext).SetCookieTokenAndHeader(httpContext);

    // The framework's own, twice: it knows one name only.
    private static IAntiforgery Make(IDataProtectionProvider protection, ILoggerFactory log, bool isHttps)
    {
        var services = new ServiceCollection().AddSingleton(protection).AddSingleton(log).AddLogging();
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = HouseCookies.NameOf(isHttps, Cookie);
            options.Cookie.SecurePolicy = isHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.None;
            options.Cookie.Path = "/";
        });
        return services.BuildServiceProvider().GetRequiredService<IAntiforgery>();
    }

    private IAntiforgery Of(HttpContext context) => context.Request.IsHttps ? secure : plain;
}
