using System.Security.Authentication;
using FirstWindow.Integration.Domain;
using FirstWindow.Platform.Outgoing;

namespace FirstWindow.Integration.Features;

/// <summary>Sends requests to hosts of a setting and nowhere else; redirects are not followed and the answer is not
/// read.</summary>
internal sealed class OutsideClient : IDisposable
{
    private readonly OutgoingHosts hosts;
    private readonly TimeSpan patience;
    private readonly HttpClient client;

    public OutsideClient(OutgoingHosts hosts, TimeSpan patience)
    {
        (this.hosts, this.patience) = (hosts, patience);
        client = hosts.MakeClient(patience);
    }

    /// <summary>Sends it, and says what came of it. Never throws for what a receiver does.</summary>
    public async Task<Outcome> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        if (!hosts.IsOnList(request.RequestUri!))
        {
            return new(null, "address"); // The setting has changed since.
        }

        using var impatience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        impatience.CancelAfter(patience);
        try
        {
            using var answer = await client.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, impatience.Token);
            var status = (int)answer.StatusCode;
            return new(status, status switch { >= 200 and < 300 => null, >= 300 and < 400 => "redirect", _ => "status" });
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new(null, "timeout");
        }
        catch (HttpRequestException fault)
        {
            return new(null, fault.InnerException switch
            {
                AddressRefusedException => "address",
                AuthenticationException => "certificate",
                _ => "connection",
            });
        }
    }

    public void Dispose() => client.Dispose();
}
