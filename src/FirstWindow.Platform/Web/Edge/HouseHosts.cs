using System.ComponentModel.DataAnnotations;
using FirstWindow.Platform.Access;
using Microsoft.AspNetCore.Http;

namespace FirstWindow.Platform.Web;

/// <summary>Section "Hosts": under which name customers meet the house, and under which the staff do. A browser then
/// keeps apart what belongs to each: scripts, stores and cookies. Both empty: one host for all.</summary>
public sealed class HouseHosts : IValidatableObject
{
    /// <summary>What is answered where there is no page.</summary>
    internal static readonly Error NoPage = new(
        ErrorKind.NotFound, "page.not-found", "There is nothing at this address.");

    /// <summary>Host name of the customers' pages and API, without scheme and port.</summary>
    public string Customers { get; set; } = string.Empty;

    /// <summary>Host name of the staff's pages and API, and of programs.</summary>
    public string Staff { get; set; } = string.Empty;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var isOne = Customers.Length == 0 && Staff.Length == 0;
        if (!isOne && (!IsName(Customers) || !IsName(Staff) || Is(Customers, Staff)))
        {
            yield return new("Customers and Staff are two different host names, without scheme and port, or both empty.");
        }
    }

    /// <summary>Whether a request's host answers a route of this side.</summary>
    internal bool Answers(HttpRequest request, Side side) => Customers.Length == 0 || side is Side.Any
        || Is(request.Host.Host, side is Side.Staff ? Staff : Customers);

    /// <summary>Whether a request is for the start of the staff's host, which has no page of its own.</summary>
    internal bool IsStaffStart(HttpRequest request) =>
        Staff.Length > 0 && request.Path == "/" && HttpMethods.IsGet(request.Method) && Is(request.Host.Host, Staff);

    private static bool IsName(string name) => Uri.CheckHostName(name) is UriHostNameType.Dns;

    private static bool Is(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
