using System.Buffers.Binary;
using System.Net;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Bank;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Domain;
using FirstWindow.Staff.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>The own password and sign-in, and what may not be a password.</summary>
public sealed class KeepingTheOwnAccount(Houses houses) : ApiTests(houses)
{
    private const string Fresh = "Blue-Kettle-42";

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.3b")]
    public async Task The_own_password_changes_with_the_old_one_and_a_fresh_code_and_ends_other_sessions(Engine engine)
    {
        var app = await OwnAsync(engine);
        var agent = await app.SignedInAsync(Role.Agent);
        var elsewhere = await app.OpenSessionAsync(agent.Id);
        var code = app.CodeOf(agent.Id);

        var wrongOld = await ChangeAsync(agent, "not-my-password", Fresh, code);
        var wrongCode = await ChangeAsync(agent, FirstWindowApp.Password, Fresh, code == "000000" ? "000001" : "000000");
        var same = await ChangeAsync(agent, FirstWindowApp.Password, FirstWindowApp.Password, code);
        var changed = await ChangeAsync(agent, FirstWindowApp.Password, Fresh, code);
        var usedCode = await ChangeAsync(agent, Fresh, "Green-Teapot-43", code);
        var here = await agent.Client.GetJsonAsync("/api/v1/session");
        var there = await elsewhere.GetJsonAsync("/api/v1/session");
        app.Clock.Move(TimeSpan.FromSeconds(30));
        var old = await app.TrySignInAsync(agent.Account.UserName, FirstWindowApp.Password, app.CodeOf(agent.Id));
        var signedIn = await app.TrySignInAsync(agent.Account.UserName, Fresh, app.CodeOf(agent.Id));
        var acts = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .Where(e => e.Subject == agent.Id.Value && e.SubjectKind == "staff").Select(e => e.Act).ToListAsync());

