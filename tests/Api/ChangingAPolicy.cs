using System.Net;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class ChangingAPolicy(Houses houses) : ApiTests(houses)
{
    private static readonly Policy Reply = new("chat.next-reply", 60, "秒", 5, 600, "", "", "");

    [Theory]
    [OnBothEngines]
    [Clause("A1.3.2")]
    public async Task A_change_holds_only_after_a_second_person_approves(Engine engine)
    {
        var app = await OwnAsync(engine);
        var first = await app.SignedInAsync(Role.Compliance);
        var second = await app.SignedInAsync(Role.Compliance);
        var book = app.Services.GetRequiredService<PolicyBook>();

        var proposed = await ProposeAsync(first, 90);
        var id = proposed.Json.GetProperty("id").GetGuid();
        var own = await DecideAsync(first, id);
        var before = book[Reply];
        var decided = await DecideAsync(second, id);
        await book.FreshAsync(CancellationToken.None);
        var again = await DecideAsync(second, id);

        Assert.Equal(HttpStatusCode.Created, proposed.Status);
        Assert.Equal(("policy.own-proposal", "A1.3.2"), (own.Code, own.Clause));
        Assert.Equal(60, before);
        Assert.Equal(HttpStatusCode.NoContent, decided.Status);
        Assert.Equal(90, book[Reply]);
        Assert.Equal(HttpStatusCode.Conflict, again.Status);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A1.3.2")]
    public async Task A_value_outside_its_legal_range_cannot_even_be_proposed(Engine engine)
    {
        var app = await On(engine);
        var officer = await app.SignedInAsync(Role.Compliance);

        var tooLong = await ProposeAsync(officer, 601);
        var unknown = await officer.Client.PostJsonAsync(
            "/api/v1/policies/proposals", new { key = "no.such", value = 1, reason = "试一试看" });

        Assert.Equal(("policy.out-of-range", HttpStatusCode.UnprocessableEntity), (tooLong.Code, tooLong.Status));
        Assert.Equal(HttpStatusCode.NotFound, unknown.Status);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_change_for_a_later_day_holds_from_that_moment(Engine engine)
    {
        var app = await OwnAsync(engine);
        var first = await app.SignedInAsync(Role.Compliance);
        var second = await app.SignedInAsync(Role.Compliance);
        var book = app.Services.GetRequiredService<PolicyBook>();
        var from = app.Clock.GetUtcNow().AddMinutes(5);

        var proposed = await ProposeAsync(first, 45, from);
        await DecideAsync(second, proposed.Json.GetProperty("id").GetGuid());
        await book.FreshAsync(CancellationToken.None);
        var now = book[Reply];
        app.Clock.Move(TimeSpan.FromMinutes(6));

        Assert.Equal(60, now);
        Assert.Equal(45, book[Reply]);
    }

    [Theory]
    [OnBothEngines]
    public async Task Two_proposals_at_once_leave_one(Engine engine)
    {
        var app = await OwnAsync(engine);
        var officer = await app.SignedInAsync(Role.Compliance);

        var answers = await Task.WhenAll(ProposeAsync(officer, 50), ProposeAsync(officer, 70));

        Assert.Single(answers, a => a.Status is HttpStatusCode.Created);
        Assert.Single(answers, a => a.Code == "policy.proposal-open");
    }

    private static Task<Answer> ProposeAsync(Colleague officer, long value, DateTimeOffset? effectiveFrom = null) =>
        officer.Client.PostJsonAsync(
            "/api/v1/policies/proposals", new { key = Reply.Key, value, reason = "客户反映等待太久", effectiveFrom });

    private static Task<Answer> DecideAsync(Colleague officer, Guid id) =>
        officer.Client.PutJsonAsync($"/api/v1/policies/proposals/{id}/decision", new { approve = true });
}
