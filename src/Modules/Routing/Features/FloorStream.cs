using FirstWindow.Platform.Access;
using FirstWindow.Platform.Bulletins;
using FirstWindow.Platform.Feed;
using FirstWindow.Platform.Promises;
using FirstWindow.Routing.Contracts;
using Microsoft.AspNetCore.Http;

namespace FirstWindow.Routing.Features;

/// <summary>Tells a floor page that something on it has changed; the page asks again for what it shows.</summary>
internal sealed class FloorStream(ChangeFeed feed, ISessions sessions)
{
    private static readonly TimeSpan LookAtSessionEvery = TimeSpan.FromSeconds(1);

    /// <summary>Runs until the page goes or the session ends.</summary>
    public async Task RunAsync(HttpResponse response, Actor actor, CancellationToken ct)
    {
        using var open = EventStream.Begin(response);
        using var topics = new TopicStream(feed, t =>
            t is FloorFeed.Topic or RoutingDesk.Topic or PromiseBook.Topic or BulletinBook.Topic);
        try
        {
            // What changed while nobody listened is unknown.
            await EventStream.SendAsync(response, "changed", new { }, ct);
            var quiet = TimeSpan.Zero;
            while (await sessions.StateOfAsync(actor.Session, ct) is not SessionState.Over and var state)
            {
                if (state is SessionState.Locked) // What changes meanwhile waits among the topics.
                {
                    await Task.Delay(LookAtSessionEvery, ct);
                }

                var changed = state is SessionState.Locked ? [] : await topics.NextAsync(LookAtSessionEvery, ct);
                quiet = changed.Count > 0 ? TimeSpan.Zero : quiet + LookAtSessionEvery;
                if (changed.Contains(BulletinBook.Topic))
                {
                    await EventStream.SendAsync(response, "bulletins", new { }, ct);
                }

                if (changed.Count > 0)
                {
                    await EventStream.SendAsync(response, "changed", new { }, ct);
                    // A busy floor changes all the time; a page can be read once a second.
                    await Task.Delay(LookAtSessionEvery, ct);
                }
                else if (quiet >= EventStream.KeepAlive)
                {
                    quiet = TimeSpan.Zero;
                    await EventStream.SendKeepAliveAsync(response, ct);
                }
            }

            await EventStream.SendAsync(response, "signed-out", new { }, ct);
        }
        catch (OperationCanceledException)
        {
            // The page has gone.
        }
    }
}
