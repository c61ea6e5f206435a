using System.Net;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class CertifyingPeople(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    [Clause("A3.2.1")]
    [Clause("A1.3.3")]
    public async Task Nobody_is_there_for_customers_without_a_certificate_and_a_grant_holds_at_once(Engine engine)
    {
        var app = await On(engine);
        var agent = await UncertifiedAsync(app, Role.Agent);
        var trainer = await app.SignedInAsync(Role.Trainer);

        var before = await AvailableAsync(agent);
        var granted = await GrantAsync(trainer, agent.Account.Id);
        var after = await AvailableAsync(agent);
        await agent.PauseAsync();

        Assert.Equal("certificate.none", before.Code);
        Assert.Equal("A3.2.1", before.Clause);
        Assert.True(await app.WasRefusedAsync("certificate.none", "A3.2.1", agent.Account.Id));
        Assert.Equal(HttpStatusCode.Created, granted.Status);
        Assert.Equal(HttpStatusCode.NoContent, after.Status);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A3.2.1")]
    public async Task A_certificate_that_expires_during_the_shift_ends_new_contacts_at_once(Engine engine)
    {
        var app = await OwnAsync(engine);
        var agent = await UncertifiedAsync(app, Role.Agent);
        var trainer = await app.SignedInAsync(Role.Trainer);
        await GrantAsync(trainer, agent.Account.Id, lastDay: Today(app));
        await agent.BeAvailableAsync();
        var offered = await app.GivenVisitorAsync();
        await offered.AskForPersonAsync();
        await app.MatchAsync();

        await app.PassAtTheDesksAsync(TimeSpan.FromDays(1)); // Past the last valid day.
        var again = new Colleague(app, agent.Account, await app.OpenSessionAsync(agent.Account.Id));
        var accept = await again.Client.PutJsonAsync($"/api/v1/conversations/{offered.Id}/acceptance", new { });
        var visitor = await app.GivenVisitorAsync();
        await visitor.AskForPersonAsync();
        await app.MatchAsync();
        var contacts = await again.Client.GetJsonAsync("/api/v1/desk/contacts");

        Assert.Equal("certificate.none", accept.Code);
        Assert.DoesNotContain(contacts.Json.EnumerateArray(), c => c.GetProperty("id").GetGuid() == visitor.Id);
        Assert.True(await app.WasRefusedAsync("certificate.none", "A3.2.1", agent.Account.Id));
    }

    [Theory]
    [OnBothEngines]
    [Clause("A3.2.1")]
    public async Task Neither_transfer_nor_take_over_brings_a_contact_to_somebody_uncertified(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        var expert = await UncertifiedAsync(app, Role.Expert);
        await app.CertifyAsync(expert.Account.Id, "general"); // For something else.
        var supervisor = await UncertifiedAsync(app, Role.Supervisor);
        await expert.BeAvailableAsync();

        var taken = await supervisor.Client.PutJsonAsync($"/api/v1/conversations/{visitor.Id}/takeover",
            new { from = agent.Account.Id.Value, reason = "客户情绪激动，由我接手" });
        await agent.Client.PostJsonAsync(
            $"/api/v1/conversations/{visitor.Id}/transfers", new { queue = "expert", summary = "请专家核对账户" });
        await app.MatchAsync();
        var atExpert = await expert.Client.GetJsonAsync("/api/v1/desk/contacts");
        await expert.PauseAsync();

        Assert.Equal("certificate.none", taken.Code);
        Assert.True(await app.WasRefusedAsync("certificate.none", "A3.2.1", supervisor.Account.Id));
        Assert.Empty(atExpert.Json.EnumerateArray());
    }

    [Theory]
    [OnBothEngines]
    public async Task A_suspended_certificate_is_worth_nothing_until_it_is_given_back(Engine engine)
    {
        var app = await On(engine);
        var agent = await UncertifiedAsync(app, Role.Agent);
        var trainer = await app.SignedInAsync(Role.Trainer);
        var id = (await GrantAsync(trainer, agent.Account.Id)).Json.GetProperty("id").GetGuid();
        var url = $"/api/v1/certificates/{id}/suspension";

        var noReason = await trainer.Client.PutJsonAsync(url, new { reason = " " });
        var suspended = await trainer.Client.PutJsonAsync(url, new { reason = "连续三次答复有误" });
        var meanwhile = await AvailableAsync(agent);
        var back = await trainer.Client.CallAsync(HttpMethod.Delete, url, null);
        var after = await AvailableAsync(agent);
        await agent.PauseAsync();
        var acts = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .Where(e => e.Subject == agent.Account.Id.Value && e.Act.StartsWith("certificate."))
            .OrderBy(e => e.Entry).Select(e => e.Act).ToListAsync());

        Assert.Equal("certificate.reason", noReason.Code);
        Assert.All([suspended, back, after], a => Assert.Equal(HttpStatusCode.NoContent, a.Status));
        Assert.Equal("certificate.none", meanwhile.Code);
        Assert.Equal(
            ["certificate.granted", "certificate.restored", "certificate.suspended"], acts.Distinct().Order());
    }

    [Theory]
    [OnBothEngines]
    public async Task Bad_input_wrong_roles_and_oneself_are_refused_and_granting_twice_renews(Engine engine)
    {
        var app = await On(engine);
        var agent = await UncertifiedAsync(app, Role.Agent);
        var trainer = await app.SignedInAsync(Role.Trainer);
        var today = Today(app);
        async Task<string?> CodeOf(StaffId staff, string code = "general", string scope = "*", string language = "zh",
            int level = 1, DateOnly? lastDay = null) => (await trainer.Client.PostJsonAsync("/api/v1/certificates",
            new { staff = staff.Value, code, scope, language, level, lastDay = lastDay ?? today.AddDays(30) })).Code;

        Assert.Equal("certificate.bad", await CodeOf(agent.Account.Id, code: "<b>x</b>"));
        Assert.Equal("certificate.bad", await CodeOf(agent.Account.Id, scope: "a b"));
        Assert.Equal("certificate.bad", await CodeOf(agent.Account.Id, language: "fr"));
        Assert.Equal("certificate.bad", await CodeOf(agent.Account.Id, level: 4));
        Assert.Equal("certificate.term", await CodeOf(agent.Account.Id, lastDay: today.AddDays(-1)));
        Assert.Equal("certificate.term", await CodeOf(agent.Account.Id, lastDay: today.AddYears(20)));
        Assert.Equal("certificate.term", await CodeOf(agent.Account.Id, lastDay: DateOnly.MaxValue));
        Assert.Equal("certificate.oneself", await CodeOf(trainer.Account.Id));
        Assert.Equal("staff.not-found", await CodeOf(StaffId.New()));
        var supervisor = await app.SignedInAsync(Role.Supervisor);
        Assert.Equal(HttpStatusCode.Forbidden, (await GrantAsync(supervisor, agent.Account.Id)).Status);
        var first = await GrantAsync(trainer, agent.Account.Id);
        var second = await GrantAsync(trainer, agent.Account.Id, lastDay: today.AddDays(90));
        Assert.Equal(first.Json.GetProperty("id").GetGuid(), second.Json.GetProperty("id").GetGuid());
        var rows = await trainer.Client.GetJsonAsync($"/api/v1/certificates?q={agent.Account.Number}");
        Assert.Single(rows.Json.EnumerateArray());
    }

    [Theory]
    [OnBothEngines]
    public async Task The_trainer_is_warned_thirty_and_seven_days_before_it_expires(Engine engine)
    {
        var app = await OwnAsync(engine);
        var agent = await UncertifiedAsync(app, Role.Agent);
        var trainer = await app.SignedInAsync(Role.Trainer);
        await GrantAsync(trainer, agent.Account.Id, lastDay: Today(app).AddDays(99));
        var promise = await app.WithDatabaseAsync(db =>
            db.Set<Promise>().SingleAsync(p => p.About == agent.Account.Id.Value));

        Task<int> WarnedAsync() => app.WithDatabaseAsync(db => db.Set<JournalEntry>().CountAsync(
            e => e.Subject == agent.Account.Id.Value && e.Act == "promise.warned"));
        async Task<int> AfterAsync(DateTimeOffset at)
        {
            app.Clock.Move(at - app.Clock.GetUtcNow());
            await app.LookAtPromisesAsync();
            return await WarnedAsync();
        }

        Assert.Equal(trainer.Account.Id.Value, promise.Owner);
        Assert.Equal(0, await AfterAsync(promise.DueAt.AddDays(-30).AddMinutes(-5)));
        Assert.Equal(1, await AfterAsync(promise.DueAt.AddDays(-30).AddMinutes(5)));
        Assert.Equal(1, await AfterAsync(promise.DueAt.AddDays(-7).AddMinutes(-5)));
        Assert.Equal(2, await AfterAsync(promise.DueAt.AddDays(-7).AddMinutes(5)));
    }

    [Theory]
    [OnBothEngines]
    public async Task The_page_grants_by_number_and_escapes_what_was_typed(Engine engine)
    {
        var app = await On(engine);
        var agent = await UncertifiedAsync(app, Role.Agent);
        var trainer = await app.SignedInAsync(Role.Trainer);

        var page = await trainer.Client.GetStringAsync("/certificates");
        var list = await trainer.Client.GetStringAsync("/certificates?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E");
        await GrantAsync(trainer, agent.Account.Id);
        var found = await trainer.Client.GetStringAsync("/certificates?q=" + agent.Account.Number);

        Assert.Contains(agent.Account.Number, page);
        Assert.DoesNotContain("<script>alert", list);
        Assert.Contains(agent.Account.Number, found);
    }

    private static DateOnly Today(FirstWindowApp app) =>
        Platform.Calendar.BankCalendar.DateOf(app.Clock.GetUtcNow());

    private static async Task<Colleague> UncertifiedAsync(FirstWindowApp app, Role role)
    {
        var staff = await app.GivenUncertifiedAsync(role);
        return new(app, staff, await app.OpenSessionAsync(staff.Id));
    }

    private static Task<Answer> AvailableAsync(Colleague agent) =>
        agent.Client.PutJsonAsync("/api/v1/desk/presence", new { state = "available", capacity = 4 });

    private static Task<Answer> GrantAsync(Colleague by, StaffId staff, DateOnly? lastDay = null) =>
        by.Client.PostJsonAsync("/api/v1/certificates", new
        {
            staff = staff.Value,
            code = "general",
            scope = "*",
            language = "zh",
            level = 1,
            lastDay = lastDay ?? new DateOnly(2027, 6, 1),
        });
}
