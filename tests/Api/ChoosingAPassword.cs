using System.Net;
using System.Security.Cryptography;
using System.Text;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Storage;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>By whose rules a password is chosen, and which lists it may not stand on.</summary>
public sealed class ChoosingAPassword(Houses houses) : ApiTests(houses)
{
    private const string Stolen = "Teal-Barge-97 by night";

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.3b")]
    public async Task What_was_stolen_elsewhere_is_refused_from_our_list_and_from_the_banks_file(Engine engine)
    {
        var path = Path.GetTempFileName();
        File.WriteAllLines(path, new[] { "one", Stolen, "another" }
            .Select(p => Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(p))) + ":3").Order());
        var app = await OwnAsync(engine, new Dictionary<string, string?> { ["Passwords:BreachedFile"] = path });
        var agent = await app.SignedInAsync(Role.Agent);

        var listed = new List<Answer>();
        foreach (var password in new[] { "Soso123aljg!", "2026.Elizabeth!", "M@nchester-19", Stolen })
        {
            listed.Add(await ChangeAsync(app, agent, password));
        }

        var page = await agent.SubmitAsync("/my-account", "/my-account/password", ("old", FirstWindowApp.Password),
            ("password", Stolen), ("again", Stolen), ("code", app.CodeOf(agent.Id)));
        var other = await ChangeAsync(app, agent, Stolen + ".");
        File.Delete(path);

        Assert.All(listed, a => Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, "password.leaked", "A4.2.3b"), (a.Status, a.Code, a.Clause)));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        Assert.Contains("已在别处泄露", page.Html);
        Assert.Equal(HttpStatusCode.NoContent, other.Status);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.3b")]
    public async Task By_the_profile_asvs_a_long_password_of_one_kind_is_good_and_a_short_one_of_four_is_not(
        Engine engine)
    {
        const string Sentence = "kettles stood on the quiet table";
        var gb = await OwnAsync(engine);
        var asvs = await OwnAsync(engine, new Dictionary<string, string?> { ["Passwords:Profile"] = "asvs" });
        var (here, there) = (await gb.SignedInAsync(Role.Agent), await asvs.SignedInAsync(Role.Agent));

        var plainByGb = await ChangeAsync(gb, here, Sentence.Replace(" ", string.Empty));
        var mixedByGb = await ChangeAsync(gb, here, "Kt7.rq-Wz2");
        var mixedByAsvs = await ChangeAsync(asvs, there, "Kt7.rq-Wz2");
        var leakedByAsvs = await ChangeAsync(asvs, there, "counterstrike");
        var page = await there.Client.GetStringAsync("/my-account");
        var plainByAsvs = await ChangeAsync(asvs, there, Sentence.Replace(" ", string.Empty));

        Assert.Equal("password.too-plain", plainByGb.Code);
        Assert.Equal(HttpStatusCode.NoContent, mixedByGb.Status);
        Assert.Equal("password.too-short", mixedByAsvs.Code);
        Assert.Equal("password.leaked", leakedByAsvs.Code);
        Assert.Contains("至少12个字符，用什么字符都可以", page);
        Assert.Equal(HttpStatusCode.NoContent, plainByAsvs.Status);
    }

    // At the beginning of a code's time: by the profile asvs it is taken in that alone.
    private static Task<Answer> ChangeAsync(FirstWindowApp app, Colleague colleague, string anew)
    {
        app.Clock.Move(TimeSpan.FromSeconds(30 - (app.Clock.GetUtcNow().ToUnixTimeSeconds() % 30)));
        return colleague.Client.PutJsonAsync("/api/v1/my-account/password", new Dictionary<string, string>
        {
            ["old"] = FirstWindowApp.Password,
            ["new"] = anew,
            ["code"] = app.CodeOf(colleague.Id),
        });
    }
}
