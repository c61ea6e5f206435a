using System.Net;
using System.Text;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Files;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>Files go through a malware scanner that speaks clamd's protocol, well or badly.</summary>
public sealed class ScanningAFile(Houses houses) : ApiTests(houses)
{
    // What every scanner knows and nothing runs; in two parts, so that no scanner finds it in this file.
    private const string Eicar = @"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-" + "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";

    [Theory]
    [OnBothEngines]
    [Clause("A1.3.4")]
    public async Task What_the_scanner_knows_is_refused_and_journaled_and_clean_files_go_through(Engine engine)
    {
        await using var scanner = new ScannerPeer(
            content => content.Contains(Eicar, StringComparison.Ordinal) ? "stream: Eicar-Test FOUND\0" : "stream: OK\0");
        var app = await OwnAsync(engine, At(scanner));
        var (visitor, agent) = await app.GivenContactAsync();
        var large = SampleFiles.Pdf($"/Title ({new string('x', 300_000)})");

        var clean = await SendAsync(visitor.Client, Own(visitor), large);
        var bad = await SendAsync(visitor.Client, Own(visitor), SampleFiles.Pdf($"/Title ({Eicar})"));
        var ofAgent = await SendAsync(agent.Client, Desk(visitor), SampleFiles.Pdf($"/Title ({Eicar})"));
        var refusals = await app.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .Where(e => e.Act == PlatformActs.Refused.Code && e.Detail == "file.malware").ToListAsync());

        Assert.Equal(HttpStatusCode.Created, clean.Status);
        Assert.All([bad, ofAgent], a => Assert.Equal((HttpStatusCode.UnprocessableEntity, "file.malware"), (a.Status, a.Code)));
        Assert.Equal([visitor.Id, visitor.Id], refusals.Select(r => r.Subject));
        Assert.Equal(Encoding.Latin1.GetString(large), scanner.Contents[0]); // Every byte, as it was sent.
        Assert.Equal(1, await app.WithDatabaseAsync(db => db.Set<Conversations.Domain.Attachment>()
            .CountAsync(a => a.Conversation == new ConversationId(visitor.Id))));
    }

    [Theory]
    [InlineData(null)] // It hangs.
    [InlineData("")] // It hangs up.
    [InlineData("stream: OK")] // Cut off before its end.
    [InlineData("stream: OK and more\0")]
    [InlineData("OK\0")]
    [InlineData("INSTREAM size limit exceeded. ERROR\0")]
    [InlineData("\u0001\u0002\u0003\0stream: OK\0")]
    [Clause("A1.3.4")]
    public async Task Without_a_whole_answer_of_the_scanner_no_file_is_taken(string? answer)
    {
        var says = answer;
        await using var scanner = new ScannerPeer(_ => says);
        var app = await OwnAsync(Engine.Sqlite, At(scanner));
        var visitor = await app.GivenVisitorAsync();
        var alarms = app.Services.GetRequiredService<Alarms>();

        var refused = await SendAsync(visitor.Client, Own(visitor), SampleFiles.Png());
        var alarmed = alarms.Raised.ContainsKey(MalwareScanner.Alarm);
        says = "stream: OK\0";
        var taken = await SendAsync(visitor.Client, Own(visitor), SampleFiles.Png());

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "file.not-scanned"), (refused.Status, refused.Code));
        Assert.NotNull(refused.Response.Headers.RetryAfter);
        Assert.True(alarmed);
        Assert.Equal(HttpStatusCode.Created, taken.Status);
        Assert.False(alarms.Raised.ContainsKey(MalwareScanner.Alarm));
    }

    [Fact]
    public async Task A_scanner_that_is_not_there_takes_no_file_and_words_go_on()
    {
        var app = await OwnAsync(Engine.Sqlite, new Dictionary<string, string?>
        {
            ["Scanner:Address"] = Path.Combine(Path.GetTempPath(), Guid.NewGuid() + ".ctl"),
        });
        var visitor = await app.GivenVisitorAsync();

        var refused = await SendAsync(visitor.Client, Own(visitor), SampleFiles.Png());

        Assert.Equal("file.not-scanned", refused.Code);
        await visitor.SayAsync("文字照常发出");
    }

    [Theory]
    [InlineData("scanner.bank.example:3310")]
    [InlineData("10.0.0.9:3310")]
    [InlineData("127.0.0.1")]
    public async Task A_scanner_that_would_be_spoken_to_in_plain_over_the_network_stops_the_start(string address)
    {
        var settings = new Dictionary<string, string?> { ["Scanner:Address"] = address };
        var fault = await Assert.ThrowsAsync<InvalidSettingException>(
            () => FirstWindowApp.StartAsync(Engine.Sqlite, settings: settings));

        Assert.Contains("clamd", fault.Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, string?> At(ScannerPeer scanner) => new()
    {
        ["Scanner:Address"] = scanner.Address,
        ["Scanner:Timeout"] = "00:00:03",
    };

    private static string Own(Visitor visitor) => $"/api/v1/conversations/{visitor.Id}/attachments";

    private static string Desk(Visitor visitor) => $"/api/v1/desk/contacts/{visitor.Id}/attachments";

    private static Task<Answer> SendAsync(HttpClient client, string url, byte[] content) =>
        SendingAFile.SendAsync(client, url, content, "a.png");
}
