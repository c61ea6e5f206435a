using System.ComponentModel.DataAnnotations;
using FirstWindow.Platform.Outgoing;

namespace FirstWindow.Conversations.Features.Drafting;

/// <summary>Section "Model": a language model that drafts for agents. Off without an address. Checked at start: a bad
/// value stops the server with a clear sentence.</summary>
public sealed class ModelOptions : IValidatableObject
{
    /// <summary>Address of an HTTP API as many model servers offer it, up to and with its version, e.g.
    /// <c>https://model.bank.internal/v1</c>. Empty: no model.</summary>
    public string Endpoint { get; set; } = string.Empty;

    /// <summary>The model's name there.</summary>
    [StringLength(200)]
    public string Name { get; set; } = string.Empty;

    /// <summary>The key, from the environment; better in a file.</summary>
    public string? Key { get; set; }

    /// <summary>A file that holds the key and nothing else.</summary>
    public string? KeyFile { get; set; }

    /// <summary>Hosts that the endpoint may be at, by https and at public addresses. Its own list: who is told of
    /// events is not thereby given words.</summary>
    [RegularExpression(HostList.Pattern,
        ErrorMessage = "AllowedHosts must be hosts such as model.example or model.example:8443, separated by blanks.")]
    public string AllowedHosts { get; set; } = string.Empty;

    /// <summary>Hosts likewise in the bank's own network; this very machine also by plain http.</summary>
    [RegularExpression(HostList.Pattern,
        ErrorMessage = "PrivateHosts must be hosts such as model.bank.internal or 127.0.0.1:5001, separated by blanks.")]
    public string PrivateHosts { get; set; } = string.Empty;

    /// <summary>How long an answer may take; the desk itself waits 15 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:14")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many drafts a node asks for at once.</summary>
    [Range(1, 100)]
    public int AtOnceMax { get; set; } = 4;

    /// <summary>Whether there is a model.</summary>
    public bool IsOn => Endpoint.Length > 0;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IsOn)
        {
            yield break;
        }

        if (!Uri.TryCreate(Endpoint, UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http")
            || address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0)
        {
            yield return new("Endpoint must be an address such as https://model.bank.internal/v1, without name or key.");
        }
        else if (!new OutgoingHosts(AllowedHosts, PrivateHosts).IsOnList(address))
        {
            yield return new("The host of Endpoint must stand in AllowedHosts (https) or PrivateHosts.");
        }

        if (Name.Length == 0)
        {
            yield return new("Name must be the name of the model.");
        }

        if (KeyFile is not null && !File.Exists(KeyFile))
        {
            yield return new("KeyFile does not exist.");
        }
    }
}
