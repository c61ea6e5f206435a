using System.ComponentModel.DataAnnotations;
using System.Net;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Outgoing;
using FirstWindow.Platform.Web;
using FirstWindow.Staff.Domain;

namespace FirstWindow.Staff.Features.SignOn;

/// <summary>Section "SignOn": the bank's own identity provider, by OpenID Connect. Off without an authority.</summary>
internal sealed class BankSignOnOptions : IValidatableObject
{
    /// <summary>Where the provider's <c>/.well-known/openid-configuration</c> lies, e.g.
    /// https://login.bank.example.</summary>
    public string Authority { get; set; } = string.Empty;

    /// <summary>What the provider's documents and tokens must call it, to the letter; the authority where none is
    /// set.</summary>
    public string Issuer { get; set; } = string.Empty;

    /// <summary>What the provider knows this system by.</summary>
    public string ClientId { get; set; } = string.Empty;

    /// <summary>What this system proves itself by; only ever in the environment or in a file.</summary>
    public string ClientSecret { get; set; } = string.Empty;

    /// <summary>File that holds it.</summary>
    public string ClientSecretFile { get; set; } = string.Empty;

    /// <summary>What is asked for.</summary>
    public string Scopes { get; set; } = "openid profile";

    /// <summary>The claim that is the user name of an account here.</summary>
    [RegularExpression("^[A-Za-z0-9_.:/-]{1,100}$")]
    public string UserClaim { get; set; } = "preferred_username";

    /// <summary>Values of <c>amr</c> that mean a second factor was used; one of them suffices.</summary>
    public string SecondFactors { get; set; } = "mfa otp hwk sc";

    /// <summary>Values of <c>acr</c> that mean so; asked for, and one of them suffices.</summary>
    public string Levels { get; set; } = string.Empty;

    /// <summary>How long ago the person may have signed in there.</summary>
    [Range(typeof(TimeSpan), "00:00:30", "1.00:00:00")]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long the provider may take for one answer.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Hosts besides the authority's that the server itself may ask (token endpoint, keys).</summary>
    [RegularExpression(HostList.Pattern,
        ErrorMessage = "Hosts must be host names with a port where it is not 443, separated by blanks.")]
    public string Hosts { get; set; } = string.Empty;

    /// <summary>User names of the administrators who may still sign in by a password here when the provider is away.
    /// Empty: everybody may.</summary>
    public string PasswordsOnlyFor { get; set; } = string.Empty;

    /// <summary>What the provider calls itself.</summary>
    public string ExpectedIssuer => Issuer.Length > 0 ? Issuer : Authority;

    /// <summary>Whether the bank's sign-on is offered.</summary>
    public bool IsOn => Authority.Length > 0;

    /// <summary>Whether passwords are for emergencies only.</summary>
    public bool IsPasswordRare => IsOn && PasswordsOnlyFor.Length > 0;

    /// <summary>The secret.</summary>
    public string Secret => ClientSecretFile.Length > 0 ? File.ReadAllText(ClientSecretFile).Trim() : ClientSecret;

    /// <summary>Whether a password of this person opens a session.</summary>
    public bool TakesPasswordOf(StaffMember staff) => !IsPasswordRare
        || (Words(PasswordsOnlyFor).Contains(staff.UserName) && staff.RoleSet().Contains(Role.Administrator));

    /// <summary>Whether what the provider tells of a sign-in means that a second factor was used.</summary>
    public bool HasSecondFactor(IEnumerable<string> methods, string? level) =>
        methods.Any(Words(SecondFactors).Contains) || (level is not null && Words(Levels).Contains(level));

    /// <summary>Whether the server itself may ask this address.</summary>
    public bool MayAsk(Uri address) => IsSafe(address)
        && (address.Authority == new Uri(Authority).Authority || new HostList(Hosts).Has(address));

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IsOn)
        {
            yield break;
        }

        if (!Uri.TryCreate(Authority, UriKind.Absolute, out var authority) || !IsSafe(authority))
        {
            yield return new("Authority must be an address by https.");
        }

        if (ClientId.Length == 0 || (ClientSecret.Length == 0 && !File.Exists(ClientSecretFile)))
        {
            yield return new("ClientId and ClientSecret, or a ClientSecretFile that exists, are needed with Authority.");
        }

        if (Words(SecondFactors).Count + Words(Levels).Count == 0)
        {
            yield return new("SecondFactors or Levels must say how a second factor is told; none is not an option.");
        }
    }

    private static HashSet<string> Words(string setting) =>
        [.. setting.Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    // In plain only on this very machine: a provider's neighbour for tests.
    private static bool IsSafe(Uri address) => address.Scheme == Uri.UriSchemeHttps
        || (address.Scheme == Uri.UriSchemeHttp
            && IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip));
}
