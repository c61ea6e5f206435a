using FirstWindow.Platform.Feed;
using FirstWindow.Platform.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class MirroringTheDatabase(Houses houses) : ApiTests(houses)
{
    [Fact]
    public async Task What_changes_while_it_is_being_read_is_read_again()
    {
        var app = await On(Engine.Sqlite);
        var feed = app.Services.GetRequiredService<ChangeFeed>();
        var truth = "before";
        var hasRead = new TaskCompletionSource();
        var mayReturn = new TaskCompletionSource();
        using var mirror = new Mirror<string>(
            feed, app.Services.GetRequiredService<IServiceScopeFactory>(), NullLogger<Mirror<string>>.Instance,
            "mirrored", "unread", async (_, _) =>
            {
                var seen = truth;
                hasRead.TrySetResult();
                await mayReturn.Task;
                return seen;
            });

        var slow = mirror.FreshAsync(CancellationToken.None);
        await hasRead.Task;
        truth = "after";
        feed.Publish(["mirrored"]);
        mayReturn.SetResult();

        Assert.Equal("after", await mirror.FreshAsync(CancellationToken.None));
        await slow;
        Assert.Equal("after", mirror.Current);
    }

    [Fact]
    public async Task A_reading_that_fails_leaves_what_was_known_and_is_made_again()
    {
        var app = await On(Engine.Sqlite);
        var feed = app.Services.GetRequiredService<ChangeFeed>();
        var isAway = false;
        var isBack = new TaskCompletionSource();
        using var mirror = new Mirror<string>(
            feed, app.Services.GetRequiredService<IServiceScopeFactory>(), NullLogger<Mirror<string>>.Instance,
            "mirrored-2", "unread", (_, _) =>
            {
                if (isAway)
                {
                    isAway = false;
                    throw new StorageUnavailableException(new IOException("The disk is away."));
                }

                isBack.TrySetResult();
                return Task.FromResult("known");
            });
        await mirror.FreshAsync(CancellationToken.None);

        (isAway, isBack) = (true, new());
        feed.Publish(["mirrored-2"]);

        Assert.Equal("known", mirror.Current);
        await isBack.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }
}
