using System.ComponentModel.DataAnnotations;
using FirstWindow.Platform.Outgoing;

namespace FirstWindow.Conversations.Features.Drafting;

/// <summary>Section "Model": a language model that drafts for agents. Off without an address. Checked at start: a bad
/// value stops the server with a clear sentence.</summary>
public sealed class ModelOptions : OutgoingHostOptions, IValidatableObject
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
        else if (!MakeHosts().IsOnList(address))
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
