using System.Net;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>Guessing is stopped, by account, by address and in the whole house, and keeps nobody out who comes back
/// with the own browser.</summary>
public sealed class GuessingPasswords(Houses houses) : ApiTests(houses)
{
    private const string Guesser = "198.51.100.7";
    private const string Other = "198.51.100.8";

    private static readonly Dictionary<string, string?> BehindAProxy = new() { ["Proxy:Known"] = "127.0.0.1" };

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.3b")]
    public async Task Strangers_lock_an_account_to_strangers_and_never_to_a_browser_it_knows(Engine engine)
    {
        var app = await OwnAsync(engine);
        var staff = await app.GivenStaffAsync(Role.Agent);
        var own = await DeviceAsync(app, staff);

        for (var i = 0; i < 5; i++)
        {
            await app.TrySignInAsync(staff.UserName, "guess", "000000");
        }

        var stranger = await app.TrySignInAsync(staff.UserName, FirstWindowApp.Password, app.CodeOf(staff.Id));
        var known = await SignInAsync(From(app, null, own), app, staff);
        for (var i = 0; i < 5; i++)
        {
            await SignInAsync(From(app, null, own), app, staff, "guess");
        }

        app.Clock.Move(TimeSpan.FromSeconds(30));
        var lockedItself = await SignInAsync(From(app, null, own), app, staff);
        var locks = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .Where(e => e.Act == "staff.locked" && e.Subject == staff.Id.Value).Select(e => e.Detail).ToListAsync());

        Assert.Equal("sign-in.failed", stranger.Code);
        Assert.Equal(HttpStatusCode.OK, known.Status);
        Assert.Equal("sign-in.failed", lockedItself.Code);
        Assert.Equal(["to=strangers", null], locks);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.3b")]
    public async Task One_password_against_many_names_is_stopped_by_address_and_the_own_browser_still_gets_in(
        Engine engine)
    {
        var app = await OwnAsync(engine, BehindAProxy);
        var staff = await app.GivenStaffAsync(Role.Agent);
        var own = await DeviceAsync(app, staff);
        using var guesser = From(app, Guesser);
        var tries = new List<Answer>();
        while (tries.Count < 60 && tries.All(a => a.Status is HttpStatusCode.Unauthorized))
        {
            tries.Add(await guesser.PostJsonAsync("/api/v1/session",
                new { userName = $"name{tries.Count}", password = "Spring-2026", code = "000000" }));
        }

        var elsewhere = await SignInAsync(From(app, Other), app, staff, "guess");
        var known = await SignInAsync(From(app, Guesser, own), app, staff);

        Assert.InRange(tries.Count, 31, 50); // 30, and what came back meanwhile.
        Assert.Equal((HttpStatusCode.TooManyRequests, "sign-in.too-many"), (tries[^1].Status, tries[^1].Code));
        Assert.Equal("sign-in.failed", elsewhere.Code);
        Assert.Equal(HttpStatusCode.OK, known.Status);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.3b")]
    public async Task Guessed_from_many_addresses_it_is_alarmed_and_only_known_browsers_get_in(Engine engine)
    {
        var app = await OwnAsync(engine, BehindAProxy);
        var staff = await app.GivenStaffAsync(Role.Agent);
        var own = await DeviceAsync(app, staff);
        var tries = app.Services.GetRequiredService<SignInTries>();
        var before = await SignInAsync(From(app, Other), app, staff, "guess");
        var quiet = Alarmed(app);
        Answer stranger;
        var addresses = 0;
        do
        {
            for (var i = 0; i < 300; i++)
            {
                tries.FailStranger($"203.0.113.{addresses++}");
            }

            stranger = await SignInAsync(From(app, Other), app, staff, "guess");
        }
        while (stranger.Code == "sign-in.failed" && addresses < 3_000); // On a slow machine one came back meanwhile.

        var raised = Alarmed(app);
        var known = await SignInAsync(From(app, Other, own), app, staff);
        app.Clock.Move(TimeSpan.FromMinutes(11));
        tries.RefuseStranger(Other);

        Assert.Equal(("sign-in.failed", false), (before.Code, quiet));
        Assert.Equal((HttpStatusCode.TooManyRequests, "sign-in.strangers-wait", "A4.2.3b"),
            (stranger.Status, stranger.Code, stranger.Clause));
        Assert.True(raised);
        Assert.Equal(HttpStatusCode.OK, known.Status);
        Assert.False(Alarmed(app));
    }

    private static bool Alarmed(FirstWindowApp app) =>
        app.Services.GetRequiredService<Alarms>().Raised.ContainsKey(SignInTries.Alarm);

    // What a browser keeps that has signed in once.
    private static async Task<string> DeviceAsync(FirstWindowApp app, StaffAccount staff)
    {
        var first = await SignInAsync(From(app, null), app, staff);
        Assert.Equal(HttpStatusCode.OK, first.Status);
        app.Clock.Move(TimeSpan.FromSeconds(30)); // A new code.
        return first.Response.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("fw_device=")).Split(';')[0];
    }

    private static Task<Answer> SignInAsync(
        HttpClient client, FirstWindowApp app, StaffAccount staff, string password = FirstWindowApp.Password) =>
        client.PostJsonAsync(
            "/api/v1/session", new { userName = staff.UserName, password, code = app.CodeOf(staff.Id) });

    private static HttpClient From(FirstWindowApp app, string? address, string? device = null)
    {
        var client = app.Client();
        client.DefaultRequestHeaders.Add("X-Forwarded-For", address ?? "192.0.2.1");
        if (device is not null)
        {
            client.DefaultRequestHeaders.Add("Cookie", device);
        }

        return client;
    }
}
