using System.Net;
using System.Text.RegularExpressions;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>Nobody gets into the house, or into more rights, on one person's word.</summary>
public sealed class ConfirmingAccounts(Houses houses) : ApiTests(houses)
{
    private const string Password = "Blue-Kettle-42";

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.1c")]
    [Clause("A4.2.3a")]
    public async Task An_officer_alone_cannot_play_both_persons_by_api_or_page(Engine engine)
    {
        var app = await OwnAsync(engine);
        var officer = await app.SignedInAsync(Role.StaffOfficer);
        var lead = await app.SignedInAsync(Role.DutyLead);

        var proposer = await officer.InviteAsync("li.na", "7001", "compliance");
        var decider = await officer.InviteAsync("wang.min", "7002", "compliance");
        var shut = new[]
        {
            await app.OfferAsync(Address(decider)),
            await app.Client().PostJsonAsync("/api/v1/setup", new { key = Key(decider), password = Password, code = "000000" }),
        };
        var page = await app.OpenAddressAsync(Address(decider));
        var change = await officer.WaitingAsync(Id(decider));
        var byApi = await officer.DecideAsync(change, approve: true);
        var byPage = await officer.SubmitAsync("/staff/changes", $"/staff/changes/{change}", ("approve", "true"));
        var still = await app.OpenAddressAsync(Address(decider));
        var confirmed = await lead.DecideAsync(change, approve: true);
        var opened = await app.OpenAddressAsync(Address(decider));
        var secret = await app.CompleteSetupAsync(decider, Password);
        app.Clock.Move(TimeSpan.FromSeconds(30));
        var signedIn = await app.TrySignInAsync("wang.min", Password, app.CodeOf(secret));
        var other = await app.OpenAddressAsync(Address(proposer));

        Assert.True(decider.Json.GetProperty("waits").GetBoolean());
        Assert.All(shut, a => Assert.Equal(
            (HttpStatusCode.Forbidden, "setup.waits", "A4.2.3a"), (a.Status, a.Code, a.Clause)));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "staff.own-change", "A4.2.1c"),
            (byApi.Status, byApi.Code, byApi.Clause));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, byPage.Status);
        Assert.Contains("这是您自己提出的申请", byPage.Html);
        Assert.All([page, still, other], a => Assert.Equal(HttpStatusCode.Forbidden, a.StatusCode));
        Assert.Equal(HttpStatusCode.NoContent, confirmed.Status);
        Assert.Equal(HttpStatusCode.OK, opened.StatusCode);
        Assert.Equal(HttpStatusCode.OK, signedIn.Status);
        Assert.True(await app.WasRefusedAsync("staff.own-change", "A4.2.1c", officer.Id));
        Assert.Equal(["staff.invited", "staff.change-confirmed", "staff.made-ready", "staff.signed-in"],
            await ActsOnAsync(app, Id(decider)));
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.1c")]
    public async Task A_reset_takes_the_old_access_at_once_and_its_address_waits_for_somebody_else(Engine engine)
    {
        var app = await OwnAsync(engine);
        var officer = await app.SignedInAsync(Role.StaffOfficer);
        var lead = await app.SignedInAsync(Role.DutyLead);
        var compliance = await app.SignedInAsync(Role.Compliance);

        var reset = await officer.ResetAsync(compliance.Id);
        var old = await compliance.Client.GetJsonAsync("/api/v1/session");
        var early = await app.OpenAddressAsync(Address(reset));
        var change = await officer.WaitingAsync(compliance.Id.Value);
        var own = await officer.DecideAsync(change, approve: true);
        app.Clock.Move(TimeSpan.FromSeconds(30)); // Another code for another reset.
        var again = await officer.ResetAsync(compliance.Id);
        var replaced = await lead.DecideAsync(change, approve: true);
        var newer = await lead.DecideAsync(await lead.WaitingAsync(compliance.Id.Value), approve: true);
        var voided = await app.OpenAddressAsync(Address(reset));
        var opened = await app.OpenAddressAsync(Address(again));

        Assert.True(reset.Json.GetProperty("waits").GetBoolean());
        Assert.Equal(HttpStatusCode.Unauthorized, old.Status);
        Assert.Equal(HttpStatusCode.Forbidden, early.StatusCode);
        Assert.Equal("staff.own-change", own.Code);
        Assert.Equal(HttpStatusCode.NotFound, replaced.Status);
        Assert.Equal(HttpStatusCode.NoContent, newer.Status);
        Assert.Equal(HttpStatusCode.Gone, voided.StatusCode);
        Assert.Equal(HttpStatusCode.OK, opened.StatusCode);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.1c")]
    public async Task A_role_that_is_new_waits_too_and_not_for_the_person_it_is_for(Engine engine)
    {
        var app = await OwnAsync(engine);
        var officer = await app.SignedInAsync(Role.StaffOfficer);
        var lead = await app.SignedInAsync(Role.DutyLead);
        var administrator = await app.SignedInAsync(Role.Administrator);

        var asked = await officer.ChangePostAsync(lead.Id, "duty-lead", "compliance");
        var before = await lead.Client.GetJsonAsync("/api/v1/journal");
        var change = await lead.WaitingAsync(lead.Id.Value);
        var bySelf = await lead.DecideAsync(change, approve: true);
        var byAsker = await officer.DecideAsync(change, approve: true);
        var by = await administrator.DecideAsync(change, approve: true);
        var after = await lead.Client.GetJsonAsync("/api/v1/journal");
        var taken = await officer.ChangePostAsync(lead.Id, "duty-lead");
        var afterwards = await lead.Client.GetJsonAsync("/api/v1/journal");

        Assert.Equal(HttpStatusCode.Accepted, asked.Status);
        Assert.Equal(HttpStatusCode.Forbidden, before.Status);
        Assert.Equal(("staff.own-account", "A4.2.1c"), (bySelf.Code, bySelf.Clause));
        Assert.Equal(("staff.own-change", "A4.2.1c"), (byAsker.Code, byAsker.Clause));
        Assert.Equal(HttpStatusCode.NoContent, by.Status);
        Assert.Equal(HttpStatusCode.OK, after.Status);
        Assert.Equal(HttpStatusCode.NoContent, taken.Status); // What is taken away is taken at once.
        Assert.Equal(HttpStatusCode.Forbidden, afterwards.Status);
        Assert.True(await app.WasRefusedAsync("staff.own-account", "A4.2.1c", lead.Id));
    }

    [Theory]
    [OnBothEngines]
    public async Task Of_two_who_decide_at_once_one_is_heard_and_what_is_declined_opens_nothing(Engine engine)
    {
        var app = await OwnAsync(engine);
        var officer = await app.SignedInAsync(Role.StaffOfficer);
        var lead = await app.SignedInAsync(Role.DutyLead);
        var administrator = await app.SignedInAsync(Role.Administrator);
        var invited = await officer.InviteAsync("li.na", "7001", "agent");
        var unwanted = await officer.InviteAsync("wang.min", "7002", "agent");
        var change = await lead.WaitingAsync(Id(invited));

        var both = await Task.WhenAll(
            lead.DecideAsync(change, approve: true), administrator.DecideAsync(change, approve: true));
        var late = await lead.DecideAsync(change, approve: false);
        var opened = await app.OpenAddressAsync(Address(invited));
        await lead.DecideAsync(await lead.WaitingAsync(Id(unwanted)), approve: false);
        var declined = await app.OpenAddressAsync(Address(unwanted));
        var left = await lead.Client.GetJsonAsync("/api/v1/staff/changes");

        Assert.Single(both, a => a.Status is HttpStatusCode.NoContent);
        Assert.Single(both, a => a.Code == "staff.change-decided");
        Assert.Equal(HttpStatusCode.Conflict, late.Status);
        Assert.Equal(HttpStatusCode.OK, opened.StatusCode);
        Assert.Equal(HttpStatusCode.Gone, declined.StatusCode);
        Assert.Empty(left.Json.EnumerateArray());
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.1c")]
    public async Task The_first_administrator_brings_in_a_second_person_and_is_never_alone_again(Engine engine)
    {
        var app = await OwnAsync(engine);
        var first = await app.SignedInAsync(Role.Administrator);

        var second = await first.InviteAsync("second.admin", "9002", "administrator");
        var secret = await app.CompleteSetupAsync(second, Password);
        var third = await first.InviteAsync("li.na", "7001", "compliance");
        var reset = await first.ResetAsync(new(Id(second))); // Of two, one would be both.
        var moved = await first.ChangePostAsync(new(Id(second)), "auditor");
        await first.Client.PutJsonAsync($"/api/v1/staff/{Id(second)}/disabled", new { });
        var fourth = await first.InviteAsync("wang.min", "7002", "compliance");
        var both = await first.DecideAsync(await first.WaitingAsync(Id(third)), approve: true);
        var alone = await app.WithDatabaseAsync(db =>
            db.Set<JournalEntry>().Where(e => e.Act == "staff.nobody-to-confirm").Select(e => e.Subject).ToListAsync());

        Assert.NotEmpty(secret);
        Assert.False(second.Json.GetProperty("waits").GetBoolean());
        Assert.Equal(HttpStatusCode.Accepted, moved.Status);
        Assert.All([third, reset, fourth], a => Assert.True(a.Json.GetProperty("waits").GetBoolean()));
        Assert.Equal([Id(second)], alone);
        Assert.Equal(("staff.own-change", "A4.2.1c"), (both.Code, both.Clause));
        Assert.True(await app.WasRefusedAsync("staff.own-change", "A4.2.1c", first.Id));
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.1c")]
    public async Task A_program_is_nobodys_second_person_but_asks_for_a_house_whose_people_are_gone(Engine engine)
    {
        var app = await OwnAsync(engine);
        var officer = await app.SignedInAsync(Role.StaffOfficer);
        var last = await app.SignedInAsync(Role.Administrator);
        var program = await app.ProgramAsync("rescue", Role.Administrator);
        var invited = await officer.InviteAsync("li.na", "7001", "agent");

        var byProgram = await program.PutJsonAsync(
            $"/api/v1/staff/changes/{await last.WaitingAsync(Id(invited))}/decision", new { approve = true });
        var watched = await program.PostJsonAsync($"/api/v1/staff/{last.Id.Value}/access", new { });
        await program.PutJsonAsync($"/api/v1/staff/{officer.Id.Value}/disabled", new { });
        var rescued = await program.CallAsync(HttpMethod.Post, $"/api/v1/staff/{last.Id.Value}/access", null);
        var opened = await app.OpenAddressAsync(Address(rescued));

        Assert.Equal(("staff.person-only", "A4.2.1c"), (byProgram.Code, byProgram.Clause));
        Assert.Single(await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .Where(e => e.Act == "refused" && e.Clause == "A4.2.1c" && e.Detail == "staff.person-only").ToListAsync()));
        Assert.True(watched.Json.GetProperty("waits").GetBoolean());
        Assert.False(rescued.Json.GetProperty("waits").GetBoolean());
        Assert.Equal(HttpStatusCode.OK, opened.StatusCode);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.3b")]
    public async Task Resetting_somebody_asks_for_the_own_code_and_each_code_works_once(Engine engine)
    {
        var app = await OwnAsync(engine);
        var officer = await app.SignedInAsync(Role.StaffOfficer);
        var agent = await app.SignedInAsync(Role.Agent);
        var url = $"/api/v1/staff/{agent.Id.Value}/access";
        var code = app.CodeOf(officer.Id);

        var unknown = await officer.Client.PostJsonAsync(url, new { code });
        var bySay = await officer.Client.PostJsonAsync(url, new { code, knownBy = "by-telephone" });
        var without = await officer.Client.PostJsonAsync(url, new { knownBy = "in-person" });
        var wrong = await officer.Client.PostJsonAsync(
            url, new { code = code == "000000" ? "000001" : "000000", knownBy = "in-person" });
        var byPage = await officer.SubmitAsync(
            $"/staff/{agent.Id.Value}", $"/staff/{agent.Id.Value}/access", ("code", "12 34 56"), ("knownBy", "by-video"));
        var stillIn = await agent.Client.GetJsonAsync("/api/v1/session");
        var right = await officer.Client.PostJsonAsync(url, new { code, knownBy = "in-person" });
        var used = await officer.Client.PostJsonAsync(url, new { code, knownBy = "in-person" });
        var guessed = await officer.Client.PostJsonAsync(url, new { code = "x", knownBy = "in-person" });
        app.Clock.Move(TimeSpan.FromSeconds(30));
        var locked = await officer.ResetAsync(agent.Id); // Five wrong ones: the right one is too late.

        Assert.All([unknown, bySay], a => Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, "staff.known-by", "A4.2.3b"), (a.Status, a.Code, a.Clause)));
        Assert.All([without, wrong, used, guessed, locked], a => Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, "staff.own-code", "A4.2.3b"), (a.Status, a.Code, a.Clause)));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, byPage.Status);
        Assert.Equal(HttpStatusCode.OK, stillIn.Status);
        Assert.Equal(HttpStatusCode.Created, right.Status);
        Assert.True(await app.WasRefusedAsync("staff.own-code", "A4.2.3b", officer.Id));
    }

    private static string Address(Answer answer) => answer.Json.GetProperty("address").GetString()!;

    private static string Key(Answer answer) => Address(answer).Split('=')[1];

    private static Guid Id(Answer invited) => invited.Json.GetProperty("id").GetGuid();

    private static Task<List<string>> ActsOnAsync(FirstWindowApp app, Guid staff) =>
        app.WithDatabaseAsync(db => db.Set<JournalEntry>().Where(e => e.Subject == staff && e.SubjectKind == "staff")
            .OrderBy(e => e.Entry).Select(e => e.Act).ToListAsync());
}

