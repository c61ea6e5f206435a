using System.Threading.Channels;
using FirstWindow.Customers.Contracts;
using FirstWindow.Customers.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FirstWindow.Customers.Features.Tags;

/// <summary>Customers who just asked something or whose contact just closed; lost at a restart, found again by the
/// sweep.</summary>
internal sealed class TagQueue : ICustomerTags
{
    private readonly Channel<CustomerId> waiting = Channel.CreateBounded<CustomerId>(
        new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public void Notice(CustomerId customer) => waiting.Writer.TryWrite(customer);

    public ValueTask<CustomerId> NextAsync(CancellationToken ct) => waiting.Reader.ReadAsync(ct);
}

/// <summary>Looks at customers' tags soon after they asked something; and once an hour at everybody who asked lately or
/// whose tag is over.</summary>
internal sealed partial class TagWorker(
    IServiceScopeFactory scopes, TagQueue queue, DatabaseClock clock, ILogger<TagWorker> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);
    private static readonly TimeSpan Lately = TimeSpan.FromHours(25);

    /// <summary>Looks at everybody who may have missed a look.</summary>
    public async Task SweepAsync(CancellationToken ct)
    {
        var now = clock.Now;
        HashSet<CustomerId> due = [];
        await using (var scope = scopes.CreateAsyncScope())
        {
            var heard = await scope.ServiceProvider.GetRequiredService<ICustomerBehaviour>()
                .ListAllAsync(now - Lately, ct);
            due.UnionWith(heard.Keys);
            due.UnionWith(await scope.ServiceProvider.GetRequiredService<Database>().Set<CustomerTag>()
                .Where(t => t.EndedAt == null && t.ExpiresAt <= now).Select(t => t.Customer).ToListAsync(ct));
        }

        foreach (var customer in due)
        {
            await LookAtAsync(customer, ct);
        }
    }

    /// <summary>Looks at one customer.</summary>
    public async Task LookAtAsync(CustomerId customer, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<TagBook>().EvaluateAsync(customer, ct);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(FollowAsync(stoppingToken), SweepAgainAsync(stoppingToken));

    private async Task FollowAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            var customer = await queue.NextAsync(ct);
            await TryAsync(() => LookAtAsync(customer, ct));
        }
    }

    private async Task SweepAgainAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Pause);
        do
        {
            await TryAsync(() => SweepAsync(ct));
        }
        while (await timer.WaitForNextTickAsync(ct));
    }

    // The hourly sweep finds again what was not looked at.
    private async Task TryAsync(Func<Task> look)
    {
        try
        {
            await look();
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Postponed(fault);
        }
    }

    [LoggerMessage(2101, LogLevel.Warning, "Tags could not be looked at; the next sweep does it.")]
    private partial void Postponed(Exception fault);
}
