using System.Globalization;
using System.Net;
using System.Text;
using BankPage;
using FirstWindow.Integration.Domain;
using FirstWindow.Integration.Features;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>Who may connect another system of the bank, and to what.</summary>
public sealed class ConnectingOtherSystems(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    [Clause("A4.3.2a")]
    public async Task Nothing_leaves_before_a_second_person_has_approved(Engine engine)
    {
        await using var bank = await Receiver.StartAsync();
        var app = await OwnAsync(engine, bank.Settings);
        var administrator = await app.SignedInAsync(Role.Administrator, Role.Compliance);
        var colleague = await app.SignedInAsync(Role.Compliance);
        var agent = await app.SignedInAsync(Role.Agent);
        var body = Endpoints.Body($"{bank.Address}webhooks", id: Guid.NewGuid());

        var noRole = await agent.Client.PostJsonAsync(Endpoints.Url, body);
        var added = await administrator.Client.PostJsonAsync(Endpoints.Url, body);
        var again = await administrator.Client.PostJsonAsync(Endpoints.Url, body);
        var url = $"{Endpoints.Url}/{added.Json.GetProperty("id").GetGuid()}";
        var test = await administrator.Client.PostJsonAsync($"{url}/tests", new { });
        var paused = await administrator.Client.PutJsonAsync($"{url}/pause", new { });
        var own = await administrator.Client.PutJsonAsync($"{url}/decision", new { approve = true });
        await app.GivenVisitorAsync();
        await app.SendAsync();
        var before = bank.Attempts.Count;
        var approved = await colleague.Client.PutJsonAsync($"{url}/decision", new { approve = true });
        var twice = await colleague.Client.PutJsonAsync($"{url}/decision", new { approve = false });
        var list = await colleague.Client.GetJsonAsync(Endpoints.Url);
        var keep = await colleague.Client.CallAsync(HttpMethod.Delete, url, null);

        Assert.Equal(HttpStatusCode.Forbidden, noRole.Status);
        Assert.Equal(HttpStatusCode.Created, added.Status);
        Assert.StartsWith("whsec_", added.Json.GetProperty("secret").GetString());
        Assert.Equal((HttpStatusCode.OK, null), (again.Status, again.Json.GetProperty("secret").GetString()));
        Assert.All([test, paused], a => Assert.Equal("webhook.not-approved", a.Code));
        Assert.Equal(("webhook.own", "A4.3.2a"), (own.Code, own.Clause));
        Assert.True(await app.WasRefusedAsync("webhook.own", "A4.3.2a", administrator.Id));
        Assert.Equal(0, before);
        Assert.Equal(HttpStatusCode.NoContent, approved.Status);
        Assert.Equal("webhook.decided", twice.Code);
        Assert.DoesNotContain("secret\":", list.Json.GetRawText());
        Assert.Equal(HttpStatusCode.Forbidden, keep.Status);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.1a")]
    public async Task Only_hosts_of_the_setting_at_addresses_that_may_be_reached_are_taken(Engine engine)
    {
        var app = await OwnAsync(engine, new Dictionary<string, string?>
        {
            ["Webhooks:AllowedHosts"] = "localhost 10.0.0.8 no-such-host.invalid",
            ["Webhooks:PrivateHosts"] = "169.254.169.254 127.0.0.1:5001 [::ffff:169.254.169.254]",
        });
        var administrator = await app.SignedInAsync(Role.Administrator);
        var tries = new Dictionary<string, string>
        {
            ["https://elsewhere.example/hook"] = "webhook.host-not-allowed",
            ["https://localhost:8443/hook"] = "webhook.host-not-allowed",
            ["http://localhost/hook"] = "webhook.host-not-allowed",
            ["http://127.0.0.1:5002/hook"] = "webhook.host-not-allowed",
            ["https://localhost/hook"] = "webhook.address-refused",
            ["https://10.0.0.8/hook"] = "webhook.address-refused",
            ["https://no-such-host.invalid/"] = "webhook.address-refused",
            ["http://169.254.169.254/latest/meta-data"] = "webhook.address-refused",
            ["https://169.254.169.254/"] = "webhook.address-refused",
            ["https://2852039166/"] = "webhook.address-refused", // the same address as a number
            ["https://[::ffff:169.254.169.254]/"] = "webhook.address-refused",
            ["javascript:alert(1)"] = "webhook.url",
            ["ftp://127.0.0.1:5001/"] = "webhook.url",
            ["https://user:password@localhost/"] = "webhook.url",
            ["https://localhost/#part"] = "webhook.url",
            ["/relative"] = "webhook.url",
            ["<script>alert(1)</script>"] = "webhook.url",
            [$"https://localhost/{new string('x', 500)}"] = "webhook.url",
        };

        foreach (var (address, code) in tries)
        {
            var answer = await administrator.Client.PostJsonAsync(Endpoints.Url, Endpoints.Body(address));
            Assert.True(answer.Code == code, $"{address}: {answer.Code}");
        }

        var loopback = await administrator.Client.PostJsonAsync(
            Endpoints.Url, Endpoints.Body("http://127.0.0.1:5001/hook"));
        Assert.Equal(HttpStatusCode.Created, loopback.Status);
        Assert.True(await app.WasRefusedAsync("webhook.address-refused", "A4.2.1a", administrator.Id));
        Assert.Equal("webhook.kinds", (await administrator.Client.PostJsonAsync(
            Endpoints.Url, Endpoints.Body("http://127.0.0.1:5001/hook", "everything"))).Code);
        Assert.Equal("webhook.name", (await administrator.Client.PostJsonAsync(
            Endpoints.Url, Endpoints.Body("http://127.0.0.1:5001/hook", name: " x "))).Code);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_redirect_is_not_followed_wherever_it_leads(Engine engine)
    {
        await using var bank = await Receiver.StartAsync();
        await using var trap = await Receiver.StartAsync();
        var app = await OwnAsync(engine, new Dictionary<string, string?>(bank.Settings)
        { ["Webhooks:PrivateHosts"] = $"{bank.Host} {trap.Host}" });
        var id = await app.GivenEndpointAsync(bank);
        await app.GivenVisitorAsync();
        foreach (var target in new[] { "http://169.254.169.254/latest/meta-data", $"{trap.Address}webhooks" })
        {
            bank.Trouble = (context, _) =>
            {
                context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
                context.Response.Headers.Location = target;
                return Task.CompletedTask;
            };
            await app.SendAsync();
            await app.MoveToNextAsync(id);
        }

        var delivery = Assert.Single(await app.DeliveriesAsync(id));
        Assert.Equal((307, "redirect", 2), (delivery.Status, delivery.Fault, delivery.Attempts));
        Assert.Empty(trap.Attempts);
    }

    [Theory]
    [OnBothEngines]
    public async Task The_setting_is_asked_at_every_delivery(Engine engine)
    {
        await using var bank = await Receiver.StartAsync();
        var app = await OwnAsync(engine, bank.Settings);
        var id = await app.GivenEndpointAsync(bank);
        await app.GivenVisitorAsync();
        await app.SealAsync();
        using var stricter = new WebhookSender(
            new() { AllowedHosts = bank.Host }, app.Services.GetRequiredService<DatabaseClock>());

        await ActivatorUtilities.CreateInstance<WebhookWorker>(app.Services, stricter)
            .RunPassAsync(CancellationToken.None);

        Assert.Equal("address", Assert.Single(await app.DeliveriesAsync(id)).Fault);
        Assert.Empty(bank.Attempts);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_replaced_secret_signs_alongside_for_a_day(Engine engine)
    {
        await using var bank = await Receiver.StartAsync();
        var app = await OwnAsync(engine, bank.Settings);
        var id = await app.GivenEndpointAsync(bank);
        var keeper = (await app.SignedInAsync(Role.Administrator)).Client;
        var stored = await app.EndpointAsync(id);

        var rotated = await keeper.PutJsonAsync($"{Endpoints.Url}/{id}/secret", new { version = 1 });
        var again = await keeper.PutJsonAsync($"{Endpoints.Url}/{id}/secret", new { version = 1 });
        await app.GivenVisitorAsync();
        await app.SendAsync();
        var withOld = bank.Inbox.Events.Count;
        bank["WebhookSecret"] = rotated.Json.GetProperty("secret").GetString();
        await app.GivenVisitorAsync();
        await app.SendAsync();
        var withNew = bank.Inbox.Events.Count;
        app.Clock.Move(TimeSpan.FromHours(25));
        var signatures = 0;
        bank.Trouble = (context, next) =>
        {
            signatures = context.Request.Headers["webhook-signature"].ToString().Split(' ').Length;
            return next();
        };
        await app.GivenVisitorAsync();
        await app.SendAsync();

        Assert.Equal("webhook.secret-moved", again.Code);
        Assert.Equal((1, 2, 3), (withOld, withNew, bank.Inbox.Events.Count));
        Assert.Equal(1, signatures);
        Assert.DoesNotContain(rotated.Json.GetProperty("secret").GetString()!["whsec_".Length..],
            Convert.ToBase64String(stored.Secret!));
    }

    [Theory]
    [OnBothEngines]
    public async Task The_bank_refuses_what_is_forged_altered_or_old(Engine engine)
    {
        await using var bank = await Receiver.StartAsync();
        var app = await OwnAsync(engine, bank.Settings);
        await app.GivenEndpointAsync(bank);
        var (body, headers) = (string.Empty, Array.Empty<string>());
        bank.Trouble = async (context, next) =>
        {
            context.Request.EnableBuffering();
            body = await new StreamReader(context.Request.Body, leaveOpen: true).ReadToEndAsync();
            context.Request.Body.Position = 0;
            headers = [.. new[] { "webhook-id", "webhook-timestamp", "webhook-signature" }
                .Select(h => context.Request.Headers[h].ToString())];
            await next();
        };
        await app.GivenVisitorAsync();
        await app.SendAsync();
        bank.Trouble = null;

        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(body, headers)); // a double
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(body.Replace("opened", "closed"), headers));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(body, ["evt_other", headers[1], headers[2]]));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(body, [headers[0], headers[1], "v1,AAAA"]));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(body, [headers[0], headers[1], ""]));
        var later = long.Parse(headers[1], CultureInfo.InvariantCulture) + 1;
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(
            body, [headers[0], later.ToString(CultureInfo.InvariantCulture), headers[2]]));
        app.Clock.Move(TimeSpan.FromMinutes(6));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(body, headers));
        Assert.Single(bank.Inbox.Events);

        async Task<HttpStatusCode> PostAsync(string text, string[] values)
        {
            using var client = new HttpClient();
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{bank.Address}webhooks")
            { Content = new StringContent(text, Encoding.UTF8, "application/json") };
            request.Headers.TryAddWithoutValidation("webhook-id", values[0]);
            request.Headers.TryAddWithoutValidation("webhook-timestamp", values[1]);
            request.Headers.TryAddWithoutValidation("webhook-signature", values[2]);
            return (await client.SendAsync(request)).StatusCode;
        }
    }

    [Theory]
    [OnBothEngines]
    public async Task A_test_tells_what_the_receiver_answers_and_a_pause_holds_back(Engine engine)
    {
        await using var bank = await Receiver.StartAsync();
        var app = await OwnAsync(engine, bank.Settings);
        var id = await app.GivenEndpointAsync(bank);
        var keeper = (await app.SignedInAsync(Role.Administrator)).Client;
        var url = $"{Endpoints.Url}/{id}";

        var tested = await keeper.PostJsonAsync($"{url}/tests", new { });
        bank.Trouble = (context, _) =>
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        };
        var refused = await keeper.PostJsonAsync($"{url}/tests", new { });
        await keeper.PutJsonAsync($"{url}/pause", new { });
        await app.GivenVisitorAsync();
        await app.SendAsync();
        var whilePaused = bank.Attempts.Count;
        await keeper.CallAsync(HttpMethod.Delete, url, null);
        var removed = await keeper.PutJsonAsync($"{url}/pause", new { });
        await app.SendAsync();
        var ended = await app.EndpointAsync(id);

        Assert.Equal((204, true), (tested.Json.GetProperty("status").GetInt32(), tested.Json.GetProperty("isTaken").GetBoolean()));
        Assert.Equal(401, refused.Json.GetProperty("status").GetInt32());
        Assert.Equal(2, whilePaused);
        Assert.Equal(2, bank.Attempts.Count);
        Assert.Equal(HttpStatusCode.NotFound, removed.Status);
        Assert.Equal((EndpointState.Removed, null), (ended.State, ended.Secret));
    }

    [Theory]
    [OnBothEngines]
    public async Task Script_in_a_name_or_address_is_shown_as_text(Engine engine)
    {
        await using var bank = await Receiver.StartAsync();
        var app = await OwnAsync(engine, bank.Settings);
        var administrator = await app.SignedInAsync(Role.Administrator);
        var added = await administrator.Client.PostJsonAsync(Endpoints.Url, Endpoints.Body(
            $"{bank.Address}\"><script>alert(2)</script>", name: "<script>alert(1)</script>"));

        var list = await administrator.Client.GetStringAsync("/webhooks?lang=en");
        var page = await administrator.Client.GetStringAsync($"/webhooks/{added.Json.GetProperty("id").GetGuid()}");

        Assert.Contains("alert(1)", list);
        Assert.DoesNotContain("<script>alert", list + page);
        Assert.DoesNotContain("whsec_", list + page);
    }

    [Theory]
    [OnBothEngines]
    public async Task The_token_of_the_sample_site_names_its_customer_once(Engine engine)
    {
        await using var bank = await Receiver.StartAsync();
        var app = await On(engine);
        (bank["KeyFile"], bank["FirstWindow"]) = (
            Path.Combine(app.Folder, "demo-bank-app.pem"), app.Address.ToString().TrimEnd('/'));
        using var customer = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        { BaseAddress = bank.Address };

        await customer.PostAsync("/sign-in", new FormUrlEncodedContent([new("customer", "C10000001")]));
        var page = await customer.GetStringAsync("/");
        var chat = (await customer.PostAsync("/chat", new FormUrlEncodedContent([]))).Headers.Location!.ToString();
        var token = chat.Split("#customer=")[1];
        var visitor = await app.GivenVisitorAsync(customerToken: token);
        var replayed = await app.Client().PostJsonAsync(
            "/api/v1/conversations", new { channel = "web", locale = "zh-CN", customerToken = token });

        Assert.StartsWith(app.Address.ToString(), chat);
        Assert.Contains($"{app.Address}widget.js", page);
        Assert.NotEqual(Guid.Empty, visitor.Id);
        Assert.Equal("customer-token.refused", replayed.Code);
    }
}
