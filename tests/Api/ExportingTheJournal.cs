using System.Net;
using System.Security.Cryptography;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>An auditor takes a piece of the journal home and verifies it alone.</summary>
public sealed class ExportingTheJournal(Houses houses) : ApiTests(houses)
{
    [Theory]
    [OnBothEngines]
    [Clause("A4.3.3b")]
    public async Task An_exported_range_is_verified_alone_and_every_touch_of_it_is_named(Engine engine)
    {
        var app = await OwnAsync(engine);
        var auditor = await app.SignedInAsync(Role.Auditor);
        var agent = await app.SignedInAsync(Role.Agent);
        for (var i = 0; i < 3; i++)
        {
            var visitor = await app.GivenVisitorAsync();
            await visitor.SayAsync("导出的日志里不应有这句话");
            await app.VerifyAsync();
        }

        var newest = await app.WithDatabaseAsync(db => db.Set<JournalBlock>().MaxAsync(b => b.Number));
        var url = $"/api/v1/journal/export?from=1&to={newest}";
        var foreign = await agent.Client.GetJsonAsync(url);
        var tooFar = await auditor.Client.GetJsonAsync($"/api/v1/journal/export?from=1&to={newest + 9}");
        var file = await auditor.Client.GetStringAsync(url);
        var lines = file.TrimEnd('\n').Split('\n');
        var signer = app.Services.GetRequiredService<KeyRing>().JournalSigner.PublicPem;
        var whole = ExportVerifier.Verify(lines, signer);
        var altered = ExportVerifier.Verify(lines.Select(l => l.Replace("t:conversation.opened", "t:conversation.closed")), null);
        var cut = ExportVerifier.Verify(lines[..^1], null);
        var torn = ExportVerifier.Verify([lines[0], .. lines[2..]], null);
        var garbage = ExportVerifier.Verify(["{}", "x"], null);
        using var stranger = ECDsa.Create();
        var otherKey = ExportVerifier.Verify(lines, stranger.ExportSubjectPublicKeyInfoPem());
        var journaled = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .AnyAsync(e => e.Act == "journal.exported" && e.Actor == auditor.Id.Value));

        Assert.Equal(HttpStatusCode.Forbidden, foreign.Status);
        Assert.Equal("journal.range", tooFar.Code);
        Assert.True(whole.IsWhole, whole.Problem);
        Assert.True(whole.Entries > 3);
        Assert.Contains("does not match its entries", altered.Problem);
        Assert.Contains($"Block {newest} is missing", cut.Problem);
        Assert.Contains("is missing", torn.Problem);
        Assert.NotNull(garbage.Problem);
        Assert.Contains("signature", otherKey.Problem);
        Assert.DoesNotContain("导出的日志", file);
        Assert.True(journaled);
    }

    [Fact]
    public async Task The_command_verifies_a_file_without_any_database()
    {
        var app = await On(Engine.Sqlite);
        var auditor = await app.SignedInAsync(Role.Auditor);
        await app.VerifyAsync();
        var folder = Directory.CreateTempSubdirectory("fw-export-").FullName;
        var path = Path.Combine(folder, "journal.jsonl");
        await File.WriteAllTextAsync(path, await auditor.Client.GetStringAsync("/api/v1/journal/export?from=1&to=1"));

        var whole = await ServerProcess.RunAsync("journal", "verify", "--export", path);
        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path)).Replace("\"firstPosition\":1", "\"firstPosition\":2"));
        var altered = await ServerProcess.RunAsync("journal", "verify", "--export", path);
        Directory.Delete(folder, recursive: true);

        Assert.True(whole.Code == 0, whole.Error);
        Assert.Contains("whole", whole.Output);
        Assert.Equal(1, altered.Code);
    }

    [Fact]
    public async Task Where_there_is_no_bank_the_command_says_so_and_makes_none()
    {
        var folder = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("n"));

        var (code, _, error) = await ServerProcess.RunAsync("journal", "verify", "--data", folder);

        Assert.Equal(1, code);
        Assert.Equal($"firstwindow: There is no database in {folder}; name its folder with --data.", error.Trim());
        Assert.False(File.Exists(Path.Combine(folder, "firstwindow.db")));
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.3.3b")]
    public async Task An_auditor_finds_by_customer_number_what_was_done_to_the_customer_and_sees_no_name(Engine engine)
    {
        var app = await On(engine);
        var (visitor, agent, id) = await app.GivenServedCustomerAsync("C10000011");
        await agent.Client.GetJsonAsync($"/api/v1/customers/{id}/card?contact={visitor.Id}");
        var auditor = await app.SignedInAsync(Role.Auditor);

        var (_, found) = await auditor.SubmitAsync("/journal", "/journal", ("customer", "C10000011"));
        var (_, nobody) = await auditor.SubmitAsync("/journal", "/journal", ("customer", "C99999999"));

        Assert.Contains("title=\"customer.opened\"", found);
        Assert.Contains("title=\"conversation.opened\"", found);
        Assert.DoesNotContain("13800000011", found);
        Assert.DoesNotContain("title=\"customer.opened\"", nobody);
    }
}