        Assert.All([wrongOld, wrongCode, usedCode], a => Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, "password.not-proved", "A4.2.3b"), (a.Status, a.Code, a.Clause)));
        Assert.Equal("password.guessable", same.Code); // The tests' own password would be no good one.
        Assert.Equal(HttpStatusCode.NoContent, changed.Status);
        Assert.Equal(HttpStatusCode.OK, here.Status);
        Assert.Equal(HttpStatusCode.Unauthorized, there.Status);
        Assert.Equal(HttpStatusCode.Unauthorized, old.Status);
        Assert.Equal(HttpStatusCode.OK, signedIn.Status);
        Assert.Contains("staff.password-changed", acts);
        Assert.Equal(3, acts.Count(a => a == "staff.own-code-failed"));
        Assert.True(await app.WasRefusedAsync("password.not-proved", "A4.2.3b", agent.Id));
    }

    [Theory]
    [OnBothEngines]
    public async Task Wrong_old_passwords_lock_like_a_sign_in_and_the_same_password_is_no_change(Engine engine)
    {
        var app = await OwnAsync(engine);
        var agent = await app.SignedInAsync(Role.Agent);
        await ChangeAsync(agent, FirstWindowApp.Password, Fresh, app.CodeOf(agent.Id));
        app.Clock.Move(TimeSpan.FromSeconds(30));

        var same = await ChangeAsync(agent, Fresh, Fresh, app.CodeOf(agent.Id));
        for (var i = 0; i < 5; i++)
        {
            await ChangeAsync(agent, "guess", "Green-Teapot-43", app.CodeOf(agent.Id));
        }

        var locked = await ChangeAsync(agent, Fresh, "Green-Teapot-43", app.CodeOf(agent.Id));

        Assert.Equal("password.same", same.Code);
        Assert.Equal("password.not-proved", locked.Code);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.3b")]
    public async Task Seventy_characters_with_blanks_at_both_ends_are_taken_exactly_by_page_and_api(Engine engine)
    {
        var app = await OwnAsync(engine);
        var agent = await app.SignedInAsync(Role.Agent);
        var sentence = " Seven kettles 水壶 stood on 8 quiet tables while nobody looked at it ";
        var phrase = sentence + new string('~', 69 - sentence.Length) + " ";

        var changed = await agent.SubmitAsync("/my-account", "/my-account/password", ("old", FirstWindowApp.Password),
            ("password", phrase), ("again", phrase), ("code", app.CodeOf(agent.Id)));
        app.Clock.Move(TimeSpan.FromSeconds(30));
        var trimmed = await app.TrySignInAsync(agent.Account.UserName, phrase.Trim(), app.CodeOf(agent.Id));
        var otherCase = await app.TrySignInAsync(
            agent.Account.UserName, phrase.ToLowerInvariant(), app.CodeOf(agent.Id));
        var cut = await app.TrySignInAsync(agent.Account.UserName, phrase[..^1], app.CodeOf(agent.Id));
        var exact = await app.TrySignInAsync(agent.Account.UserName, phrase, app.CodeOf(agent.Id));

        Assert.Equal(70, phrase.Length);
        Assert.Equal(HttpStatusCode.Redirect, changed.Status);
        Assert.All([trimmed, otherCase, cut], a => Assert.Equal("sign-in.failed", a.Code));
        Assert.Equal(HttpStatusCode.OK, exact.Status);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.3b")]
    public async Task What_is_guessed_first_and_the_banks_own_names_are_refused_however_written(Engine engine)
    {
        var app = await OwnAsync(engine);
        var agent = await app.SignedInAsync(Role.Agent);
        var bank = app.Services.GetRequiredService<BankBook>().Current;
        var answers = new List<Answer>();
        foreach (var password in new[]
        {
            "Password-2026", "P@ssw0rd!!1", "Qwertyuiop1!", "Abcdefg-12345", "Woaini-5201314", "Zhang-Wei-1988",
            "1qaz2wsx3EDC!", "Welcome-2026-!!", "AAAAaaaa1111", "Admin-Test-123",
            $"{bank.NameEn}-Xk7", $"{bank.NameEn.Replace(" ", "").ToUpperInvariant()}-xk7", $"Qx7-{bank.NameZh}-zzz",
        })
        {
            answers.Add(await ChangeAsync(agent, FirstWindowApp.Password, password, app.CodeOf(agent.Id)));
        }

        var tooLong = await ChangeAsync(agent, FirstWindowApp.Password, new string('a', 257), app.CodeOf(agent.Id));
        var differ = await agent.SubmitAsync("/my-account", "/my-account/password", ("old", FirstWindowApp.Password),
            ("password", Fresh), ("again", Fresh + "!"), ("code", app.CodeOf(agent.Id)));
        var markup = await agent.SubmitAsync("/my-account", "/my-account/password", ("old", "<script>alert(1)</script>"),
            ("password", "<script>alert(1)</script>"), ("again", "<script>alert(1)</script>"), ("code", "<b>1"));
        var good = await ChangeAsync(agent, FirstWindowApp.Password, Fresh, app.CodeOf(agent.Id));

        Assert.All(answers, a => Assert.Equal(("password.guessable", "A4.2.3b"), (a.Code, a.Clause)));
        Assert.Equal(HttpStatusCode.BadRequest, tooLong.Status);
        Assert.Equal(HttpStatusCode.BadRequest, differ.Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, markup.Status);
        Assert.DoesNotContain("<script>alert", markup.Html);
        Assert.Equal(HttpStatusCode.NoContent, good.Status); // Refused ones used no code up.
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.3c")]
    public async Task People_see_their_own_sign_ins_and_end_them_and_nobody_elses(Engine engine)
    {
        var app = await OwnAsync(engine);
        var agent = await app.SignedInAsync(Role.Agent);
        var other = await app.SignedInAsync(Role.Agent);
        var elsewhere = await app.OpenSessionAsync(agent.Id);
        var foreign = (await SessionsAsync(other.Client)).Single().Id;

        var mine = await SessionsAsync(agent.Client);
        var page = await agent.Client.GetStringAsync("/my-account");
        var stranger = await agent.Client.CallAsync(HttpMethod.Delete, $"/api/v1/my-account/sessions/{foreign}", null);
        var address = $"/api/v1/my-account/sessions/{mine.Single(s => !s.IsThis).Id}";
        var bare = await agent.Client.CallAsync(HttpMethod.Delete, address, null);
        var byForm = await agent.SubmitAsync(
            "/my-account", address["/api/v1".Length..], ("code", app.CodeOf(other.Id)));
        var stillThere = await elsewhere.GetJsonAsync("/api/v1/session");
        var ended = await agent.Client.CallAsync(HttpMethod.Delete, address, new { code = app.CodeOf(agent.Id) });
        var there = await elsewhere.GetJsonAsync("/api/v1/session");
        var left = await agent.SubmitAsync("/my-account", $"/my-account/sessions/{mine.Single(s => s.IsThis).Id}");
        var here = await agent.Client.GetJsonAsync("/api/v1/session");
        var undisturbed = await other.Client.GetJsonAsync("/api/v1/session");

        Assert.Equal(2, mine.Count);
        Assert.Contains("当前登录", page);
        Assert.Equal((HttpStatusCode.NotFound, "A4.2.3c"), (stranger.Status, stranger.Clause));
        Assert.True(await app.WasRefusedAsync("session.not-found", "A4.2.3c", agent.Id));
        Assert.Equal(("staff.own-code", "A4.2.3b"), (bare.Code, bare.Clause));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, byForm.Status);
        Assert.Equal(HttpStatusCode.OK, stillThere.Status);
        Assert.Equal(HttpStatusCode.NoContent, ended.Status);
        Assert.Equal(HttpStatusCode.Unauthorized, there.Status);
        Assert.Equal(HttpStatusCode.Redirect, left.Status);
        Assert.Equal(HttpStatusCode.Unauthorized, here.Status);
        Assert.Equal(HttpStatusCode.OK, undisturbed.Status);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_password_hashed_with_fewer_rounds_is_hashed_anew_at_the_next_sign_in(Engine engine)
    {
        var app = await OwnAsync(engine);
        var staff = await app.GivenStaffAsync(Role.Agent);
        var old = new PasswordHasher<StaffMember>().HashPassword(null!, Fresh);
        await app.WithDatabaseAsync(async db =>
        {
            await db.BeginAsync(CancellationToken.None);
            (await db.Set<StaffMember>().SingleAsync(s => s.Id == staff.Id)).PasswordHash = old;
            await db.CommitAsync(CancellationToken.None);
            return true;
        });

        var wrong = await app.TrySignInAsync(staff.UserName, "x", app.CodeOf(staff.Id));
        var untouched = await HashOfAsync(app, staff);
        var first = await app.TrySignInAsync(staff.UserName, Fresh, app.CodeOf(staff.Id));
        var anew = await HashOfAsync(app, staff);
        app.Clock.Move(TimeSpan.FromSeconds(30));
        var second = await app.TrySignInAsync(staff.UserName, Fresh, app.CodeOf(staff.Id));

        Assert.Equal(HttpStatusCode.Unauthorized, wrong.Status);
        Assert.Equal(old, untouched);
        Assert.Equal(HttpStatusCode.OK, first.Status);
        Assert.True(RoundsOf(old) < RoundsOf(anew));
        Assert.Equal(210_000u, RoundsOf(anew));
        Assert.Equal(HttpStatusCode.OK, second.Status);
        Assert.Equal(anew, await HashOfAsync(app, staff));
    }

    [Theory]
    [OnBothEngines]
    public async Task One_time_addresses_and_the_customers_page_cannot_be_tried_without_end(Engine engine)
    {
        var app = await OwnAsync(engine);
        var key = new string('0', 64);
        var gone = await app.OpenAddressAsync("/setup#key=" + key);
        var hurried = new List<Answer>();
        foreach (var call in new Func<HttpClient, Task<Answer>>[]
        {
            client => client.PostJsonAsync("/api/v1/setup/offer", new { key }), client => client.GetJsonAsync("/setup"),
            client => client.PostJsonAsync("/api/v1/setup", new { key = "x", password = Fresh, code = "000000" }),
        })
        {
            hurried.Add(await app.HurryAsync(call));
        }

        var before = await app.RefusalsAsync();
        var refused = new List<Answer>();
        while (refused.Count < 200 && refused.All(a => a.Status is not HttpStatusCode.TooManyRequests))
        {
            refused.Add(await app.Client().GetJsonAsync("/api/v1/my-data"));
        }

        var journaled = await app.RefusalsAsync() - before;

        Assert.Equal(HttpStatusCode.Gone, gone.StatusCode);
        Assert.All(hurried, a => Assert.Equal(
            (HttpStatusCode.TooManyRequests, "sign-in.too-many"), (a.Status, a.Code)));
        Assert.Equal("my-data.too-many", refused[^1].Code);
        Assert.InRange(refused.Count, 31, 90);
        Assert.Equal(refused.Count - 1, journaled);
    }

    private static Task<Answer> ChangeAsync(Colleague colleague, string old, string anew, string code) =>
        colleague.Client.PutJsonAsync("/api/v1/my-account/password", new Dictionary<string, string>
        {
            ["old"] = old,
            ["new"] = anew,
            ["code"] = code,
        });

    private static async Task<List<(Guid Id, bool IsThis)>> SessionsAsync(HttpClient client) =>
        [.. (await client.GetJsonAsync("/api/v1/my-account")).Json.GetProperty("sessions").EnumerateArray()
            .Select(s => (s.GetProperty("id").GetGuid(), s.GetProperty("isThis").GetBoolean()))];

    private static Task<string> HashOfAsync(FirstWindowApp app, StaffAccount staff) => app.WithDatabaseAsync(db =>
        db.Set<StaffMember>().Where(s => s.Id == staff.Id).Select(s => s.PasswordHash).SingleAsync());

    // The third version of the framework's format: a byte, the function, then the rounds.
    private static uint RoundsOf(string hash) =>
        BinaryPrimitives.ReadUInt32BigEndian(Convert.FromBase64String(hash).AsSpan(5, 4));
}

/// <summary>Trying without end before signing in.</summary>
internal static class Hurry
{
    /// <summary>Tries from an address until it may not any more.</summary>
    /// <returns>How often it might.</returns>
    public static int UseUpTries(this FirstWindowApp app, string place)
    {
        var tries = app.Services.GetRequiredService<SignInTries>();
        var most = 0;
        while (most < 1_000 && tries.Admits(place))
        {
            most++;
        }

        return most;
    }

    /// <summary>Calls from an address that has used its tries up; what is answered with 429 is not journaled.</summary>
    public static async Task<Answer> HurryAsync(
        this FirstWindowApp app, Func<HttpClient, Task<Answer>> call, string? place = null)
    {
        for (var i = 0; ; i++)
        {
            var before = await app.RefusalsAsync();
            app.UseUpTries(place ?? IPAddress.Loopback.ToString());
            var answer = await call(app.Client());
            if (answer.Status is HttpStatusCode.TooManyRequests || i == 20)
            {
                Assert.Equal(before, await app.RefusalsAsync());
                return answer;
            } // On a slow machine a try came back on the way to the server; then once more.
        }
    }

    public static Task<int> RefusalsAsync(this FirstWindowApp app) => app.WithDatabaseAsync(db =>
        db.Set<JournalEntry>().CountAsync(e => e.Act == "refused" || e.Act == "staff.sign-in-failed"));
}
