using System.Net;
using BankPage;
using FirstWindow.Integration.Domain;
using FirstWindow.Integration.Features;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>Events go to the sample site of the bank, through whatever goes wrong on the way.</summary>
public sealed class TellingOtherSystems(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    public async Task Signed_events_reach_the_bank_once_in_order_and_without_anybodys_words(Engine engine)
    {
        await using var bank = await Receiver.StartAsync();
        var app = await OwnAsync(engine, bank.Settings);
        var before = await app.GivenVisitorAsync();
        var id = await app.GivenEndpointAsync(bank);
        var visitors = new[] { await app.GivenVisitorAsync(), await app.GivenVisitorAsync() };
        await visitors[0].SayAsync("我的卡号是6222020200112233446");

        await app.SendAsync();
        await app.SendAsync();
        var told = bank.Inbox.Events;
        var deliveries = await app.DeliveriesAsync(id);

        Assert.Equal(visitors.Select(v => v.Id), told.Select(e => e.GetProperty("data").GetProperty("subject").GetGuid()));
        Assert.All(told, e => Assert.Equal("conversation.opened", e.GetProperty("type").GetString()));
        Assert.DoesNotContain("卡号", string.Concat(told));
        Assert.DoesNotContain(before.Id.ToString(), string.Concat(told));
        Assert.Equal(2, bank.Attempts.Count);
        Assert.All(deliveries, d => Assert.Equal((DeliveryState.Delivered, 204), (d.State, d.Status)));
        Assert.Equal(
            ["webhook.proposed", "webhook.approved", "webhook.delivered", "webhook.delivered"], await app.ActsAsync(id));
        Assert.True((await app.VerifyAsync()).IsWhole);
    }

    [Theory]
    [OnBothEngines]
    public async Task After_500s_it_is_tried_again_in_order_and_the_bank_drops_the_double(Engine engine)
    {
        await using var bank = await Receiver.StartAsync();
        var app = await OwnAsync(engine, bank.Settings);
        var id = await app.GivenEndpointAsync(bank);
        await app.GivenVisitorAsync();
        await app.GivenVisitorAsync();
        bank.Trouble = async (context, next) =>
        {
            if (bank.Attempts.Count == 2)
            {
                await next(); // It has kept the event, but its answer says that it has not.
            }

            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        };

        await app.SendAsync();
        await app.SendAsync();
        var tooEarly = bank.Attempts.Count;
        await app.MoveToNextAsync(id);
        await app.SendAsync();
        var failed = await app.EndpointAsync(id);
        bank.Trouble = null;
        await app.MoveToNextAsync(id);
        await app.SendAsync();
        var attempts = bank.Attempts.ToList();

        Assert.Equal(1, tooEarly);
        Assert.Equal((2, EndpointState.Active), (failed.Attempts, failed.State));
        Assert.InRange((failed.NextAt - failed.FailingSince)!.Value.TotalSeconds, 15, 60);
        Assert.Equal(4, attempts.Count);
        Assert.Single(attempts.Take(3).Distinct());
        Assert.Equal(2, bank.Inbox.Events.Count);
        Assert.Equal([3, 1], (await app.DeliveriesAsync(id)).Select(d => d.Attempts));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_node_that_dies_before_it_records_leaves_the_event_to_another_under_the_same_id(Engine engine)
    {
        await using var bank = await Receiver.StartAsync();
        var app = await OwnAsync(engine, bank.Settings);
        var id = await app.GivenEndpointAsync(bank);
        await app.GivenVisitorAsync();
        await app.SealAsync();
        using var death = new CancellationTokenSource();
        bank.Trouble = async (_, next) =>
        {
            await next();
            await death.CancelAsync();
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => app.SendAsync(death.Token));
        bank.Trouble = null;
        var other = ActivatorUtilities.CreateInstance<WebhookWorker>(app.Services);
        await other.RunPassAsync(CancellationToken.None);
        var whileLeased = bank.Attempts.Count;
        app.Clock.Move(other.LeaseTime + TimeSpan.FromSeconds(1));
        await other.RunPassAsync(CancellationToken.None);

        Assert.Equal(1, whileLeased);
        Assert.Equal(2, bank.Attempts.Count);
        Assert.Single(bank.Attempts.Distinct());
        Assert.Single(bank.Inbox.Events);
        Assert.Equal(DeliveryState.Delivered, Assert.Single(await app.DeliveriesAsync(id)).State);
    }

    [Theory]
    [OnBothEngines]
    public async Task Of_two_nodes_only_one_sends(Engine engine)
    {
        await using var bank = await Receiver.StartAsync();
        var app = await OwnAsync(engine, bank.Settings);
        await app.GivenEndpointAsync(bank);
        for (var i = 0; i < 3; i++)
        {
            await app.GivenVisitorAsync();
        }

        await app.SealAsync();
        var arrived = new TaskCompletionSource();
        var mayAnswer = new TaskCompletionSource();
        bank.Trouble = async (_, next) =>
        {
            arrived.TrySetResult();
            await mayAnswer.Task;
            await next();
        };
        var other = ActivatorUtilities.CreateInstance<WebhookWorker>(app.Services);

        var first = app.SendAsync();
        await arrived.Task;
        await other.RunPassAsync(CancellationToken.None);
        var meanwhile = bank.Attempts.Count;
        mayAnswer.SetResult();
        await first;
        bank.Trouble = null;
        await app.GivenVisitorAsync();
        await app.SealAsync();
        await Task.WhenAll(app.SendAsync(), other.RunPassAsync(CancellationToken.None));

        Assert.Equal(1, meanwhile);
        Assert.Equal(4, bank.Attempts.Count);
        Assert.Equal(4, bank.Inbox.Events.Count);
    }

    [Theory]
    [OnBothEngines]
    public async Task What_is_never_taken_becomes_a_dead_letter_that_is_sent_again_or_laid_aside(Engine engine)
    {
        await using var bank = await Receiver.StartAsync();
        var app = await OwnAsync(engine, bank.Settings);
        var id = await app.GivenEndpointAsync(bank);
        var poison = new[]
        {
            await app.GivenVisitorAsync(), await app.GivenVisitorAsync(), await app.GivenVisitorAsync(),
        };
        var fine = await app.GivenVisitorAsync();
        bank.Trouble = async (context, next) =>
        {
            context.Request.EnableBuffering();
            var body = await new StreamReader(context.Request.Body, leaveOpen: true).ReadToEndAsync();
            context.Request.Body.Position = 0;
            if (poison.Any(p => body.Contains(p.Id.ToString(), StringComparison.Ordinal)))
            {
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                return;
            }

            await next();
        };

        while ((await app.DeliveriesAsync(id)).Count(d => d.State is DeliveryState.Delivered) == 0)
        {
            await app.SendAsync();
            if ((await app.EndpointAsync(id)).NextAt is not null)
            {
                await app.MoveToNextAsync(id);
            }
        }

        var dead = (await app.DeliveriesAsync(id)).Where(d => d.State is DeliveryState.Dead).ToList();
        var metrics = await app.WithDatabaseAsync(db => new WebhookGauges().ReadAsync(db, CancellationToken.None));
        var keeper = (await app.SignedInAsync(Role.Administrator)).Client;
        var url = $"{Endpoints.Url}/{id}";
        var listed = await keeper.GetJsonAsync($"{url}/deliveries?state=dead");
        var page = await keeper.GetStringAsync($"/webhooks/{id}?state=dead");
        var noReason = await keeper.PutJsonAsync($"{url}/deliveries/{dead[2].Id}/discard", new { reason = "  x " });
        var aside = await keeper.PutJsonAsync(
            $"{url}/deliveries/{dead[2].Id}/discard", new { reason = "<script>alert(1)</script>对方已补录" });
        var asidePage = await keeper.GetStringAsync($"/webhooks/{id}");
        var twice = await keeper.CallAsync(HttpMethod.Put, $"{url}/deliveries/{dead[2].Id}/resend", null);
        var elsewhere = await keeper.CallAsync(
            HttpMethod.Put, $"{Endpoints.Url}/{Guid.NewGuid()}/deliveries/{dead[0].Id}/resend", null);
        await keeper.CallAsync(HttpMethod.Put, $"{url}/deliveries/{dead[0].Id}/resend", null);
        await app.SendAsync();
        var stillDead = (await app.DeliveriesAsync(id))[0];
        bank.Trouble = null;
        await keeper.CallAsync(HttpMethod.Put, $"{url}/resend", null);
        await app.SendAsync();
        var end = await app.DeliveriesAsync(id);

        Assert.Equal([8, 8, 8], dead.Select(d => d.Attempts));
        Assert.All(dead, d => Assert.Equal((400, "status"), (d.Status, d.Fault)));
        Assert.Equal(3, metrics[0].Value);
        Assert.Equal(3, listed.Json.GetProperty("deliveries").GetArrayLength());
        Assert.Contains(dead[0].Event, page);
        Assert.Equal("webhook.reason", noReason.Code);
        Assert.Equal(HttpStatusCode.NoContent, aside.Status);
        Assert.DoesNotContain("<script>alert", asidePage);
        Assert.Contains("对方已补录", WebUtility.HtmlDecode(asidePage));
        Assert.Equal("webhook.not-dead", twice.Code);
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.Status);
        Assert.Equal((DeliveryState.Dead, 9), (stillDead.State, stillDead.Attempts));
        Assert.Equal(
            [DeliveryState.Delivered, DeliveryState.Delivered, DeliveryState.Discarded, DeliveryState.Delivered],
            end.Select(d => d.State));
        Assert.Equal([fine.Id, poison[0].Id, poison[1].Id],
            bank.Inbox.Events.Select(e => e.GetProperty("data").GetProperty("subject").GetGuid()));
    }

    [Theory]
    [OnBothEngines]
    public async Task An_endpoint_that_hangs_is_given_up_in_time_and_keeps_no_other_waiting(Engine engine)
    {
        await using var bank = await Receiver.StartAsync();
        await using var slow = await Receiver.StartAsync();
        var app = await OwnAsync(engine, new Dictionary<string, string?>(bank.Settings)
        {
            ["Webhooks:PrivateHosts"] = $"{bank.Host} {slow.Host}",
            ["Webhooks:Timeout"] = "00:00:03",
        });
        var hanging = await app.GivenEndpointAsync(slow);
        await app.GivenEndpointAsync(bank);
        await app.GivenVisitorAsync();
        var toldMeanwhile = new TaskCompletionSource<int>();
        slow.Trouble = async (context, _) =>
        {
            var givenUp = new TaskCompletionSource();
            await using var _1 = context.RequestAborted.Register(givenUp.SetResult);
            await givenUp.Task;
            toldMeanwhile.SetResult(bank.Inbox.Events.Count);
        };

        await app.SendAsync();
        var endpoint = await app.EndpointAsync(hanging);
        var delivery = Assert.Single(await app.DeliveriesAsync(hanging));

        Assert.Equal(1, await toldMeanwhile.Task);
        Assert.Equal(("timeout", (int?)null), (delivery.Fault, delivery.Status));
        Assert.Null(endpoint.LeaseBy);
        Assert.NotNull(endpoint.NextAt);
    }

    [Theory]
    [OnBothEngines]
    public async Task After_a_day_of_failure_it_is_stopped_with_an_alarm_and_nothing_is_lost(Engine engine)
    {
        await using var bank = await Receiver.StartAsync();
        var app = await OwnAsync(engine, bank.Settings);
        var id = await app.GivenEndpointAsync(bank);
        await app.GivenVisitorAsync();
        bank.Trouble = (context, _) => Answer(context, StatusCodes.Status503ServiceUnavailable);

        await app.SendAsync();
        app.Clock.Move(TimeSpan.FromHours(25));
        await app.SendAsync();
        await app.SendAsync();
        var stopped = await app.EndpointAsync(id);
        var alarms = app.Services.GetRequiredService<Alarms>();
        var raised = alarms.Raised.ContainsKey("webhooks.stopped");
        await app.GivenVisitorAsync();
        bank.Trouble = null;
        var keeper = (await app.SignedInAsync(Role.Administrator)).Client;
        var page = WebUtility.HtmlDecode(await keeper.GetStringAsync("/webhooks"));
        var resumed = await keeper.CallAsync(HttpMethod.Delete, $"{Endpoints.Url}/{id}/pause", null);
        await app.SendAsync();
        bank.Trouble = (context, _) => Answer(context, StatusCodes.Status410Gone);
        await app.GivenVisitorAsync();
        await app.SendAsync();
        var gone = await app.EndpointAsync(id);

        Assert.Equal((EndpointState.Paused, "failing"), (stopped.State, stopped.PausedWhy));
        Assert.True(raised);
        Assert.Contains("连续失败，已自动停止", page);
        Assert.Equal(HttpStatusCode.NoContent, resumed.Status);
        Assert.Equal(2, bank.Inbox.Events.Count);
        Assert.DoesNotContain((await app.DeliveriesAsync(id)).Take(2), d => d.State is not DeliveryState.Delivered);
        Assert.Equal((EndpointState.Paused, "gone"), (gone.State, gone.PausedWhy));
        Assert.Equal(2, (await app.ActsAsync(id)).Count(a => a == "webhook.stopped"));
    }

    [Theory]
    [OnBothEngines]
    public async Task What_is_settled_leaves_the_log_after_its_days_and_dead_letters_stay(Engine engine)
    {
        await using var bank = await Receiver.StartAsync();
        var app = await OwnAsync(engine, bank.Settings);
        var id = await app.GivenEndpointAsync(bank);
        await app.GivenVisitorAsync();
        await app.SendAsync();
        bank.Trouble = (context, _) => Answer(context, StatusCodes.Status410Gone);
        await app.GivenVisitorAsync();
        await app.SendAsync();

        app.Clock.Move(TimeSpan.FromDays(31));
        await app.SendAsync();

        Assert.Equal(DeliveryState.Retrying, Assert.Single(await app.DeliveriesAsync(id)).State);
    }

    private static Task Answer(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
