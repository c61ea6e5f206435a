using System.Net;
using FirstWindow.Platform;
using FirstWindow.Platform.Storage;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class StandingInAFrame(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    public async Task Only_the_chat_may_be_framed_and_only_on_the_origins_of_the_setting(Engine engine)
    {
        var app = await OwnAsync(engine, new Dictionary<string, string?>
        { ["Widget:AllowedOrigins"] = "https://www.bank.example https://m.bank.example:8443" });

        Assert.EndsWith("frame-ancestors https://www.bank.example https://m.bank.example:8443",
            await PolicyAsync(app, "/widget"));
        foreach (var path in new[] { "/", "/help", "/desk", "/sign-in", "/helpless", "/widgets", "/api/v1/nothing" })
        {
            Assert.EndsWith("frame-ancestors 'none'", await PolicyAsync(app, path));
        }
    }

    [Theory]
    [OnBothEngines]
    public async Task Nobody_frames_anything_without_the_setting(Engine engine)
    {
        var app = await On(engine);

        Assert.EndsWith("frame-ancestors 'none'", await PolicyAsync(app, "/widget"));
        Assert.Equal(HttpStatusCode.OK, (await app.Client().GetAsync("/widget.js")).StatusCode);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("https://a.example; script-src *")]
    [InlineData("https://a.example/path")]
    [InlineData("javascript:alert(1)")]
    public async Task An_origin_that_is_none_stops_the_start_with_a_clear_sentence(string origins)
    {
        var refusal = await Assert.ThrowsAsync<InvalidSettingException>(() => FirstWindowApp.StartAsync(
            Engine.Sqlite, settings: new Dictionary<string, string?> { ["Widget:AllowedOrigins"] = origins }));

        Assert.Contains("AllowedOrigins", refusal.Message);
    }

    [Theory]
    [OnBothEngines]
    public async Task In_a_frame_theme_and_language_travel_in_the_address(Engine engine)
    {
        var app = await On(engine);

        var framed = WebUtility.HtmlDecode(await app.Client().GetStringAsync("/widget?theme=elder&lang=en"));
        var plain = await app.Client().GetStringAsync("/");

        Assert.Contains("data-theme=\"elder\"", framed);
        Assert.Contains("href=\"/widget?theme=dark&lang=en\"", framed);
        Assert.Contains("href=\"/widget?theme=elder&lang=zh\"", framed);
        Assert.DoesNotContain("/widget", plain);
    }

    private static async Task<string> PolicyAsync(FirstWindowApp app, string path) =>
        (await app.Client().GetAsync(path)).Headers.GetValues("Content-Security-Policy").Single();
}
