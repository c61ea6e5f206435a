using System.Net;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Domain;
using FirstWindow.Staff.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>The first administrator of an empty house, by the one-time address.</summary>
public sealed class OpeningTheHouse(Houses houses) : ApiTests(houses)
{
    private const string Password = "Blue-Kettle-42";

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.3b")]
    public async Task An_address_makes_the_first_administrator_once_and_is_gone_afterwards(Engine engine)
    {
        var app = await OwnAsync(engine);
        var address = await OpenAsync(app);

        var page = await app.OpenAddressAsync(address!.Path);
        var made = await CompleteAsync(app, address);
        var again = await CompleteAsync(app, address, userName: "second.admin", number: "9002");
        var shownAgain = await app.OpenAddressAsync(address.Path);
        var nobodyElse = await OpenAsync(app);
        var acts = await app.WithDatabaseAsync(db => db.Set<JournalEntry>().Select(e => e.Act).ToListAsync());
        app.Clock.Move(TimeSpan.FromSeconds(30)); // The code that proved the second factor is used up.
        var signedIn = await SignInAsync(app, "first.admin", Password);

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, made.Status);
        Assert.Equal((HttpStatusCode.Gone, "setup.gone", "A4.2.3b"), (again.Status, again.Code, again.Clause));
        Assert.Equal(HttpStatusCode.Gone, shownAgain.StatusCode);
        Assert.Null(nobodyElse);
        Assert.Contains("setup.opened", acts);
        Assert.Contains("staff.made-ready", acts);
        Assert.Contains("refused", acts);
        Assert.Equal("administrator", Assert.Single(signedIn.Json.GetProperty("roles").EnumerateArray()).GetString());
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.3b")]
    public async Task An_address_that_is_old_replaced_or_made_up_opens_nothing(Engine engine)
    {
        var app = await OwnAsync(engine);
        var replaced = await OpenAsync(app);
        var fresh = await OpenAsync(app);

        var byReplaced = await app.OpenAddressAsync(replaced!.Path);
        var byFresh = await app.OpenAddressAsync(fresh!.Path);
        var madeUp = await app.OpenAddressAsync("/setup#key=" + new string('0', 64));
        var without = await app.OpenAddressAsync("/setup#key=x");
        var secret = await SecretAsync(app, fresh);
        app.Clock.Move(TimeSpan.FromHours(24));
        var late = await app.Client().PostJsonAsync("/api/v1/setup", Body(app, fresh, secret));
        var staff = await app.WithDatabaseAsync(db => db.Set<StaffMember>().CountAsync());

        Assert.Equal(HttpStatusCode.OK, byFresh.StatusCode);
        Assert.All([byReplaced, madeUp, without], a => Assert.Equal(HttpStatusCode.Gone, a.StatusCode));
        Assert.Equal((HttpStatusCode.Gone, "setup.gone"), (late.Status, late.Code));
        Assert.Equal(0, staff);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.3b")]
    public async Task A_weak_password_and_a_wrong_code_are_refused_and_the_address_still_holds(Engine engine)
    {
        var app = await OwnAsync(engine);
        var address = (await OpenAsync(app))!;
        var secret = await SecretAsync(app, address);

        foreach (var (password, code) in new[]
        {
            ("Ab1-x", "password.too-short"), (new string('a', 300), "request.invalid"),
            ("bluekettleblue", "password.too-plain"), ("First.Admin-42", "password.guessable"),
            ("Password-2026", "password.guessable"),
        })
        {
            var answer = await app.Client().PostJsonAsync("/api/v1/setup", Body(app, address, secret, password));
            Assert.Equal(code, answer.Code);
        }

        var wrongCode = await app.Client().PostJsonAsync("/api/v1/setup",
            new { key = KeyOf(address), password = Password, code = "000000", name = "甲", number = "9001", userName = "first.admin" });
        var badNumber = await CompleteAsync(app, address, number: "0000");
        var badUser = await CompleteAsync(app, address, userName: "<script>");
        var made = await CompleteAsync(app, address);

        Assert.Equal(("setup.code-wrong", "A4.2.3b"), (wrongCode.Code, wrongCode.Clause));
        Assert.Equal("staff.number", badNumber.Code);
        Assert.Equal("staff.user-name", badUser.Code);
        Assert.Equal(HttpStatusCode.NoContent, made.Status);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.3b")]
    public async Task Two_who_finish_at_once_leave_one_administrator(Engine engine)
    {
        var app = await OwnAsync(engine);
        var address = (await OpenAsync(app))!;
        var secret = await SecretAsync(app, address);

        var answers = await Task.WhenAll(Enumerable.Range(1, 4).Select(i => app.Client().PostJsonAsync(
            "/api/v1/setup", Body(app, address, secret, userName: $"admin.{i}", number: $"900{i}"))));
        var staff = await app.WithDatabaseAsync(db => db.Set<StaffMember>().CountAsync());

        Assert.Single(answers, a => a.Status is HttpStatusCode.NoContent);
        Assert.Equal(3, answers.Count(a => a.Status is HttpStatusCode.Gone));
        Assert.Equal(1, staff);
    }

    [Fact]
    public async Task The_server_prints_a_fresh_address_at_every_start_until_somebody_works_here()
    {
        var folder = Directory.CreateTempSubdirectory("fw-empty-").FullName;
        var paths = new List<string>();
        for (var start = 0; start < 2; start++)
        {
            await using var server = await ServerProcess.StartAsync(
                folder, ServerProcess.FreePort(), arguments: ["--no-demo"]);
            paths.Add(server.Output.Split('\n').Single(l => l.Contains("/setup#key=")).Trim().Split('=')[1]);
            using var browser = new HttpClient { BaseAddress = server.Address };
            var answers = paths.Select(
                key => browser.PostJsonAsync("/api/v1/setup/offer", new { key }).Result.Status).ToList();
            Assert.Equal(HttpStatusCode.OK, answers[^1]);
            Assert.All(answers[..^1], a => Assert.Equal(HttpStatusCode.Gone, a));
            Assert.False(File.Exists(Path.Combine(folder, "demo-accounts.json")));
        }

        Assert.Equal(2, paths.Distinct().Count());
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<OneTimeAddress?> OpenAsync(FirstWindowApp app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<FirstAdministrator>().OpenAsync(CancellationToken.None);
    }

    private static async Task<Answer> CompleteAsync(
        FirstWindowApp app, OneTimeAddress address, string userName = "first.admin", string number = "9001")
    {
        var offer = await app.OfferAsync(address.Path);
        return offer.Status is HttpStatusCode.OK
            ? await app.Client().PostJsonAsync("/api/v1/setup",
                Body(app, address, offer.Json.GetProperty("totpSecret").GetString()!, Password, userName, number))
            : offer;
    }

    private static async Task<string> SecretAsync(FirstWindowApp app, OneTimeAddress address) =>
        (await app.OfferAsync(address.Path)).Json.GetProperty("totpSecret").GetString()!;

    private static object Body(
        FirstWindowApp app, OneTimeAddress address, string secret, string password = Password,
        string userName = "first.admin", string number = "9001") => new
        {
            key = KeyOf(address),
            password,
            code = app.CodeOf(secret),
            name = "首位管理员",
            number,
            userName,
        };

    private static string KeyOf(OneTimeAddress address) => address.Path.Split('=')[1];

    private static async Task<Answer> SignInAsync(FirstWindowApp app, string userName, string password)
    {
        var secret = await app.WithDatabaseAsync(db => db.Set<StaffMember>().SingleAsync(s => s.UserName == userName));
        var code = Totp.CodeOf(
            app.Services.GetRequiredService<Platform.Privacy.SubjectKeys>()
                .OpenWithMaster(secret.TotpSecret, secret.Id.Value), Totp.StepOf(app.Clock.GetUtcNow()));
        return await app.Client().PostJsonAsync("/api/v1/session", new { userName, password, code });
    }
}
