using System.Net;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class KeepingTheStaff(Houses houses) : ApiTests(houses)
{
    private const string Password = "Blue-Kettle-42";

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.3b")]
    public async Task An_invited_person_sets_the_own_password_and_signs_in(Engine engine)
    {
        var app = await OwnAsync(engine);
        var officer = await app.SignedInAsync(Role.StaffOfficer);

        var invited = await officer.InviteAsync("wang.min", "7001", "agent");
        var early = await app.TrySignInAsync("wang.min", string.Empty, "000000");
        var secret = await app.CompleteSetupAsync(invited, Password);
        app.Clock.Move(TimeSpan.FromSeconds(30));
        var signedIn = await app.TrySignInAsync("wang.min", Password, app.CodeOf(secret));
        var again = await app.OpenAddressAsync(AddressOf(invited));
        var acts = await ActsOnAsync(app, invited.Json.GetProperty("id").GetGuid());

        Assert.Equal(HttpStatusCode.Created, invited.Status);
        Assert.Equal(HttpStatusCode.BadRequest, early.Status); // A password is asked for at all.
        Assert.Equal(HttpStatusCode.OK, signedIn.Status);
        Assert.Equal(HttpStatusCode.Gone, again.StatusCode);
        Assert.Equal(["staff.invited", "staff.nobody-to-confirm", "staff.made-ready", "staff.signed-in"], acts);
    }

    [Theory]
    [OnBothEngines]
    public async Task An_account_without_a_password_cannot_be_entered_and_the_address_holds_three_days(Engine engine)
    {
        var app = await OwnAsync(engine);
        var officer = await app.SignedInAsync(Role.StaffOfficer);
        var invited = await officer.InviteAsync("wang.min", "7001", "agent");

        var guessed = await app.TrySignInAsync("wang.min", "x", "000000");
        app.Clock.Move(TimeSpan.FromHours(71));
        var inTime = await app.OpenAddressAsync(AddressOf(invited));
        app.Clock.Move(TimeSpan.FromHours(1));
        var late = await app.OpenAddressAsync(AddressOf(invited));

        Assert.Equal("sign-in.failed", guessed.Code);
        Assert.Equal(HttpStatusCode.OK, inTime.StatusCode);
        Assert.Equal(HttpStatusCode.Gone, late.StatusCode);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.3b")]
    public async Task A_lost_second_factor_is_replaced_and_the_old_sign_in_ends_at_once(Engine engine)
    {
        var app = await OwnAsync(engine);
        var officer = await app.SignedInAsync(Role.StaffOfficer);
        var agent = await app.SignedInAsync(Role.Agent);

        var reset = await officer.ResetAsync(agent.Id);
        app.Clock.Move(TimeSpan.FromSeconds(30)); // Another code for another reset.
        var second = await officer.ResetAsync(agent.Id);
        var open = await agent.Client.GetJsonAsync("/api/v1/session");
        var oldSignIn = await app.TrySignInAsync(
            agent.Account.UserName, FirstWindowApp.Password, app.CodeOf(agent.Id));
        var replaced = await app.OpenAddressAsync(AddressOf(reset));
        var secret = await app.CompleteSetupAsync(second, Password);
        app.Clock.Move(TimeSpan.FromSeconds(30));
        var signedIn = await app.TrySignInAsync(agent.Account.UserName, Password, app.CodeOf(secret));

        Assert.Equal(HttpStatusCode.Unauthorized, open.Status);
        Assert.Equal("sign-in.failed", oldSignIn.Code);
        Assert.Equal(HttpStatusCode.Gone, replaced.StatusCode);
        Assert.Equal(HttpStatusCode.OK, signedIn.Status);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.3b")]
    public async Task A_forgotten_password_is_set_anew_only_with_the_second_factor_that_stays(Engine engine)
    {
        var app = await OwnAsync(engine);
        var officer = await app.SignedInAsync(Role.StaffOfficer);
        var second = await app.SignedInAsync(Role.Administrator);
        var agent = await app.SignedInAsync(Role.Agent);

        var reset = await officer.ResetAsync(agent.Id, "password");
        var waiting = (await second.Client.GetJsonAsync("/api/v1/staff/changes")).Json.EnumerateArray().Single();
        var page = await second.Client.GetStringAsync("/staff/changes");
        await second.DecideAsync(waiting.GetProperty("id").GetGuid(), approve: true);
        var key = AddressOf(reset).Split('=')[1];
        var offer = await app.OfferAsync(AddressOf(reset));
        var setup = await (await app.OpenAddressAsync(AddressOf(reset))).Content.ReadAsStringAsync();
        var right = app.CodeOf(agent.Id);
        var guesses = new List<Answer>();
        for (var i = 0; i < 6; i++) // The officer has the address, and may guess five times.
        {
            guesses.Add(await CompleteAsync(right == "000000" ? "000001" : "000000"));
        }

        var locked = await CompleteAsync(right);
        app.Clock.Move(TimeSpan.FromMinutes(16));
        var done = await CompleteAsync(app.CodeOf(agent.Id));
        app.Clock.Move(TimeSpan.FromSeconds(30));
        var signedIn = await app.TrySignInAsync(agent.Account.UserName, Password, app.CodeOf(agent.Id));
        var told = await app.WithDatabaseAsync(db => db.Set<JournalEntry>().Where(e => e.Subject == agent.Id.Value
            && (e.Act == "staff.access-reset" || e.Act == "staff.change-confirmed")).OrderBy(e => e.Entry)
            .Select(e => e.Detail).ToListAsync());

        Assert.Equal("in-person", waiting.GetProperty("knownBy").GetString());
        Assert.Contains("当面核对工作证或身份证", page);
        Assert.True(offer.Json.GetProperty("totpSecret").ValueKind is System.Text.Json.JsonValueKind.Null);
        Assert.DoesNotContain("otpauth:", setup);
        Assert.All(guesses, g => Assert.Equal("setup.code-wrong", g.Code));
        Assert.Equal("setup.code-wrong", locked.Code);
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.OK), (done.Status, signedIn.Status));
        Assert.Equal(["lost=password;known-by=in-person;passkeys-ended=0", "reset: agent; known-by=in-person"], told);

        Task<Answer> CompleteAsync(string code) =>
            app.Client().PostJsonAsync("/api/v1/setup", new { key, password = Password, code });
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.1c")]
    public async Task Nobody_changes_their_own_account_and_only_administrators_touch_administrators(Engine engine)
    {
        var app = await On(engine);
        var officer = await app.SignedInAsync(Role.StaffOfficer);
        var administrator = await app.SignedInAsync(Role.Administrator);
        var other = await app.SignedInAsync(Role.Administrator);
        var agent = await app.SignedInAsync(Role.Agent);

        var refusals = new[]
        {
            await officer.ChangePostAsync(officer.Id, "supervisor"),
            await administrator.ChangePostAsync(administrator.Id, "agent"),
            await officer.Client.PostJsonAsync($"/api/v1/staff/{officer.Id.Value}/access", new { }),
            await officer.ChangePostAsync(agent.Id, "administrator"),
            await officer.InviteAsync("admin.new", "7101", "administrator"),
            await officer.ChangePostAsync(administrator.Id, "agent"),
            await officer.Client.PostJsonAsync($"/api/v1/staff/{administrator.Id.Value}/access", new { }),
            await officer.Client.PutJsonAsync($"/api/v1/staff/{administrator.Id.Value}/disabled", new { }),
            await administrator.ChangePostAsync(agent.Id, "administrator", "agent"),
            await administrator.ChangePostAsync(agent.Id, "auditor", "agent"),
        };
        var byAdministrator = await administrator.ChangePostAsync(agent.Id, "administrator");
        var refused = await ActsOnAsync(app, administrator.Id.Value, "request");

        Assert.All(refusals, r => Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, "A4.2.1c"), (r.Status, r.Clause)));
        Assert.Equal(
            ["staff.own-account", "staff.own-account", "staff.own-account", "staff.administrator-only",
            "staff.administrator-only", "staff.administrator-only", "staff.administrator-only",
            "staff.administrator-only", "staff.roles-apart", "staff.roles-apart"],
            refusals.Select(r => r.Code));
        Assert.Equal(HttpStatusCode.Accepted, byAdministrator.Status); // A new role waits for a second person.
        Assert.All(refused, act => Assert.Equal("refused", act));
        Assert.NotNull(other);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.1c")]
    public async Task The_last_administrator_stays(Engine engine)
    {
        var app = await OwnAsync(engine);
        var last = await app.SignedInAsync(Role.Administrator);
        var officer = await app.SignedInAsync(Role.StaffOfficer);
        var invited = await last.InviteAsync("admin.two", "7102", "administrator"); // not ready yet
        var program = await app.ProgramAsync("rescue", Role.Administrator);

        var disabled = await program.PutJsonAsync($"/api/v1/staff/{last.Id.Value}/disabled", new { });
        var moved = await program.PutJsonAsync($"/api/v1/staff/{last.Id.Value}/post", new { roles = new[] { "agent" } });
        await officer.DecideAsync(
            await officer.WaitingAsync(invited.Json.GetProperty("id").GetGuid()), approve: true);
        await app.CompleteSetupAsync(invited, Password);
        var afterwards = await program.PutJsonAsync($"/api/v1/staff/{last.Id.Value}/disabled", new { });

        Assert.All([disabled, moved], a => Assert.Equal("staff.last-administrator", a.Code));
        Assert.Equal(HttpStatusCode.NoContent, afterwards.Status);
        Assert.NotNull(officer);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.4.4a")]
    public async Task A_change_of_post_holds_from_the_next_request_and_a_leaver_comes_back_by_name(Engine engine)
    {
        var app = await OwnAsync(engine);
        var officer = await app.SignedInAsync(Role.StaffOfficer);
        var agent = await app.SignedInAsync(Role.Agent);
        var invited = await officer.InviteAsync("wang.min", "7001", "agent");
        var invitedId = invited.Json.GetProperty("id").GetGuid();

        var before = await agent.Client.GetJsonAsync("/api/v1/desk/contacts");
        var changed = await officer.ChangePostAsync(agent.Id, "quality");
        var after = await agent.Client.PutJsonAsync("/api/v1/desk/presence", new { state = "available", capacity = 1 });
        var disabled = await officer.Client.PutJsonAsync($"/api/v1/staff/{invitedId}/disabled", new { });
        var addressOfLeaver = await app.OpenAddressAsync(AddressOf(invited));
        await officer.Client.CallAsync(HttpMethod.Delete, $"/api/v1/staff/{invitedId}/disabled", null);
        var listed = await officer.Client.GetJsonAsync("/api/v1/staff?q=wang.min");

        Assert.NotEqual(HttpStatusCode.Forbidden, before.Status);
        Assert.Equal(HttpStatusCode.NoContent, changed.Status);
        Assert.Equal(HttpStatusCode.Forbidden, after.Status);
        Assert.Equal(HttpStatusCode.NoContent, disabled.Status);
        Assert.Equal(HttpStatusCode.Gone, addressOfLeaver.StatusCode);
        Assert.Equal("invited", Assert.Single(listed.Json.EnumerateArray()).GetProperty("state").GetString());
    }

    [Theory]
    [OnBothEngines]
    public async Task A_number_or_name_that_is_taken_or_malformed_makes_no_account(Engine engine)
    {
        var app = await OwnAsync(engine);
        var officer = await app.SignedInAsync(Role.StaffOfficer);
        var first = await officer.InviteAsync("wang.min", "7001", "agent");

        var twice = await Task.WhenAll(officer.InviteAsync("li.na", "7002", "agent"),
            officer.InviteAsync("li.na", "7002", "agent"));
        var sameNumber = await officer.InviteAsync("wang.min2", "7001", "agent");
        var sameUser = await officer.InviteAsync("wang.min", "7009", "agent");
        var strange = await officer.InviteAsync("x y", "7010", "agent");
        var noRole = await officer.InviteAsync("zhao.x", "7010");
        var unknownRole = await officer.InviteAsync("zhao.x", "7010", "king");
        var markup = await officer.Client.PostJsonAsync("/api/v1/staff", new
        {
            name = "<script>alert(1)</script>",
            number = "7011",
            userName = "mark.up",
            roles = new[] { "agent" },
        });
        var page = await officer.Client.GetAsync("/staff?q=script");
        var html = await page.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.Created, first.Status);
        Assert.Single(twice, a => a.Status is HttpStatusCode.Created);
        Assert.Equal("staff.number-taken", sameNumber.Code);
        Assert.Equal("staff.user-name-taken", sameUser.Code);
        Assert.Equal("staff.user-name", strange.Code);
        Assert.All([noRole, unknownRole], a => Assert.Equal("staff.roles", a.Code));
        Assert.Equal(HttpStatusCode.Created, markup.Status);
        Assert.Contains("&lt;script&gt;alert(1)", html);
        Assert.DoesNotContain("<script>alert(1)", html);
    }

    private static string AddressOf(Answer answer) => answer.Json.GetProperty("address").GetString()!;

    private static Task<List<string>> ActsOnAsync(FirstWindowApp app, Guid subject, string kind = "staff") =>
        app.WithDatabaseAsync(db => db.Set<JournalEntry>().Where(e => e.Subject == subject && e.SubjectKind == kind)
            .OrderBy(e => e.Entry).Select(e => e.Act).ToListAsync());
}