/// <summary>What those who keep accounts do.</summary>
internal static partial class OfficerCalls
{
    public static Task<Answer> InviteAsync(
        this Colleague officer, string userName, string number, params string[] roles) =>
        officer.Client.PostJsonAsync("/api/v1/staff", new { name = "王敏", number, userName, roles });

    public static Task<Answer> ChangePostAsync(this Colleague officer, StaffId id, params string[] roles) =>
        officer.Client.PutJsonAsync($"/api/v1/staff/{id.Value}/post", new { roles });

    /// <summary>Resets with the officer's present code.</summary>
    public static Task<Answer> ResetAsync(this Colleague officer, StaffId id, string lost = "all") =>
        officer.Client.PostJsonAsync($"/api/v1/staff/{id.Value}/access",
            new { code = officer.App.CodeOf(officer.Id), knownBy = "in-person", lost });

    /// <summary>What waits for a second person about this account.</summary>
    public static async Task<Guid> WaitingAsync(this Colleague colleague, Guid staff) =>
        (await colleague.Client.GetJsonAsync("/api/v1/staff/changes")).Json.EnumerateArray()
            .Single(c => c.GetProperty("staff").GetGuid() == staff).GetProperty("id").GetGuid();

    public static Task<Answer> DecideAsync(this Colleague colleague, Guid change, bool approve) =>
        colleague.Client.PutJsonAsync($"/api/v1/staff/changes/{change}/decision", new { approve });

