using System.ComponentModel.DataAnnotations;

namespace FirstWindow.Platform.Outgoing;

/// <summary>The part of a section that says where one part of the house may connect to. Each part has its own list: who
/// is told of events is not thereby given words.</summary>
public abstract class OutgoingHostOptions
{
    /// <summary>Hosts at public addresses, by https, separated by blanks, each with its port unless 443. None
    /// when empty.</summary>
    [RegularExpression(HostList.Pattern,
        ErrorMessage = "AllowedHosts must be hosts such as smtp.bank.example:587, separated by blanks.")]
    public string AllowedHosts { get; set; } = string.Empty;

    /// <summary>Likewise, in the bank's own network; this very machine also without encryption.</summary>
    [RegularExpression(HostList.Pattern,
        ErrorMessage = "PrivateHosts must be hosts such as 127.0.0.1:5001, separated by blanks.")]
    public string PrivateHosts { get; set; } = string.Empty;

    /// <summary>Both lists, to ask and to connect by.</summary>
    public OutgoingHosts MakeHosts() => new(AllowedHosts, PrivateHosts);
}
