using System.Diagnostics;
using System.Net;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Domain;
using FirstWindow.Staff.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>The tokens of programs end: by themselves, and by a colleague's word.</summary>
public sealed class EndingTokens(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    [Clause("A4.2.3a")]
    public async Task A_revoked_token_opens_nothing_and_its_streams_end_within_a_second(Engine engine)
    {
        var app = await OwnAsync(engine);
        var officer = await app.SignedInAsync(Role.StaffOfficer);
        var program = await app.ProgramAsync("<b>rates</b>", Role.Agent);
        using var stream = new EventReader(await program.SendAsync(
            new HttpRequestMessage(HttpMethod.Get, "/api/v1/desk/events"), HttpCompletionOption.ResponseHeadersRead));
        Assert.Equal("snapshot", (await stream.NextAsync())!.Name);
        var listed = Assert.Single((await officer.Client.GetJsonAsync("/api/v1/service-accounts")).Json.EnumerateArray());
        var id = listed.GetProperty("id").GetGuid();
        var page = await officer.Client.GetStringAsync("/staff/programs");
        var agent = await app.SignedInAsync(Role.Agent);
        var byAgent = await agent.Client.CallAsync(HttpMethod.Delete, $"/api/v1/service-accounts/{id}/token", null);

        var revoked = await officer.SubmitAsync("/staff/programs", $"/staff/programs/{id}/revocation", ("sure", "yes"));
        var watch = Stopwatch.StartNew();
        var next = await program.GetJsonAsync("/api/v1/desk/contacts");
        var end = await stream.UntilAsync(e => e.Name == "signed-out");
        var took = watch.Elapsed;
        var again = await officer.Client.CallAsync(HttpMethod.Delete, $"/api/v1/service-accounts/{id}/token", null);
        var acts = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .CountAsync(e => e.Act == "service-account.revoked" && e.Subject == id && e.Actor == officer.Id.Value));

        Assert.NotEqual(default, listed.GetProperty("lastUsedAt").GetDateTimeOffset());
        Assert.Contains("&lt;b&gt;rates", page);
        Assert.DoesNotContain("<b>rates", page);
        Assert.Equal(HttpStatusCode.Redirect, revoked.Status);
        Assert.Equal(HttpStatusCode.Unauthorized, next.Status);
        Assert.NotNull(end);
        Assert.True(took < TimeSpan.FromSeconds(5), $"{took}"); // One second, on a machine that others use too.
        Assert.Equal(HttpStatusCode.NoContent, again.Status);
        Assert.Equal(1, acts);
        Assert.Equal((HttpStatusCode.Forbidden, "A4.2.3a"), (byAgent.Status, byAgent.Clause));
        Assert.True(await app.WasRefusedAsync("access.role-lacks-it", "A4.2.3a", agent.Id));
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.4.1")]
    public async Task A_visitors_token_ends_when_nothing_was_heard_for_long_and_not_while_the_customer_talks(
        Engine engine)
    {
        var app = await OwnAsync(engine);
        var (silent, talking) = (await app.GivenVisitorAsync(), await app.GivenVisitorAsync());
        await talking.SayAsync("第一天说的话");

        app.Clock.Move(TimeSpan.FromDays(15));
        await talking.SayAsync("第十五天说的话");
        app.Clock.Move(TimeSpan.FromDays(6));
        var ended = await silent.TryToSayAsync("太久以后说的话");
        var transcript = await silent.Client.GetJsonAsync($"/api/v1/conversations/{silent.Id}/transcript");
        var stream = await silent.Client.GetAsync($"/api/v1/conversations/{silent.Id}/events");
        await talking.SayAsync("第二十一天说的话");
        app.Clock.Move(TimeSpan.FromDays(8));
        await talking.SayAsync("第二十九天说的话");

        Assert.Equal((HttpStatusCode.NotFound, "conversation.not-found"), (ended.Status, ended.Code));
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (transcript.Status, stream.StatusCode));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_token_made_on_the_command_line_ends_by_itself_after_a_day(Engine engine)
    {
        var app = await OwnAsync(engine);
        var program = await app.ProgramAsync("warehouse", Role.ConnectedSystem);

        var first = await program.GetJsonAsync("/api/v1/events");
        app.Clock.Move(TimeSpan.FromHours(23));
        var late = await program.GetJsonAsync("/api/v1/events");
        app.Clock.Move(TimeSpan.FromHours(1));
        var over = await program.GetJsonAsync("/api/v1/events");
        var officer = await app.SignedInAsync(Role.StaffOfficer);
        var page = await officer.Client.GetStringAsync("/staff/programs");

        Assert.All([first, late], a => Assert.Equal(HttpStatusCode.OK, a.Status));
        Assert.Equal(HttpStatusCode.Unauthorized, over.Status);
        Assert.Contains("已到期", page);
    }

    [Fact]
    public async Task The_command_prints_the_token_alone_and_its_end_beside_it()
    {
        var folder = Directory.CreateTempSubdirectory("fw-token-").FullName;

        var (code, output, error) = await ServerProcess.RunAsync(
            "token", "service", "--name", "rates", "--role", "agent", "--data", folder);

        Assert.Equal(0, code);
        Assert.Matches(@"^[A-Za-z0-9_-]{43}\r?\n\z", output);
        Assert.Contains($"until {DateTimeOffset.UnixEpoch.AddDays(Today() + 1):yyyy-MM-dd}", error);
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [OnBothEngines]
    public async Task An_upgrade_gives_old_tokens_an_end_and_shuts_addresses_that_nobody_confirmed(Engine engine)
    {
        var app = await OwnAsync(engine);
        var officer = await app.SignedInAsync(Role.StaffOfficer);
        var agent = await app.SignedInAsync(Role.Agent);
        await app.ProgramAsync("old", Role.Agent);
        var invited = await officer.InviteAsync("li.na", "7001", "agent");
        await app.WithDatabaseAsync(async db =>
        {
            foreach (var undo in new[]
            {
                "DROP TABLE account_change", "ALTER TABLE staff DROP COLUMN confirms_since",
                "ALTER TABLE service_account DROP COLUMN expires_at",
                "ALTER TABLE service_account DROP COLUMN last_used_at", "DELETE FROM schema_migration WHERE number = 20",
            })
            {
                await db.Database.ExecuteSqlRawAsync(undo);
            }

            return true;
        });

        var ran = await app.Services.GetRequiredService<Migrator>().MigrateAsync(CancellationToken.None);
        var ends = await app.WithDatabaseAsync(db => db.Set<ServiceAccount>().Select(a => a.ExpiresAt).SingleAsync());
        var address = await app.OpenAddressAsync(invited.Json.GetProperty("address").GetString());
        var since = await app.WithDatabaseAsync(db => db.Set<StaffMember>().AsNoTracking().Where(s => s.PasswordHash != "")
            .ToDictionaryAsync(s => s.Id, s => s.ConfirmsSince));

        Assert.Equal(1, ran);
        Assert.Equal(365, Math.Round((ends - app.Clock.GetUtcNow()).TotalDays));
        Assert.Equal(HttpStatusCode.Gone, address.StatusCode);
        Assert.Equal(0, Math.Round((since[officer.Id]!.Value - app.Clock.GetUtcNow()).TotalHours));
        Assert.Null(since[agent.Id]);
    }

    [Theory]
    [OnBothEngines]
    public async Task An_upgrade_ends_tokens_that_were_made_to_hold_for_a_year_within_thirty_days(Engine engine)
    {
        var app = await OwnAsync(engine);
        await app.ProgramAsync("short", Role.Agent);
        var soon = await EndsAsync(app);
        await app.WithDatabaseAsync(db => db.Set<ServiceAccount>().ExecuteDeleteAsync());
        await app.ProgramAsync("old", Role.Agent);
        await app.WithDatabaseAsync(async db =>
        {
            foreach (var undo in new[]
            {
                "DROP TABLE program_assertion", "DROP TABLE program_token", "DROP TABLE program_key",
                "UPDATE service_account SET expires_at = expires_at + 31536000000000",
                "DELETE FROM schema_migration WHERE number = 40",
            })
            {
                await db.Database.ExecuteSqlRawAsync(undo);
            }

            return true;
        });
        var old = await EndsAsync(app);

        await app.Services.GetRequiredService<Migrator>().MigrateAsync(CancellationToken.None);
        var ends = await EndsAsync(app);

        Assert.Equal(1, Math.Round((soon - app.Clock.GetUtcNow()).TotalDays));
        Assert.Equal(366, Math.Round((old - app.Clock.GetUtcNow()).TotalDays));
        Assert.Equal(30, Math.Round((ends - app.Clock.GetUtcNow()).TotalDays));
    }

    private static Task<DateTimeOffset> EndsAsync(FirstWindowApp app) =>
        app.WithDatabaseAsync(db => db.Set<ServiceAccount>().Select(a => a.ExpiresAt).SingleAsync());

    private static int Today() => (int)(TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalDays;
}
