using System.Globalization;
using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using FirstWindow.Platform;
using FirstWindow.Platform.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.Configuration;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace FirstWindow.Staff.Features.SignOn;

/// <summary>What came back from the provider: a user name, or why there is none.</summary>
/// <param name="UserName">Value of the claim of the setting.</param>
/// <param name="Reason">Stable code; none when there is a user name.</param>
/// <param name="Device">What the browser was known by when it left.</param>
/// <param name="Next">Where it wanted to go.</param>
internal sealed record SignOnAnswer(string? UserName, string? Reason, string? Device, string? Next)
{
    /// <summary>Who that is to the provider: never given to anybody else, as a name may be.</summary>
    public string? Subject { get; init; }
}

/// <summary>
/// The framework's OpenID Connect (authorization code with PKCE, state and nonce in cookies), asked by our own routes:
/// it checks the provider's word and signs nobody in. Sessions stay ours.
/// </summary>
internal sealed class BankSignOn(
    BankSignOnOptions options, IOptionsMonitor<OpenIdConnectOptions> protocol, IServiceProvider services)
{
    /// <summary>Where the provider sends the browser back to.</summary>
    public const string ReturnPath = "/sign-in/bank/return";

    private const string Device = "device";
    private static readonly object Answer = new();

    /// <summary>Sends the browser to the provider.</summary>
    /// <returns>Why the provider could not be asked how; none when the browser is on its way.</returns>
    public async Task<string?> LeaveAsync(HttpContext context, string? next, string device)
    {
        var properties = new AuthenticationProperties { RedirectUri = next ?? "/" };
        properties.Items[Device] = device;
        try
        {
            await (await HandlerAsync(context)).ChallengeAsync(properties);
            return null;
        }
        catch (Exception fault) when (ReasonOf(fault) is SignOnReasons.Away or SignOnReasons.Issuer
            && !context.RequestAborted.IsCancellationRequested)
        {
            return ReasonOf(fault);
        }
    }

    /// <summary>Checks what a browser brings back: state, code, the token's signature, issuer, audience, nonce, times
    /// and second factor.</summary>
    public async Task<SignOnAnswer> ReturnAsync(HttpContext context)
    {
        var handler = await HandlerAsync(context);
        await handler.HandleRequestAsync();
        return context.Items[Answer] as SignOnAnswer ?? new(null, SignOnReasons.State, null, null);
    }

    /// <summary>Where the session at the provider is ended; none when it tells of no such place.</summary>
    public async Task<string?> EndAddressAsync(HttpContext context)
    {
        try
        {
            var known = await protocol.Get(SchemeOf(context)).ConfigurationManager!
                .GetConfigurationAsync(context.RequestAborted);
            return string.IsNullOrEmpty(known.EndSessionEndpoint) ? null
                : new OpenIdConnectMessage
                {
                    IssuerAddress = known.EndSessionEndpoint,
                    ClientId = options.ClientId,
                    PostLogoutRedirectUri = $"{context.Request.Scheme}://{context.Request.Host}/sign-in",
                }.CreateLogoutRequestUrl();
        }
        catch (Exception fault) when (
            ReasonOf(fault) is SignOnReasons.Away && !context.RequestAborted.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Sets the framework's part up; nothing of its middleware runs.</summary>
    public static void AddTo(IServiceCollection services)
    {
        services.TryAddSingleton(UrlEncoder.Default);
        services.AddTransient<OpenIdConnectHandler>().AddScoped<BankSignOn>();
        services.AddSingleton<IPostConfigureOptions<OpenIdConnectOptions>, OpenIdConnectPostConfigureOptions>();
        foreach (var scheme in new[] { Uri.UriSchemeHttp, Uri.UriSchemeHttps })
        {
            services.AddOptions<OpenIdConnectOptions>(scheme).Configure<BankSignOnOptions, TimeProvider>(
                (to, from, clock) => Configure(to, from, clock, isHttps: scheme == Uri.UriSchemeHttps))
                .PostConfigure<BankSignOnOptions>(TakeOnlyItsDocuments);
        }
    }

    private static void Configure(OpenIdConnectOptions to, BankSignOnOptions from, TimeProvider clock, bool isHttps)
    {
        (to.Authority, to.ClientId, to.ClientSecret) = (from.Authority, from.ClientId, from.Secret);
        to.RequireHttpsMetadata = from.Authority.StartsWith("https:", StringComparison.Ordinal);
        to.ResponseType = OpenIdConnectResponseType.Code;
        to.ResponseMode = OpenIdConnectResponseMode.Query;
        to.UsePkce = true;
        to.CallbackPath = ReturnPath;
        to.SignInScheme = "none";
        to.MapInboundClaims = false;
        to.SaveTokens = false;
        to.DisableTelemetry = true;
        to.MaxAge = from.MaxAge;
        to.TimeProvider = clock;
        // Keys change there; whoever forges one must not make us ask at will.
        to.RefreshInterval = TimeSpan.FromSeconds(30);
        to.Scope.Clear();
        foreach (var scope in from.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            to.Scope.Add(scope);
        }

        to.TokenValidationParameters.ClockSkew = TimeSpan.FromMinutes(1);
        to.TokenValidationParameters.RequireSignedTokens = true;
        to.TokenValidationParameters.ValidAlgorithms =
        [
            SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
            SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
            SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
        ];
        to.BackchannelTimeout = from.Timeout;
        to.BackchannelHttpHandler = new ProviderOnly(from);
        foreach (var (cookie, name) in new[] { (to.CorrelationCookie, "fw_signon."), (to.NonceCookie, "fw_nonce.") })
        {
            cookie.Name = HouseCookies.NameOf(isHttps, name);
            cookie.Path = "/";
            cookie.SameSite = SameSiteMode.Lax; // The way back comes from the provider's site.
            cookie.SecurePolicy = isHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.None;
        }

        to.Events = Listen(from, clock);
    }

    // After the framework's own, which makes the channel to the provider.
    private static void TakeOnlyItsDocuments(OpenIdConnectOptions to, BankSignOnOptions from)
    {
        if (from.IsOn)
        {
            to.ConfigurationManager = new ConfigurationManager<OpenIdConnectConfiguration>(
                to.MetadataAddress!, new OpenIdConnectConfigurationRetriever(),
                new HttpDocumentRetriever(to.Backchannel) { RequireHttps = to.RequireHttpsMetadata },
                new ProviderItself(from.ExpectedIssuer))
            {
                RefreshInterval = to.RefreshInterval,
                AutomaticRefreshInterval = to.AutomaticRefreshInterval,
            };
        }
    }

    private static OpenIdConnectEvents Listen(BankSignOnOptions from, TimeProvider clock) => new()
    {
        OnRedirectToIdentityProvider = context =>
        {
            context.ProtocolMessage.AcrValues = from.Levels.Length > 0 ? from.Levels : null;
            return Task.CompletedTask;
        },
        OnTokenValidated = context =>
        {
            var person = context.Principal!;
            // The framework takes a token without a signature when it came from the token endpoint itself; we do not.
            if (context.TokenEndpointResponse?.IdToken is not { } token
                || token.Split('.') is not [_, _, { Length: > 0 }])
            {
                context.Fail(new SignOnRefusedException(SignOnReasons.Signature));
            }
            else if (!from.HasSecondFactor(person.FindAll("amr").Select(c => c.Value), person.FindFirstValue("acr")))
            {
                context.Fail(new SignOnRefusedException(SignOnReasons.SecondFactor));
            }
            else if (!long.TryParse(person.FindFirstValue("auth_time"), NumberStyles.None, CultureInfo.InvariantCulture, out var at)
                || clock.GetUtcNow().ToUnixTimeSeconds() - at > from.MaxAge.TotalSeconds + 60)
            {
                context.Fail(new SignOnRefusedException(SignOnReasons.TooLongAgo));
            }

            return Task.CompletedTask;
        },
        OnTicketReceived = context =>
        {
            context.HandleResponse();
            var name = context.Principal?.FindFirstValue(from.UserClaim);
            return Keep(context.HttpContext, new(name, name is null ? SignOnReasons.Unknown : null,
                context.Properties is { } kept && kept.Items.TryGetValue(Device, out var device) ? device : null,
                context.ReturnUri)
            { Subject = context.Principal?.FindFirstValue("sub") });
        },
        OnAccessDenied = context =>
        {
            context.HandleResponse();
            return Keep(context.HttpContext, new(null, SignOnReasons.Denied, null, context.ReturnUrl));
        },
        OnRemoteFailure = context =>
        {
            context.HandleResponse();
            var next = context.Properties?.RedirectUri;
            return Keep(context.HttpContext, new(null, ReasonOf(context.Failure), null, next));
        },
    };

    private static Task Keep(HttpContext context, SignOnAnswer answer)
    {
        context.Items[Answer] = answer;
        return Task.CompletedTask;
    }

    private static string ReasonOf(Exception? fault) => fault switch
    {
        null => SignOnReasons.State,
        SignOnRefusedException refused => refused.Reason,
        SecurityTokenExpiredException or SecurityTokenNotYetValidException or SecurityTokenNoExpirationException
            => SignOnReasons.Time,
        SecurityTokenInvalidAudienceException => SignOnReasons.Audience,
        SecurityTokenInvalidIssuerException or InvalidConfigurationException => SignOnReasons.Issuer,
        SecurityTokenInvalidSignatureException or SecurityTokenInvalidAlgorithmException => SignOnReasons.Signature,
        OpenIdConnectProtocolInvalidNonceException => SignOnReasons.Nonce,
        OpenIdConnectProtocolException => SignOnReasons.Code,
        HttpRequestException or OperationCanceledException or IOException => SignOnReasons.Away,
        { InnerException: { } inner } => ReasonOf(inner),
        InvalidOperationException => SignOnReasons.Away, // How IdentityModel says that nothing came of asking.
        _ => SignOnReasons.State,
    };

    private static string SchemeOf(HttpContext context) =>
        context.Request.IsHttps ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;

    private async Task<OpenIdConnectHandler> HandlerAsync(HttpContext context)
    {
        var handler = services.GetRequiredService<OpenIdConnectHandler>();
        await handler.InitializeAsync(new(SchemeOf(context), null, typeof(OpenIdConnectHandler)), context);
        return handler;
    }
}

/// <summary>Why the bank's sign-on let nobody in; in the journal, never on the page.</summary>
internal static class SignOnReasons
{
    public const string State = "state";
    public const string Code = "code";
    public const string Nonce = "nonce";
    public const string Signature = "signature";
    public const string Issuer = "issuer";
    public const string Audience = "audience";
    public const string Time = "time";
    public const string SecondFactor = "second-factor";
    public const string TooLongAgo = "too-long-ago";
    public const string Denied = "denied";
    public const string Away = "away";
    public const string Unknown = "unknown";
    public const string Disabled = "disabled";
    public const string Locked = "locked";
    public const string NotReady = "not-ready";

    /// <summary>The name is another person's now, by the provider's own count.</summary>
    public const string Subject = "subject";
}

/// <summary>The provider's word holds, but not for us.</summary>
internal sealed class SignOnRefusedException(string reason) : Exception
{
    public string Reason => reason;
}

/// <summary>Takes documents of the issuer of the setting only, as they call it to the letter.</summary>
internal sealed class ProviderItself(string issuer) : IConfigurationValidator<OpenIdConnectConfiguration>
{
    /// <inheritdoc/>
    public ConfigurationValidationResult Validate(OpenIdConnectConfiguration configuration) => new()
    {
        Succeeded = configuration.Issuer == issuer,
        ErrorMessage = "The provider's documents name another issuer than SignOn:Issuer or SignOn:Authority.",
    };
}

/// <summary>The server itself asks the provider's hosts and no other, whatever its documents say.</summary>
internal sealed class ProviderOnly(BankSignOnOptions options) : DelegatingHandler(new SocketsHttpHandler
{
    AllowAutoRedirect = false,
    UseCookies = false,
    UseProxy = false,
    ConnectTimeout = options.Timeout,
    PooledConnectionLifetime = TimeSpan.FromMinutes(2),
})
{
    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken) =>
        options.MayAsk(request.RequestUri!) ? base.SendAsync(request, cancellationToken)
            : throw new HttpRequestException(
                $"{request.RequestUri!.Host} is not a host of SignOn:Authority or SignOn:Hosts.", null, HttpStatusCode.Forbidden);
}
