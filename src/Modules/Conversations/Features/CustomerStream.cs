using FirstWindow.Conversations.Domain;
using FirstWindow.Conversations.Writing;
using FirstWindow.Platform;
using FirstWindow.Platform.Feed;
using FirstWindow.Platform.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FirstWindow.Conversations.Features;

/// <summary>
/// Sends a conversation's events, each once and in order, from the number the browser has seen on. Pushed events are
/// taken only when they are the very next; otherwise the database is asked.
/// </summary>
internal sealed class CustomerStream(
    ConversationStreams streams, ConversationKeys keys, IServiceScopeFactory scopes)
{
    /// <summary>Runs until the browser goes; a conversation that is not there is answered with 404.</summary>
    public async Task RunAsync(HttpResponse response, ConversationId id, int after, CancellationToken ct)
    {
        if (await keys.FindAsync(id, ct) is null)
        {
            await new Refusal(ConversationErrors.NotFound).ExecuteAsync(response.HttpContext);
            return;
        }

        using var open = EventStream.Begin(response);
        using var stream = streams.Open(id); // Before the first reading, so that nothing falls in between.
        await using var leaving = ct.UnsafeRegister(static s => ((ConversationStream)s!).Wake(), stream);
        try
        {
            await response.Body.FlushAsync(ct);
            var last = await SendMissedAsync(response, id, after, ct);
            while (!ct.IsCancellationRequested)
            {
                await stream.WaitAsync();
                var (items, isBehind) = stream.Take();
                ct.ThrowIfCancellationRequested();
                var before = last;
                last = await SendPushedAsync(response, id, items, last, ct);
                last = isBehind ? await SendMissedAsync(response, id, last, ct) : last;
                if (last == before)
                {
                    await EventStream.SendKeepAliveAsync(response, ct);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The browser has gone; it comes back with the last number it saw.
        }
    }

    private async Task<int> SendPushedAsync(
        HttpResponse response, ConversationId id, List<StreamItem>? items, int last, CancellationToken ct)
    {
        foreach (var item in items ?? [])
        {
            if (item.IsTyping)
            {
                EventStream.Write(response.BodyWriter, null, "typing", "{}"u8);
            }
            else if (item.Seq == last + 1)
            {
                EventStream.Write(response.BodyWriter, item.Seq, "message", item.Data);
                last = item.Seq;
            }
            else if (item.Seq > last)
            {
                last = await SendMissedAsync(response, id, last, ct);
            }
        }

        if (items is not null)
        {
            await response.BodyWriter.FlushAsync(ct);
        }

        return last;
    }

    private async Task<int> SendMissedAsync(HttpResponse response, ConversationId id, int last, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var reader = scope.ServiceProvider.GetRequiredService<ConversationReader>();
        IReadOnlyList<EventView> missed;
        do
        {
            missed = await reader.ReadAfterAsync(id, last, ct);
            foreach (var happening in missed)
            {
                EventStream.Write(response.BodyWriter, happening.Seq, happening.Kind is EventKind.State ? "state"
                    : "message", happening.ToData());
                last = happening.Seq;
            }

            await response.BodyWriter.FlushAsync(ct);
        }
        while (missed.Count == ConversationReader.PageMax);

        return last;
    }
}
