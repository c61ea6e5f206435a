using System.Net;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Features;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>Slow hashes take only so much of a node.</summary>
public sealed class SigningInInCrowds(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    public async Task More_than_may_wait_are_told_to_come_again_and_nobody_else_waits_for_them(Engine engine)
    {
        var app = await OwnAsync(engine, new Dictionary<string, string?>
        {
            ["Hashing:AtOnceMax"] = "1",
            ["Hashing:WaitingMax"] = "1",
        });
        var staff = await app.GivenStaffAsync(Role.Agent);
        var slots = app.Services.GetRequiredService<HashSlots>();
        var body = new { userName = staff.UserName, password = FirstWindowApp.Password, code = app.CodeOf(staff.Id) };
        using var end = new ManualResetEventSlim();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = Task.Run(() => slots.RunAsync(() =>
        {
            begun.SetResult();
            end.Wait();
            return true;
        }, CancellationToken.None));
        await begun.Task;
        var waiting = slots.RunAsync(() => true, CancellationToken.None);

        var refused = await app.Client().PostJsonAsync("/api/v1/session", body);
        var ready = await app.Client().GetAsync("/health/ready");
        end.Set();
        await Task.WhenAll(held, waiting);
        var admitted = await app.Client().PostJsonAsync("/api/v1/session", body);

        Assert.Equal((HttpStatusCode.TooManyRequests, "sign-in.busy"), (refused.Status, refused.Code));
        Assert.NotNull(refused.Response.Headers.RetryAfter);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (ready.StatusCode, admitted.Status));
        Assert.True((await waiting).Value);
    }

    [Fact]
    public async Task Who_gives_up_waiting_leaves_the_place_to_the_next()
    {
        using var slots = new HashSlots(new() { AtOnceMax = 1, WaitingMax = 1 });
        using var gone = new CancellationTokenSource();
        using var end = new ManualResetEventSlim();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = Task.Run(() => slots.RunAsync(() =>
        {
            begun.SetResult();
            end.Wait();
            return 1;
        }, CancellationToken.None));
        await begun.Task;
        var left = slots.RunAsync(() => 2, gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);

        var next = slots.RunAsync(() => 3, CancellationToken.None);
        var beyond = await slots.RunAsync(() => 4, CancellationToken.None);
        end.Set();
        await held;

        Assert.Equal(3, (await next).Value);
        Assert.Equal("sign-in.busy", beyond.Error?.Code);
    }
}
