using System.Collections.Concurrent;
using BankPage;
using FirstWindow.Integration.Domain;
using FirstWindow.Integration.Features;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FirstWindow.Tests.Api;

/// <summary>The sample site of the bank as the real receiver of events, with whatever trouble a test makes before
/// it.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication site;
    private readonly SharedClock clock;

    private Receiver(WebApplication site, SharedClock clock)
    {
        (this.site, this.clock) = (site, clock);
        site.Use(async (HttpContext context, Func<Task> next) =>
        {
            if (HttpMethods.IsPost(context.Request.Method))
            {
                Attempts.Enqueue(context.Request.Headers["webhook-id"].ToString());
            }

            await (Trouble?.Invoke(context, next) ?? next());
        });
    }

    /// <summary>What happens before the site sees a request, or instead.</summary>
    public Func<HttpContext, Func<Task>, Task>? Trouble { get; set; }

    /// <summary>Ids of the events that came, with every double.</summary>
    public ConcurrentQueue<string> Attempts { get; } = new();

    /// <summary>Where it listens.</summary>
    public Uri Address => new(site.Urls.Single());

    /// <summary>What the site has kept.</summary>
    public Inbox Inbox => site.Services.GetRequiredService<Inbox>();

    /// <summary>Host and port, as the installation's setting names them.</summary>
    public string Host => Address.Authority;

    /// <summary>Settings of an installation that may send here and sends only when a test says so.</summary>
    public Dictionary<string, string?> Settings => new()
    {
        ["Webhooks:PrivateHosts"] = Host,
        ["Webhooks:PassInterval"] = "01:00:00",
        ["Webhooks:Timeout"] = "00:00:05",
    };

    /// <summary>A setting of the site.</summary>
    public string? this[string setting] { set => site.Configuration[setting] = value; }

    /// <summary>Starts the sample.</summary>
    public static async Task<Receiver> StartAsync()
    {
        var clock = new SharedClock();
        var receiver = new Receiver(BankSite.Build(["--urls", "http://127.0.0.1:0"], clock), clock);
        await receiver.site.StartAsync();
        return receiver;
    }

    /// <summary>Goes by the clock of a test's server from now on.</summary>
    public void Follow(FirstWindowApp app) => clock.Other = app.Clock;

    public async ValueTask DisposeAsync() => await site.DisposeAsync();

    private sealed class SharedClock : TimeProvider
    {
        public TimeProvider Other { get; set; } = System;

        public override DateTimeOffset GetUtcNow() => Other.GetUtcNow();
    }
}

/// <summary>What tests do with endpoints.</summary>
internal static class Endpoints
{
    public const string Url = "/api/v1/webhooks";

    /// <summary>An endpoint added by one administrator and approved by another.</summary>
    public static async Task<Guid> GivenEndpointAsync(
        this FirstWindowApp app, Receiver bank, string kind = "conversation.opened", string path = "webhooks")
    {
        bank.Follow(app);
        var administrator = await app.SignedInAsync(Role.Administrator);
        var colleague = await app.SignedInAsync(Role.Compliance);
        var added = await administrator.Client.PostJsonAsync(Url, Body(new Uri(bank.Address, path).ToString(), kind));
        var id = added.Json.GetProperty("id").GetGuid();
        bank["WebhookSecret"] = added.Json.GetProperty("secret").GetString();
        await colleague.Client.PutJsonAsync($"{Url}/{id}/decision", new { approve = true });
        return id;
    }

    public static object Body(string url, string kind = "conversation.opened", string name = "核心系统", Guid? id = null) =>
        new { id = id ?? Guid.NewGuid(), name, url, kinds = new[] { kind } };

    /// <summary>Seals what happened, and sends what is due.</summary>
    public static async Task SendAsync(this FirstWindowApp app, CancellationToken ct = default)
    {
        await app.SealAsync();
        await app.Services.GetRequiredService<WebhookWorker>().RunPassAsync(ct);
    }

    /// <summary>Seals everything that happened, whoever of several nodes does it.</summary>
    public static async Task SealAsync(this FirstWindowApp app)
    {
        do
        {
            await app.Services.GetRequiredService<Sealer>().RunPassAsync(CancellationToken.None);
        }
        while (await app.WithDatabaseAsync(db => db.Set<JournalEntry>().AnyAsync(e => e.Block == null)));
    }

    public static Task<WebhookEndpoint> EndpointAsync(this FirstWindowApp app, Guid id) =>
        app.WithDatabaseAsync(db => db.Set<WebhookEndpoint>().AsNoTracking().SingleAsync(e => e.Id == id));

    public static Task<List<WebhookDelivery>> DeliveriesAsync(this FirstWindowApp app, Guid id) =>
        app.WithDatabaseAsync(db => db.Set<WebhookDelivery>().AsNoTracking().Where(d => d.Endpoint == id)
            .OrderBy(d => d.Block).ThenBy(d => d.Entry).ToListAsync());

    /// <summary>Moves the clock to the moment of the next attempt.</summary>
    public static async Task MoveToNextAsync(this FirstWindowApp app, Guid id)
    {
        var endpoint = await app.EndpointAsync(id);
        app.Clock.Move(endpoint.NextAt!.Value - app.Clock.GetUtcNow() + TimeSpan.FromSeconds(1));
    }

    public static Task<List<string>> ActsAsync(this FirstWindowApp app, Guid endpoint) =>
        app.WithDatabaseAsync(db => db.Set<JournalEntry>().Where(e => e.Subject == endpoint).OrderBy(e => e.Entry)
            .Select(e => e.Act).ToListAsync());
}