    /// <summary>What a one-time address offers.</summary>
    public static Task<Answer> OfferAsync(this FirstWindowApp app, string address) =>
        app.Client().PostJsonAsync("/api/v1/setup/offer", new { key = address.Split('=')[1] });

    /// <summary>Opens a one-time address as the page does that its link leads to.</summary>
    public static async Task<HttpResponseMessage> OpenAddressAsync(this FirstWindowApp app, string? address)
    {
        var client = app.Client();
        var door = await client.GetAsync("/setup");
        var token = (await door.Content.ReadAsStringAsync())
            .Split("name=\"__RequestVerificationToken\" value=\"")[1].Split('"')[0];
        using var request = new HttpRequestMessage(HttpMethod.Post, "/setup/open");
        request.Headers.Add("Cookie", door.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        request.Content = new FormUrlEncodedContent([new("key", address!.Split('=')[1]), new("__RequestVerificationToken", token)]);
        return await client.SendAsync(request);
    }

    /// <summary>Sets password and second factor at a one-time address.</summary>
    /// <returns>The secret of the second factor.</returns>
    public static async Task<string> CompleteSetupAsync(this FirstWindowApp app, Answer invited, string password)
    {
        var address = invited.Json.GetProperty("address").GetString()!;
        var secret = (await app.OfferAsync(address)).Json.GetProperty("totpSecret").GetString()!;
        var done = await app.Client().PostJsonAsync(
            "/api/v1/setup", new { key = address.Split('=')[1], password, code = app.CodeOf(secret) });
        Assert.Equal(HttpStatusCode.NoContent, done.Status);
        return secret;
    }

    public static Task<Answer> TrySignInAsync(this FirstWindowApp app, string userName, string password, string code) =>
        app.Client().PostJsonAsync("/api/v1/session", new { userName, password, code });

    /// <summary>A program of the bank with a fresh token.</summary>
    public static async Task<HttpClient> ProgramAsync(this FirstWindowApp app, string name, Role role)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var (token, _) = await scope.ServiceProvider.GetRequiredService<ServiceAccounts>()
            .MakeAsync(name, role, CancellationToken.None);
        var client = app.Client();
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return client;
    }

    /// <summary>Posts a form as the browser does that has opened the page.</summary>
    public static async Task<(HttpStatusCode Status, string Html)> SubmitAsync(
        this Colleague colleague, string page, string action, params (string Name, string Value)[] fields)
    {
        using var opened = await colleague.Client.GetAsync(page);
        var token = Token().Match(await opened.Content.ReadAsStringAsync()).Groups[1].Value;
        using var request = new HttpRequestMessage(HttpMethod.Post, action)
        {
            Content = new FormUrlEncodedContent([
                .. fields.Select(f => KeyValuePair.Create(f.Name, f.Value)), new("__RequestVerificationToken", token)]),
        };
        request.Headers.Add("Cookie", colleague.Client.DefaultRequestHeaders.GetValues("Cookie").Single() + "; "
            + opened.Headers.GetValues("Set-Cookie").First().Split(';')[0]);
        using var answer = await colleague.Client.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    [GeneratedRegex("__RequestVerificationToken\" value=\"([^\"]+)")]
    private static partial Regex Token();
}
