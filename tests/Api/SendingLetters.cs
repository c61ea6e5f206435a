using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using FirstWindow.Integration.Features.Mailing;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Mailing;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class SendingLetters(Houses houses) : ApiTests(houses)
{
    private const string Password = "s3cret-of-the-server";

    [Theory]
    [OnBothEngines]
    [Clause("A4.3.2a")]
    [Clause("A4.2.1a")]
    public async Task Letters_go_only_to_named_hosts_after_a_second_person_and_no_secret_is_ever_shown(Engine engine)
    {
        await using var mail = new MailServer();
        await using var house = await OpenAsync(engine, mail);
        var (first, second) = (house.First, house.Second);

        foreach (var (body, code) in new[]
        {
            (Body(mail, host: "169.254.169.254"), "mailing.host-not-allowed"), (Body(mail, port: 25), "mailing.host-not-allowed"),
            (Body(mail, host: "a b"), "mailing.host"), (Body(mail, from: "x@bank.example\r\nBcc: y@z.cn"), "mailing.sender"),
            (Body(mail, secretName: "../keys/master"), "mailing.secret"), (Body(mail, secretName: "not-there"), "mailing.no-secret"),
            (Body(mail, user: ""), "mailing.user"), (Body(mail, sms: "http://127.0.0.1:1/x"), "mailing.host-not-allowed"),
            (Body(mail, sms: "ftp://gateway.example"), "mailing.gateway"), (Body(mail, basedOn: 4), "mailing.changed-meanwhile"),
        })
        {
            Assert.Equal(code, (await first.Client.PutJsonAsync("/api/v1/mailing", body)).Code);
        }

        Assert.True(await house.App.WasRefusedAsync("mailing.host-not-allowed", "A4.2.1a", first.Id));
        var off = await first.Client.PostJsonAsync("/api/v1/mailing/tests", new { to = "li@bank.example" });
        var proposed = await first.Client.PutJsonAsync("/api/v1/mailing", Body(mail));
        var id = proposed.Json.GetProperty("id").GetGuid();
        var twice = await first.Client.PutJsonAsync("/api/v1/mailing", Body(mail, basedOn: 1));
        var own = await DecideAsync(first, id);
        var before = await first.Client.PostJsonAsync("/api/v1/mailing/tests", new { to = "li@bank.example" });
        var decided = await DecideAsync(second, id);
        var tried = await first.Client.PostJsonAsync("/api/v1/mailing/tests", new { to = "li@bank.example" });
        var bad = await first.Client.PostJsonAsync("/api/v1/mailing/tests", new { to = "li@bank.example, you@other.cn" });
        mail.Trouble = word => word == "RCPT" ? "550 nobody" : null;
        var refused = await first.Client.PostJsonAsync("/api/v1/mailing/tests", new { to = "li@bank.example" });
        var agent = await house.App.SignedInAsync(Role.Agent);
        var shown = await first.Client.GetStringAsync("/mailing") + await first.Client.GetStringAsync("/api/v1/mailing");

        Assert.All([off, before], a => Assert.Equal("mailing.off", a.Code));
        Assert.Equal("mailing.proposal-open", twice.Code);
        Assert.Equal(("mailing.own-proposal", "A4.3.2a"), (own.Code, own.Clause));
        Assert.True(await house.App.WasRefusedAsync("mailing.own-proposal", "A4.3.2a", first.Id));
        Assert.Equal(HttpStatusCode.NoContent, decided.Status);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, tried.Json.GetProperty("fault").ValueKind);
        Assert.Single(mail.Mails);
        Assert.Equal("mailing.recipient", bad.Code);
        Assert.Equal("rejected", refused.Json.GetProperty("fault").GetString());
        Assert.DoesNotContain(Password, shown);
        Assert.DoesNotContain(Password, await house.App.WithDatabaseAsync(db =>
            db.Set<MailingSettingsVersion>().Select(v => v.Content).FirstAsync()));
        Assert.Equal(HttpStatusCode.Forbidden,
            (await agent.Client.PostJsonAsync("/api/v1/mailing/tests", new { to = "li@bank.example" })).Status);
    }

    [Theory]
    [OnBothEngines]
    public async Task An_invitation_goes_out_once_however_often_the_server_stumbles(Engine engine)
    {
        await using var mail = new MailServer();
        await using var house = await OpenAsync(engine, mail);
        await house.SetAsync(Body(mail));
        var officer = await house.App.SignedInAsync(Role.StaffOfficer);

        var bad = await InviteAsync(officer, "7001", "li@x\r\nBcc:a@b.cn");
        mail.Trouble = word => word == "MAIL" ? "451 later" : null;
        var invited = await InviteAsync(officer, "7001", "li.na@bank.example");
        await house.PassAsync();
        var early = (await house.LettersAsync()).Single();
        mail.Trouble = null;
        await house.PassAsync(); // Not yet: it waits.
        Assert.Empty(mail.Mails);
        await house.PassAsync(TimeSpan.FromMinutes(2));
        await house.PassAsync(TimeSpan.FromMinutes(2));
        var sent = (await house.LettersAsync()).Single();
        var words = MailServer.WordsOf(mail.Mails.Single());

        Assert.Equal("mailing.recipient", bad.Code);
        Assert.True(invited.Json.GetProperty("isMailed").GetBoolean());
        Assert.Equal((LetterState.Due, 1, "status"), (early.State, early.Attempts, early.Fault));
        Assert.Equal((LetterState.Sent, "l***@bank.example"), (sent.State, sent.Recipient));
        Assert.Null(sent.Content);
        Assert.Contains("https://service.bank.example" + invited.Json.GetProperty("address").GetString(), words);
        Assert.Equal($"<{sent.Id:n}@bank.example>", MailServer.HeaderOf(mail.Mails.Single(), "Message-ID"));
        Assert.Equal(1, await house.App.WithDatabaseAsync(db => db.Set<JournalEntry>().CountAsync(e => e.Act == "letter.sent")));
    }

    [Theory]
    [OnBothEngines]
    public async Task A_server_that_hangs_after_taking_gets_the_same_mail_again_under_the_same_id(Engine engine)
    {
        await using var mail = new MailServer { Hangs = true };
        await using var house = await OpenAsync(engine, mail);
        await house.SetAsync(Body(mail));
        var officer = await house.App.SignedInAsync(Role.StaffOfficer);
        await InviteAsync(officer, "7002", "li.na@bank.example");

        await house.PassAsync();
        var hung = (await house.LettersAsync()).Single();
        mail.Hangs = false;
        await house.PassAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(("timeout", LetterState.Due), (hung.Fault, hung.State));
        Assert.Equal(LetterState.Sent, (await house.LettersAsync()).Single().State);
        Assert.Equal(2, mail.Mails.Count);
        Assert.Single(mail.Mails.Select(m => MailServer.HeaderOf(m, "Message-ID")).Distinct());
    }

    [Theory]
    [OnBothEngines]
    public async Task What_nobody_takes_is_a_dead_letter_that_somebody_sees_to(Engine engine)
    {
        await using var mail = new MailServer { Trouble = word => word == "RCPT" ? "550 no such person" : null };
        await using var house = await OpenAsync(engine, mail);
        await house.SetAsync(Body(mail));
        var officer = await house.App.SignedInAsync(Role.StaffOfficer);
        await InviteAsync(officer, "7003", "nobody@bank.example");
        await InviteAsync(officer, "7004", "old@bank.example");
        await house.PassAsync();
        var dead = await house.LettersAsync();

        var resent = await ResendAsync(house.First, dead[0].Id);
        mail.Trouble = null;
        await house.PassAsync();
        var again = await ResendAsync(house.First, dead[0].Id);
        var noReason = await DiscardAsync(house.First, dead[1].Id, "x");
        var page = await house.First.Client.GetStringAsync("/mailing");
        house.App.Clock.Move(TimeSpan.FromDays(4));
        var first = await house.App.SignedInAsync(Role.Administrator);
        var tooLate = await ResendAsync(first, dead[1].Id);
        var discarded = await DiscardAsync(first, dead[1].Id, "已当面转交<b>");
        var foreign = await ResendAsync(await house.App.SignedInAsync(Role.Compliance), dead[1].Id);

        Assert.All(dead, l => Assert.Equal((LetterState.Dead, "rejected", 1), (l.State, l.Fault, l.Attempts)));
        Assert.Equal(HttpStatusCode.NoContent, resent.Status);
        Assert.Single(mail.Mails);
        Assert.Equal("letter.not-dead", again.Code);
        Assert.Equal("letter.reason", noReason.Code);
        Assert.Contains("死信", page);
        Assert.Equal("letter.expired", tooLate.Code);
        Assert.Equal(HttpStatusCode.NoContent, discarded.Status);
        Assert.Equal(HttpStatusCode.Forbidden, foreign.Status);
        Assert.All(await house.LettersAsync(), l => Assert.Null(l.Content));
    }

    [Theory]
    [OnBothEngines]
    public async Task Who_left_a_message_hears_of_the_answer_when_there_is_one_and_nothing_it_says(Engine engine)
    {
        await using var mail = new MailServer();
        await using var gateway = await SmsGateway.StartAsync();
        await using var house = await OpenAsync(engine, mail, gateway);
        await house.SetAsync(Body(mail, sms: gateway.Address.ToString()));
        var visitor = await house.App.GivenVisitorAsync();
        await visitor.SayAsync("我的工资卡余额不对");
        await visitor.Client.PostJsonAsync(
            $"/api/v1/conversations/{visitor.Id}/message-left", new { callback = "138 0013 8000" });
        await house.PassAsync();
        var waiting = (await house.LettersAsync()).Single();
        var agent = await house.App.SignedInAsync(Role.Agent);
        await agent.BeAvailableAsync();
        await house.App.MatchAsync();
        await agent.Client.PutJsonAsync($"/api/v1/conversations/{visitor.Id}/acceptance", new { });
        await agent.Client.PostJsonAsync($"/api/v1/conversations/{visitor.Id}/replies",
            new { id = Guid.NewGuid(), text = "您好，工资卡明细已为您核对，详情请看这里。" });

        gateway.Trouble = 503;
        await house.PassAsync();
        gateway.Trouble = null;
        await house.PassAsync(TimeSpan.FromMinutes(2));
        await house.PassAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(LetterState.Waiting, waiting.State);
        var (to, text) = gateway.Messages.Values.Single();
        Assert.Equal((2, "138 0013 8000"), (gateway.Requests, to));
        Assert.Contains("留言已有答复", text);
        Assert.DoesNotContain("工资", text);
    }

    [Theory]
    [OnBothEngines]
    public async Task Of_two_nodes_one_sends_each_letter(Engine engine)
    {
        await using var mail = new MailServer();
        await using var house = await OpenAsync(engine, mail);
        await house.SetAsync(Body(mail));
        var officer = await house.App.SignedInAsync(Role.StaffOfficer);
        await using var other = await FirstWindowApp.StartAsync(engine, nodeOf: house.App, settings: house.Settings);
        for (var i = 0; i < 25; i++)
        {
            await InviteAsync(officer, $"71{i:00}", $"p{i}@bank.example");
        }

        await Task.WhenAll(house.PassAsync(), other.Services.GetRequiredService<LetterWorker>()
            .RunPassAsync(CancellationToken.None));

        Assert.Equal(25, mail.Mails.Count);
        Assert.Equal(25, mail.Mails.Select(m => MailServer.HeaderOf(m, "Message-ID")).Distinct().Count());
        Assert.All(await house.LettersAsync(), l => Assert.Equal(LetterState.Sent, l.State));
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.1a")]
    public async Task Beyond_this_machine_nothing_is_said_in_clear(Engine engine)
    {
        var address = NetworkInterface.GetAllNetworkInterfaces().SelectMany(n => n.GetIPProperties().UnicastAddresses)
            .Select(a => a.Address)
            .FirstOrDefault(a => a.AddressFamily is AddressFamily.InterNetwork && !IPAddress.IsLoopback(a));
        if (address is null)
        {
            return; // A machine without a network cannot tell.
        }

        await using var mail = new MailServer(IPAddress.Any);
        await using var house = await OpenAsync(engine, mail, host: address.ToString());
        await house.SetAsync(Body(mail, host: address.ToString()));

        var tried = await house.First.Client.PostJsonAsync("/api/v1/mailing/tests", new { to = "li@bank.example" });

        var journaled = await house.App.WithDatabaseAsync(db => db.Set<JournalEntry>()
            .SingleAsync(e => e.Act == "mailing.tested"));

        Assert.Equal("tls", tried.Json.GetProperty("fault").GetString());
        Assert.Empty(mail.Mails);
        Assert.DoesNotContain("AUTH", mail.Commands);
        Assert.Equal("A4.2.1a", journaled.Clause);
        Assert.EndsWith("fault=tls", journaled.Detail);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_customer_hears_that_the_copy_of_the_own_data_is_ready(Engine engine)
    {
        await using var mail = new MailServer();
        await using var gateway = await SmsGateway.StartAsync();
        await using var house = await OpenAsync(engine, mail, gateway);
        await house.SetAsync(Body(mail, sms: gateway.Address.ToString()));
        var own = await house.App.OwnPageOfAsync("C10000001");
        await own.PostJsonAsync("/api/v1/my-data/requests", new { kind = "copy" });
        var desk = await house.App.SignedInAsync(Role.RightsDesk);
        var id = (await desk.Client.GetJsonAsync("/api/v1/rights")).Json[0].GetProperty("id").GetGuid();

        await desk.Client.PutJsonAsync($"/api/v1/rights/{id}/decision", new { fulfil = true });
        await house.PassAsync();

        Assert.Contains("个人信息副本已备好", gateway.Messages.Values.Single().Text);
    }

    private async Task<MailHouse> OpenAsync(
        Engine engine, MailServer mail, SmsGateway? gateway = null, string host = "127.0.0.1")
    {
        var secrets = Directory.CreateTempSubdirectory("fw-secrets-").FullName;
        await File.WriteAllTextAsync(Path.Combine(secrets, "smtp-password"), Password + "\n");
        await File.WriteAllTextAsync(Path.Combine(secrets, "sms-key"), SmsGateway.Secret);
        var settings = new Dictionary<string, string?>
        {
            ["Mailing:PrivateHosts"] = $"{host}:{mail.Port} {gateway?.Address.Authority}".Trim(),
            ["Mailing:SecretsFolder"] = secrets,
            ["Mailing:PublicAddress"] = "https://service.bank.example",
            ["Mailing:PassInterval"] = "01:00:00",
            ["Mailing:Timeout"] = "00:00:02",
        };
        var app = await OwnAsync(engine, settings);
        return new(app, settings, secrets, await app.SignedInAsync(Role.Administrator),
            await app.SignedInAsync(Role.Compliance));
    }

    private static object Body(
        MailServer mail, string host = "127.0.0.1", int? port = null, string from = "service@bank.example",
        string user = "service", string secretName = "smtp-password", string? sms = null, int basedOn = 0) => new
        {
            basedOn,
            isMailOn = true,
            mailHost = host,
            mailPort = port ?? mail.Port,
            mailFrom = from,
            mailUser = user,
            mailSecret = secretName,
            isSmsOn = sms is not null,
            smsUrl = sms,
            smsSecret = sms is null ? null : "sms-key",
        };

    private static Task<Answer> DecideAsync(Colleague colleague, Guid id) =>
        colleague.Client.PutJsonAsync($"/api/v1/mailing/proposals/{id}/decision", new { approve = true });

    private static Task<Answer> ResendAsync(Colleague colleague, Guid id) =>
        colleague.Client.PutJsonAsync($"/api/v1/mailing/letters/{id}/resend", new { });

    private static Task<Answer> DiscardAsync(Colleague colleague, Guid id, string reason) =>
        colleague.Client.PutJsonAsync($"/api/v1/mailing/letters/{id}/discard", new { reason });

    private static Task<Answer> InviteAsync(Colleague officer, string number, string sendTo) =>
        officer.Client.PostJsonAsync("/api/v1/staff", new
        {
            name = "李娜",
            number,
            userName = $"li.na.{number}",
            roles = new[] { "agent" },
            sendTo,
        });

    /// <summary>A house whose letters go out only when a test says so.</summary>
    private sealed record MailHouse(
        FirstWindowApp App, Dictionary<string, string?> Settings, string Secrets, Colleague First, Colleague Second)
        : IAsyncDisposable
    {
        public async Task SetAsync(object body)
        {
            var proposed = await First.Client.PutJsonAsync("/api/v1/mailing", body);
            await DecideAsync(Second, proposed.Json.GetProperty("id").GetGuid());
        }

        public async Task PassAsync(TimeSpan after = default)
        {
            App.Clock.Move(after);
            await App.Services.GetRequiredService<LetterWorker>().RunPassAsync(CancellationToken.None);
        }

        public Task<List<OutgoingLetter>> LettersAsync() => App.WithDatabaseAsync(
            db => db.Set<OutgoingLetter>().AsNoTracking().OrderBy(l => l.MadeAt).ThenBy(l => l.Id).ToListAsync());

        public ValueTask DisposeAsync()
        {
            Directory.Delete(Secrets, recursive: true);
            return ValueTask.CompletedTask;
        }
    }
}
