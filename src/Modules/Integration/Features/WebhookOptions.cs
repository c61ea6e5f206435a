using System.ComponentModel.DataAnnotations;
using FirstWindow.Platform.Web;

namespace FirstWindow.Integration.Features;

/// <summary>Section "Webhooks". Checked at start: a bad value stops the server with a clear sentence.</summary>
public sealed class WebhookOptions
{
    /// <summary>Hosts events may be sent to, by https and at public addresses, separated by blanks, each with its port
    /// when it is not 443. Nobody when empty.</summary>
    [RegularExpression(HostList.Pattern,
        ErrorMessage = "AllowedHosts must be hosts such as crm.bank.example or crm.bank.example:8443, separated by blanks.")]
    public string AllowedHosts { get; set; } = string.Empty;

    /// <summary>Hosts likewise that stand in the bank's own network; this very machine also by plain http.</summary>
    [RegularExpression(HostList.Pattern,
        ErrorMessage = "PrivateHosts must be hosts such as crm.bank.internal or 127.0.0.1:5001, separated by blanks.")]
    public string PrivateHosts { get; set; } = string.Empty;

    /// <summary>How long a receiver may take to answer.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest pause before the worker looks again.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan PassInterval { get; set; } = TimeSpan.FromSeconds(1);
}
