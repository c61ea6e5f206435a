namespace FirstWindow.Platform.Web;

/// <summary>Hosts of a setting, separated by blanks, each with its port when it is not the scheme's own.</summary>
public sealed class HostList(string setting)
{
    /// <summary>What an entry may be written with; nothing that could be a path or a name and password.</summary>
    public const string Pattern = @"^( *(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+)(:[0-9]{1,5})?)* *$";

    private readonly Uri[] entries =
        [.. setting.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(e => new Uri("https://" + e))];

    /// <summary>Whether an address leads to a host of the list.</summary>
    public bool Has(Uri address) => entries.Any(e =>
        string.Equals(e.IdnHost, address.IdnHost, StringComparison.OrdinalIgnoreCase)
        && (e.IsDefaultPort ? address.IsDefaultPort : e.Port == address.Port));
}
