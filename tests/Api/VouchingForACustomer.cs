using System.Net;
using FirstWindow.Customers.Features;
using FirstWindow.Platform;
using FirstWindow.Platform.Storage;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class VouchingForACustomer(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    [Clause("A4.4.1")]
    public async Task A_token_of_the_banks_app_names_the_customer_and_works_once(Engine engine)
    {
        var app = await On(engine);
        var token = app.Services.GetRequiredService<CustomerTokens>().Mint("C10000001");

        var first = await OpenAsync(app, token);
        var replayed = await OpenAsync(app, token);

        Assert.Equal(HttpStatusCode.Created, first.Status);
        Assert.Equal(("customer-token.refused", "A4.4.1"), (replayed.Code, replayed.Clause));
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.4.1")]
    public async Task An_old_forged_or_altered_token_opens_nothing(Engine engine)
    {
        var app = await OwnAsync(engine);
        var tokens = app.Services.GetRequiredService<CustomerTokens>();
        var parts = tokens.Mint("C10000001").Split('.');
        var unsigned = Convert.ToBase64String("{\"alg\":\"none\",\"typ\":\"JWT\"}"u8)
            .TrimEnd('=') + "." + parts[1] + ".";
        var old = tokens.Mint("C10000001");
        app.Clock.Move(TimeSpan.FromMinutes(6));

        foreach (var bad in new[] { "x", "a.b.c", unsigned, $"{parts[0]}.{parts[1]}.{new string('A', 86)}", old })
        {
            var answer = await OpenAsync(app, bad);
            Assert.Equal((HttpStatusCode.BadRequest, "customer-token.refused"), (answer.Status, answer.Code));
        }

        Assert.Equal(HttpStatusCode.Created, (await OpenAsync(app, tokens.Mint("C10000001"))).Status);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.1b")]
    public async Task The_desk_sees_a_known_customer_masked(Engine engine)
    {
        var app = await On(engine);
        var token = app.Services.GetRequiredService<CustomerTokens>().Mint("C10000001");
        var visitor = await app.GivenVisitorAsync(customerToken: token);
        var agent = await app.SignedInAsync(Platform.Access.Role.Agent);
        await visitor.AskForPersonAsync();
        await agent.BeAvailableAsync();
        await app.MatchAsync();
        await agent.PauseAsync();

        var open = await agent.Client.GetJsonAsync($"/api/v1/desk/contacts/{visitor.Id}");
        var customer = open.Json.GetProperty("customer");

        Assert.Matches(@"^.\*{1,2}$", customer.GetProperty("name").GetString());
        Assert.Matches(@"^\d{3}\*{4}\d{4}$", customer.GetProperty("phone").GetString());
    }

    private static Task<Answer> OpenAsync(FirstWindowApp app, string customerToken) =>
        app.Client().PostJsonAsync("/api/v1/conversations", new { channel = "web", locale = "zh-CN", customerToken });
}
