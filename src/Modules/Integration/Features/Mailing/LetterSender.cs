using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Mail;
using System.Net.Mime;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Text.Json;
using FirstWindow.Integration.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Mailing;
using FirstWindow.Platform.Outgoing;
using FirstWindow.Platform.Web;

namespace FirstWindow.Integration.Features.Mailing;

/// <summary>Section "Mailing", the part of the sender. Checked at start.</summary>
public sealed class MailingHostOptions : OutgoingHostOptions
{
    /// <summary>Folder of files, each a secret under its name.</summary>
    public string SecretsFolder { get; set; } = string.Empty;

    /// <summary>How long a server may take for one letter.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:02:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Pause before the worker looks again.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan PassInterval { get; set; } = TimeSpan.FromSeconds(2);
}

/// <summary>Secrets by name: a file of the folder, else the environment. They are read when they are used, never shown
/// and never stored.</summary>
internal sealed class NamedSecrets(MailingHostOptions options)
{
    /// <summary>The secret; none when there is none. The name has passed <see cref="MailingSettings.Check"/>.</summary>
    public string? Find(string name)
    {
        var file = Path.Combine(options.SecretsFolder, name);
        var secret = options.SecretsFolder.Length > 0 && File.Exists(file) ? File.ReadAllText(file)
            : Environment.GetEnvironmentVariable($"FIRSTWINDOW_SECRET_{name.Replace('-', '_').ToUpperInvariant()}");
        return string.IsNullOrWhiteSpace(secret) ? null : secret.Trim();
    }
}

/// <summary>Hands one letter to the mail server or the gateway, and says what came of it. Whatever the settings say, it
/// goes only to hosts the installation names, and in clear only to this very machine.</summary>
[Clause("A4.2.1a")]
internal sealed class LetterSender : IDisposable
{
    /// <summary>The server will never take it.</summary>
    public const string Rejected = "rejected";

    /// <summary>The way to the mail server is not encrypted, or not by whom it should be.</summary>
    public const string Tls = "tls";
    private readonly OutgoingHosts hosts;
    private readonly OutsideClient client;
    private readonly NamedSecrets secrets;
    private readonly TimeSpan patience;

    public LetterSender(MailingHostOptions options, NamedSecrets secrets)
    {
        hosts = options.MakeHosts();
        (client, this.secrets, patience) = (new(hosts, options.Timeout), secrets, options.Timeout);
    }

    /// <summary>Whether letters may go where the settings say; none when they may.</summary>
    public Error? Refuse(MailingSettings settings) =>
        (settings.IsMailOn && !hosts.IsOnList(MailUri(settings)))
            || (settings.IsSmsOn && !hosts.IsOnList(new(settings.SmsUrl)))
            ? MailingErrors.HostNotAllowed
        : new[] { settings.MailSecret, settings.SmsSecret }.Any(s => s.Length > 0 && secrets.Find(s) is null)
            ? MailingErrors.NoSecret
        : null;

    /// <summary>Sends it. Never throws for what a server does.</summary>
    public async Task<Outcome> SendAsync(
        MailingSettings settings, LetterWay way, Guid id, LetterWords words, CancellationToken ct)
    {
        var secret = way is LetterWay.Mail ? settings.MailSecret : settings.SmsSecret;
        return !settings.IsOn(way) ? new(null, "off")
            : secret.Length > 0 && secrets.Find(secret) is null ? new(null, "secret")
            : way is LetterWay.Mail ? await MailAsync(settings, id, words, ct)
            : await TextAsync(settings, id, words, ct);
    }

    public void Dispose() => client.Dispose();

    // Only host and port count on the list of hosts.
    private static Uri MailUri(MailingSettings settings) => new($"https://{settings.MailHost}:{settings.MailPort}");

    private async Task<Outcome> TextAsync(
        MailingSettings settings, Guid id, LetterWords words, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, settings.SmsUrl)
        {
            Content = new StringContent(JsonSerializer.Serialize(
                new { Id = id, words.To, words.Text }, JsonSettings.Options), Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secrets.Find(settings.SmsSecret));
        var outcome = await client.SendAsync(request, ct);
        return outcome.Status is 400 or 404 or 422 ? outcome with { Fault = Rejected } : outcome;
    }

    private async Task<Outcome> MailAsync(
        MailingSettings settings, Guid id, LetterWords words, CancellationToken ct)
    {
        if (!hosts.IsOnList(MailUri(settings)))
        {
            return new(null, "address"); // The setting has changed since.
        }

        var isEncrypted = true;
        try
        {
            isEncrypted = !(await hosts.ResolveAsync(MailUri(settings), ct)).All(IPAddress.IsLoopback);
            using var server = new SmtpClient(settings.MailHost, settings.MailPort)
            {
                EnableSsl = isEncrypted,
                UseDefaultCredentials = false,
                Credentials = settings.MailUser.Length == 0 ? null
                    : new NetworkCredential(settings.MailUser, secrets.Find(settings.MailSecret)),
            };
            using var message = Write(settings.MailFrom, id, words);
            await server.SendMailAsync(message, ct).WaitAsync(patience, ct);
            return new(250, null);
        }
        catch (TimeoutException)
        {
            return new(null, "timeout"); // The server may have it; the next attempt has the same id.
        }
        catch (SmtpException fault)
        {
            return new((int)fault.StatusCode > 0 ? (int)fault.StatusCode : null, FaultOf(fault, isEncrypted));
        }
        catch (Exception fault) when (fault is SocketException or AddressRefusedException)
        {
            return new(null, fault is AddressRefusedException ? "address" : "connection");
        }
    }

    private static MailMessage Write(string from, Guid id, LetterWords words)
    {
        var message = new MailMessage(from, words.To, words.Title, words.Text)
        {
            SubjectEncoding = Encoding.UTF8,
            BodyEncoding = Encoding.UTF8,
            BodyTransferEncoding = TransferEncoding.Base64,
        };
        message.Headers.Add("Message-ID", $"<{id:n}@{from[(from.IndexOf('@', StringComparison.Ordinal) + 1)..]}>");
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }

    private static string FaultOf(SmtpException fault, bool isEncrypted) => fault switch
    {
        { InnerException: AuthenticationException } => "certificate",
        { InnerException: SocketException or IOException } => "connection",
        { StatusCode: SmtpStatusCode.GeneralFailure or SmtpStatusCode.MustIssueStartTlsFirst } =>
            isEncrypted || fault.StatusCode is SmtpStatusCode.MustIssueStartTlsFirst ? Tls : "connection",
        SmtpFailedRecipientException when (int)fault.StatusCode >= 500 => Rejected,
        _ => "status",
    };
}
