using System.Net;
using System.Net.Http.Headers;
using System.Text;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Bank;
using FirstWindow.Platform.Storage;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class ShowingTheLogo(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    [Clause("A1.3.2")]
    public async Task A_logo_stands_on_every_page_once_a_second_person_has_approved_it(Engine engine)
    {
        var app = await OwnAsync(engine);
        var first = await app.SignedInAsync(Role.Administrator);
        var second = await app.SignedInAsync(Role.Compliance);

        var proposed = await SendAsync(first, SampleFiles.Png(64), 1);
        var id = proposed.Json.GetProperty("id").GetGuid();
        var before = await app.Client().GetStringAsync("/");
        var own = await DecideAsync(first, id);
        await DecideAsync(second, id);
        var address = LogoOf(await app.Client().GetStringAsync("/"));
        var picture = await app.Client().GetAsync(address);
        var bytes = await picture.Content.ReadAsByteArrayAsync();
        var renamed = await first.Client.PutJsonAsync("/api/v1/bank", Name(2, "晨光银行"));
        var named = await app.Client().GetStringAsync("/help");
        var staff = await first.Client.GetStringAsync("/settings");
        var removed = await first.Client.CallAsync(HttpMethod.Delete, "/api/v1/bank/logo?basedOn=3", null);
        await DecideAsync(second, removed.Json.GetProperty("id").GetGuid());

        Assert.Equal("proposed", proposed.Json.GetProperty("state").GetString());
        Assert.Contains("icon.svg", LogoOf(before));
        Assert.Equal(("bank.own-proposal", "A1.3.2"), (own.Code, own.Clause));
        Assert.Equal("image/png", picture.Content.Headers.ContentType!.MediaType);
        Assert.Contains("sandbox", picture.Headers.GetValues("Content-Security-Policy").Single());
        Assert.DoesNotContain(SampleFiles.Trace, Encoding.Latin1.GetString(bytes));
        Assert.Equal("approved", renamed.Json.GetProperty("state").GetString());
        Assert.All([named, staff], page => Assert.Equal(address, LogoOf(page)));
        Assert.Contains("icon.svg", LogoOf(await app.Client().GetStringAsync("/")));
    }

    [Theory]
    [OnBothEngines]
    public async Task What_is_no_logo_is_refused_and_changes_nothing(Engine engine)
    {
        var app = await On(engine);
        var first = await app.SignedInAsync(Role.Administrator);
        var agent = await app.SignedInAsync(Role.Agent);
        foreach (var (content, code) in new[]
        {
            (Array.Empty<byte>(), "file.empty"), (Encoding.UTF8.GetBytes("<svg onload=alert(1)>"), "file.kind"),
            ([.. SampleFiles.Png(64), .. "<script>"u8], "file.two-in-one"), (SampleFiles.Png(), "bank.logo"),
            (SampleFiles.Gif(), "bank.logo"), (SampleFiles.Pdf(), "bank.logo"),
            ([.. SampleFiles.Png(64), .. new byte[BankLogo.BytesMax]], "bank.logo"),
        })
        {
            Assert.Equal(code, (await SendAsync(first, content, 1)).Code);
        }

        Assert.Equal("bank.changed-meanwhile", (await SendAsync(first, SampleFiles.Png(64), 7)).Code);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(agent, SampleFiles.Png(64), 1)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Client().GetAsync("/assets/logo/0123")).StatusCode);
        Assert.Contains("icon.svg", LogoOf(await app.Client().GetStringAsync("/")));
    }

    private static string LogoOf(string page) =>
        page.Split("class=\"logo\" src=\"")[1].Split('"')[0];

    private static async Task<Answer> SendAsync(Colleague colleague, byte[] content, int basedOn)
    {
        using var body = new ByteArrayContent(content);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        var response = await colleague.Client.PutAsync($"/api/v1/bank/logo?basedOn={basedOn}", body);
        var text = await response.Content.ReadAsStringAsync();
        return new(response.StatusCode, System.Text.Json.JsonDocument.Parse(text).RootElement, response);
    }

    private static Task<Answer> DecideAsync(Colleague colleague, Guid id) =>
        colleague.Client.PutJsonAsync($"/api/v1/bank/proposals/{id}/decision", new { approve = true });

    private static object Name(int basedOn, string nameZh) => new
    {
        nameZh,
        nameEn = "FirstWindow Demo Bank",
        hotline = "400-000-0000",
        complaintLine = "400-000-0000",
        complaintAddress = "首窗示范银行消费者权益保护部（示范地址）",
        greetingZh = "请问有什么可以帮您？",
        greetingEn = "How can we help you?",
        hours = Enumerable.Repeat("00:00-24:00", OpeningHours.Days),
        basedOn,
    };
}
