using System.ComponentModel.DataAnnotations;
using FirstWindow.Platform.Outgoing;

namespace FirstWindow.Integration.Features;

/// <summary>Section "Webhooks". Checked at start: a bad value stops the server with a clear sentence.</summary>
public sealed class WebhookOptions : OutgoingHostOptions
{
    /// <summary>How long a receiver may take to answer.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest pause before the worker looks again.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan PassInterval { get; set; } = TimeSpan.FromSeconds(1);
}
