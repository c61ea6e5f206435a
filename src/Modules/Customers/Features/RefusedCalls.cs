using FirstWindow.Customers.Domain;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Policies;
using Microsoft.AspNetCore.Http;

namespace FirstWindow.Customers.Features;

/// <summary>How often one address may be refused on the customer's own page; who is let in is not counted.</summary>
internal sealed class RefusedCalls(PolicyBook policies)
{
    private readonly TokenBuckets<string> addresses = new();

    public bool Admits(HttpContext context) => addresses.TryTake(
        context.Connection.RemoteIpAddress?.ToString() ?? string.Empty,
        policies[RightsPolicies.RefusalsPerMinute] / 60.0, policies[RightsPolicies.RefusalsPerMinute]);
}
