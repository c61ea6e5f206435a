using System.Net;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Storage;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>Forms as browsers send them: a box that is not ticked and the fields of other forms are left out.</summary>
public sealed class FillingInForms(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    public async Task Suggestions_low_scores_bulletins_and_endpoints_are_taken_by_page(Engine engine)
    {
        var app = await OwnAsync(engine);
        var (visitor, agent) = await app.GivenContactAsync();
        var supervisor = await app.SignedInAsync(Role.Supervisor);
        var administrator = await app.SignedInAsync(Role.Administrator);
        await agent.WrapUpAsync(visitor.Id);
        var suggestion = Guid.NewGuid();
        await visitor.Client.PostJsonAsync(
            $"/api/v1/conversations/{visitor.Id}/suggestions", new { id = suggestion, text = "账单能不能用大字？" });
        await visitor.Client.PostJsonAsync(
            $"/api/v1/conversations/{visitor.Id}/rating", new { score = 1, comment = "等太久" });

        var owned = await agent.SubmitAsync("/pledge", $"/suggestions/{suggestion}/owner", ("Text", ""));
        var answered = await agent.SubmitAsync("/pledge", $"/suggestions/{suggestion}/answer",
            ("Text", "谢谢您，大字账单下月起可在网点打印。"), ("Improvement", ""), ("NoChange", "已有大字版"));
        var closed = await supervisor.SubmitAsync("/pledge", $"/recoveries/{visitor.Id}",
            ("Done", "已重新核对账单"), ("Told", "电话向客户说明"), ("Satisfied", "yes"));
        var inside = await supervisor.SubmitAsync("/pledge", "/bulletins", ("Id", $"{Guid.NewGuid()}"), ("BasedOn", "0"),
            ("Level", "notice"), ("Minutes", "60"), ("Chinese", "内部核实中，请先登记"), ("English", "Being checked, take notes"));
        var noKind = await administrator.SubmitAsync("/pledge", "/webhooks",
            ("Id", $"{Guid.NewGuid()}"), ("Name", "客户关系系统"), ("Url", "https://crm.bank.example/events"));

        Assert.Equal([HttpStatusCode.Found, HttpStatusCode.Found, HttpStatusCode.Found, HttpStatusCode.Found],
            [owned.Status, answered.Status, closed.Status, inside.Status]);
        Assert.DoesNotContain("request.malformed", noKind.Html);
        Assert.Contains("客户关系系统", noKind.Html); // What was filled in is still there.
    }
}
