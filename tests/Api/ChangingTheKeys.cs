using System.Text.Json;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Crypto;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>Master keys and algorithms are changed while customers talk; what was said before is read after.</summary>
public sealed class ChangingTheKeys(Houses houses) : ApiTests(houses)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    [Theory]
    [OnBothEngines]
    [Clause("A4.3.3b")]
    public async Task The_algorithms_change_under_load_and_the_journal_stays_its_own_proof(Engine engine)
    {
        var app = await OwnAsync(engine);
        var auditor = await app.SignedInAsync(Role.Auditor);
        var visitor = await app.GivenVisitorAsync();
        await visitor.SayAsync("换成国密之前说的话");
        Assert.True((await app.VerifyAsync()).IsWhole);
        var older = app.Services.GetRequiredService<KeyRing>().JournalSigner.PublicPem;

        var (said, left) = await UnderLoadAsync(visitor, () => MigrateAsync(app, CryptoProfile.National));
        var status = await StatusAsync(app);
        var national = await app.VerifyAsync();
        var file = (await ExportAsync(app, auditor)).Split('\n');
        var keys = string.Join(
            '\n', app.Services.GetRequiredService<KeyRing>().Signers.Values.Select(s => s.PublicPem));
        var exported = ExportVerifier.Verify(file, keys);
        var withOldKey = ExportVerifier.Verify(file, older);
        var forged = ExportVerifier.Verify(file.Select(l => l.Replace("t:conversation.opened", "t:conversation.closed")), keys);
        await RunAsync(app, "UPDATE conversation_event SET at = at + 1 WHERE entry = 1");
        var altered = await app.VerifyAsync();
        await RunAsync(app, "UPDATE conversation_event SET at = at - 1 WHERE entry = 1");
        await MigrateAsync(app, CryptoProfile.International);
        var back = await StatusAsync(app);
        var twice = await app.VerifyAsync();
        var read = await visitor.ReadAsync(said + 1);
        await RunAsync(app, "DELETE FROM journal_reencryption WHERE entry = 1");
        var cut = await app.VerifyAsync();

        Assert.Equal(0, left);
        Assert.Equal("national", status.Profile);
        Assert.All(status.Columns, c => Assert.Equal((0, 0), (c.International, c.ToDo)));
        Assert.True(status.Columns.Sum(c => c.National) > 20);
        Assert.True(national.IsWhole, national.Problem);
        Assert.Contains(file, l => l.Contains("\"keyId\":\"sm2-", StringComparison.Ordinal));
        Assert.True(exported.IsWhole, exported.Problem);
        Assert.Contains("signature", withOldKey.Problem);
        Assert.Contains("does not match its entries", forged.Problem);
        Assert.Contains("conversation_event entry 1 was altered after it was encrypted anew", altered.Problem);
        Assert.All(back.Columns, c => Assert.Equal((0, 0), (c.National, c.ToDo)));
        Assert.True(twice.IsWhole, twice.Problem);
        Assert.Contains(read, e => e.Text == "换成国密之前说的话");
        Assert.Contains("not as the journal attests", cut.Problem);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_house_set_up_by_the_national_standards_writes_nothing_by_others(Engine engine)
    {
        var app = await OwnAsync(engine, new Dictionary<string, string?> { ["Crypto:Profile"] = "national" });
        var (visitor, _, _) = await app.GivenServedCustomerAsync("C10000011");
        await visitor.SayAsync("从第一天起就是国密");

        using var stream = await visitor.ListenAsync();
        var read = await stream.UntilAsync(e => e.Name == "message" && e.Text.StartsWith("从第一天", StringComparison.Ordinal));
        var report = await app.VerifyAsync();
        var status = await StatusAsync(app);
        var signers = await app.WithDatabaseAsync(db =>
            db.Set<JournalBlock>().Select(b => b.KeyId).Distinct().ToListAsync());
        var other = Assert.Throws<InvalidSettingException>(() => new KeyRing(
            app.Services.GetRequiredService<StorageOptions>(), new() { Profile = CryptoProfile.International }));

        Assert.Equal("从第一天起就是国密", read.Text);
        Assert.True(report.IsWhole, report.Problem);
        Assert.All(status.Columns, c => Assert.Equal((0, 0), (c.International, c.ToDo)));
        Assert.StartsWith("sm2-", Assert.Single(signers));
        Assert.Contains("keys migrate", other.Message);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_running_bank_changes_its_master_key_and_reads_on_when_the_old_one_is_gone(Engine engine)
    {
        await using var bank = await RunningBank.StartAsync(engine);
        var visitor = await bank.OpenConversationAsync();
        await visitor.SayAsync("旧主密钥下说的话");

        var early = await KeysAsync(bank, "retire", "1");
        var (said, rotated) = await UnderLoadAsync(visitor, () => KeysAsync(bank, "rotate"));
        var inForce = await KeysAsync(bank, "retire", "2");
        var unsaved = await KeysAsync(bank, "retire", "1");
        var copied = await KeysAsync(bank, "backup", bank.Backup);
        var retired = await KeysAsync(bank, "retire", "1");
        var beside = await KeysAsync(bank, "backup", Path.Combine(bank.Folder, "copy"));
        await bank.StopAsync();
        await bank.RestartAsync();
        var read = await visitor.ReadAsync(said + 1);
        var verified = await ServerProcess.RunAsync(["journal", "verify", .. bank.Storage]);
        await bank.StopAsync();
        File.Delete(Path.Combine(bank.Folder, "keys", "master-2.key"));
        var lost = await ServeAsync(bank);
        await File.WriteAllBytesAsync(Path.Combine(bank.Folder, "keys", "master-2.key"), new byte[32]);
        var foreign = await ServeAsync(bank);

        Assert.Equal((1, 0, 1, 0, 0, 1),
            (early.Code, rotated.Code, inForce.Code, retired.Code, copied.Code, beside.Code));
        Assert.Contains("rotate first", early.Error, StringComparison.Ordinal);
        Assert.Contains("version 2", rotated.Output, StringComparison.Ordinal);
        Assert.Contains("keys backup", unsaved.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(bank.Backup, "keys", "master-2.key")));
        Assert.Contains("apart", beside.Error, StringComparison.Ordinal);
        Assert.Contains(read, e => e.Text == "旧主密钥下说的话");
        Assert.True(verified.Code == 0, verified.Error);
        Assert.Equal((1, 1), (lost.Code, foreign.Code));
        Assert.Contains("bring it back", lost.Error, StringComparison.Ordinal);
        Assert.Contains("this installation's own keys", foreign.Error, StringComparison.Ordinal);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_change_of_algorithms_that_was_killed_goes_on_where_it_was(Engine engine)
    {
        await using var bank = await RunningBank.StartAsync(engine);
        var visitor = await bank.OpenConversationAsync();
        await visitor.SayAsync("中途断电也要读得到");

        var killed = await ServerProcess.RunUntilAsync("sealed anew", ["keys", "migrate", "--to", "national", .. bank.Storage]);
        var halfway = await ToDoAsync(bank);
        var between = await visitor.ReadAsync(1);
        var again = await KeysAsync(bank, "migrate", "--to", "national");
        var after = await ToDoAsync(bank);
        var once = await KeysAsync(bank, "migrate", "--to", "national");
        await visitor.SayAsync("换完以后说的话");
        await bank.StopAsync();
        await bank.RestartAsync();
        var read = await visitor.ReadAsync(2);
        var verified = await ServerProcess.RunAsync(["journal", "verify", .. bank.Storage]);
        var unknown = await KeysAsync(bank, "migrate", "--to", "rot13");

        Assert.True(killed);
        Assert.True(halfway > 0);
        Assert.Single(between);
        Assert.True(again.Code == 0, again.Error);
        Assert.Equal((0, 0), (after, once.Code));
        Assert.DoesNotContain("conversation_event", once.Output, StringComparison.Ordinal);
        Assert.Contains(read, e => e.Text == "中途断电也要读得到");
        Assert.True(verified.Code == 0, verified.Error);
        Assert.Equal(2, unknown.Code);
    }

    /// <summary>A column of ciphertexts that nobody named would be lost with the first master key that is
    /// retired.</summary>
    [Theory]
    [OnBothEngines]
    public async Task Every_column_of_bytes_is_named_as_sealed_or_as_something_else(Engine engine)
    {
        string[] digestsAndCodes =
        [
            "bank_logo.content", "conversation_event.digest", "conversation_event.mac", "customer_lookup.digest",
            "device_code.code_hash", "invitation.key_hash", "journal_block.contents", "journal_block.hash", "journal_block.prior",
            "journal_block.signature", "journal_entry.mac", "journal_reencryption.next", "journal_reencryption.prior",
            "passkey.credential", "passkey.public_key", "program_token.token_hash",
            "service_account.token_hash", "staff_device.device", "staff_session.place", "staff_session.token_hash",
        ];
        var app = await On(engine);
        var named = app.Services.GetServices<SealedColumn>().Select(c => $"{c.Table}.{c.Column}").ToList();

        var mapped = await app.WithDatabaseAsync(db => Task.FromResult(db.Model.GetEntityTypes()
            .SelectMany(e => e.GetProperties().Where(p => p.ClrType == typeof(byte[]))
                .Select(p => $"{e.GetTableName()}.{p.GetColumnName()}")).ToList()));

        Assert.Empty(mapped.Except(named).Except(digestsAndCodes));
        Assert.Equal(named.Distinct().Count(), named.Count);
    }

    private static async Task<(int Said, T Result)> UnderLoadAsync<T>(Visitor visitor, Func<Task<T>> change)
    {
        var changing = change();
        var said = 0;
        while (!changing.IsCompleted)
        {
            await visitor.SayAsync($"边换边说 {said}");
            said++;
            await Task.Delay(Pause);
        }

        return (said, await changing);
    }

    private static async Task<long> MigrateAsync(FirstWindowApp app, CryptoProfile to)
    {
        await using var scope = app.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<KeyDesk>()
            .MigrateAsync(to, _ => { }, CancellationToken.None)).Value;
    }

    private static async Task<KeyStatus> StatusAsync(FirstWindowApp app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<KeyDesk>().ReadAsync(CancellationToken.None);
    }

    private static async Task<string> ExportAsync(FirstWindowApp app, Colleague auditor)
    {
        var newest = await app.WithDatabaseAsync(db => db.Set<JournalBlock>().MaxAsync(b => b.Number));
        return (await auditor.Client.GetStringAsync($"/api/v1/journal/export?from=1&to={newest}")).TrimEnd('\n');
    }

    private static Task<int> RunAsync(FirstWindowApp app, string sql) =>
        app.WithDatabaseAsync(db => db.Database.ExecuteSqlRawAsync(sql));

    private static Task<(int Code, string Output, string Error)> KeysAsync(
        RunningBank bank, params string[] arguments) =>
        ServerProcess.RunAsync(["keys", .. arguments, .. bank.Storage]);

    private static async Task<long> ToDoAsync(RunningBank bank)
    {
        var status = await KeysAsync(bank, "status", "--json");
        Assert.True(status.Code == 0, status.Error);
        return JsonDocument.Parse(status.Output).RootElement.GetProperty("columns").EnumerateArray()
            .Sum(c => c.GetProperty("toDo").GetInt64());
    }

    private static Task<(int Code, string Output, string Error)> ServeAsync(RunningBank bank) =>
        ServerProcess.RunAsync(["serve", "--no-demo", "--port", $"{ServerProcess.FreePort()}", .. bank.Storage]);
}
