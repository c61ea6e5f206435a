using System.Net;
using FirstWindow.Conversations.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Policies;

namespace FirstWindow.Conversations.Features;

/// <summary>
/// Keeps one visitor from flooding, by conversation, and one machine, by address; the address limit is wide, because a
/// whole branch of the bank may stand behind one.
/// </summary>
internal sealed class RateLimits(PolicyBook policies)
{
    private readonly TokenBuckets<ConversationId> conversations = new();
    private readonly TokenBuckets<IPAddress> addresses = new();
    private readonly TokenBuckets<IPAddress> tries = new();

    /// <summary>Whether the conversation may send one more message now.</summary>
    public bool Admits(ConversationId id) => conversations.TryTake(
        id, policies[ChatPolicies.MessagesPerSecond], policies[ChatPolicies.MessagesBurst]);

    /// <summary>Whether the address may make one more request now.</summary>
    public bool Admits(IPAddress? address)
    {
        var perSecond = policies[ChatPolicies.AddressPerSecond];
        return addresses.TryTake(address ?? IPAddress.None, perSecond, perSecond);
    }

    /// <summary>Whether the address may try one more code now.</summary>
    public bool AdmitsTry(IPAddress? address) => tries.TryTake(address ?? IPAddress.None,
        policies[ChatPolicies.CodeTriesPerMinute] / 60.0, policies[ChatPolicies.CodeTriesPerMinute]);
}
