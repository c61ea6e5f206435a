using System.Net;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>The master key is changed on a page, while customers talk.</summary>
public sealed class SeeingToTheKeys(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    [Clause("A4.2.1a")]
    public async Task An_administrator_changes_the_master_key_and_puts_the_old_one_away_once_nothing_needs_it(
        Engine engine)
    {
        var app = await OwnAsync(engine);
        var administrator = await app.SignedInAsync(Role.Administrator);
        var auditor = await app.SignedInAsync(Role.Auditor);
        var visitor = await app.GivenVisitorAsync();
        await visitor.SayAsync("旧主密钥下说的话");

        var early = await administrator.Client.PutJsonAsync("/api/v1/keys/master/1/retirement", new { });
        var bySupervisor = await (await app.SignedInAsync(Role.Supervisor)).SubmitAsync("/pledge", "/keys/rotation", ("key", "master"), ("sure", "yes"));
        var byAuditor = await auditor.Client.PostJsonAsync("/api/v1/keys/master/rotation", new { });
        var begun = await administrator.SubmitAsync("/keys", "/keys/rotation", ("key", "master"), ("sure", "yes"));
        var twice = await administrator.Client.PostJsonAsync("/api/v1/keys/master/rotation", new { });
        await EndedAsync(app);
        await visitor.SayAsync("新主密钥下说的话");
        var page = await administrator.Client.GetStringAsync("/keys");
        var seen = await auditor.Client.GetStringAsync("/keys");
        var unknown = await administrator.SubmitAsync("/keys", "/keys/rotation", ("key", "<script>"), ("sure", "yes"));
        await NoteBackupAsync(app);
        var retired = await administrator.SubmitAsync("/keys", "/keys/retirement", ("key", "master"), ("version", "1"));
        var inForce = await administrator.SubmitAsync("/keys", "/keys/retirement", ("key", "master"), ("version", "2"));
        var nonsense = await administrator.SubmitAsync(
            "/keys", "/keys/retirement", ("key", "master"), ("version", "<script>"));
        var status = (await auditor.Client.GetJsonAsync("/api/v1/keys")).Json;
        var read = await visitor.ReadAsync(2);
        var acts = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .Where(e => e.Act.StartsWith("keys.") && e.Actor == administrator.Id.Value).OrderBy(e => e.Entry)
            .Select(e => e.Act).ToListAsync());

        Assert.Equal(("keys.not-old", "A4.2.1a"), (early.Code, early.Clause));
        Assert.True(await app.WasRefusedAsync("keys.not-old", "A4.2.1a", administrator.Id));
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (bySupervisor.Status, byAuditor.Status));
        Assert.Equal(HttpStatusCode.Found, begun.Status);
        Assert.Equal("keys.rotates", twice.Code);
        Assert.Contains("第 2 版", page, StringComparison.Ordinal);
        Assert.Contains("data_key", page, StringComparison.Ordinal);
        Assert.DoesNotContain("action=\"/keys/", seen, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, retired.Status);
        Assert.Equal(HttpStatusCode.BadRequest, unknown.Status);
        Assert.Contains("不能停用", inForce.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, nonsense.Status);
        Assert.Equal("2:2", $"{status.GetProperty("master")}:{string.Join(',', status.GetProperty("masters").EnumerateArray())}");
        Assert.Contains(read, e => e.Text == "旧主密钥下说的话");
        Assert.Equal(["keys.made", "keys.rotated", "keys.retired"], acts);
        Assert.True((await app.VerifyAsync()).IsWhole);
    }

    private static async Task NoteBackupAsync(FirstWindowApp app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<KeyDesk>().NoteBackupAsync(9, CancellationToken.None);
    }

    private static async Task EndedAsync(FirstWindowApp app)
    {
        var rotation = app.Services.GetRequiredService<KeyRotation>();
        using var impatience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (rotation.IsRunning)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), impatience.Token);
        }
    }
}
