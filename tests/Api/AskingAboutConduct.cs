using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using FirstWindow.Customers.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>What stands out in the use of customers' data and accounts; who is asked about it, and who asks.</summary>
public sealed class AskingAboutConduct(Houses houses) : ApiTests(houses)
{
    private const string Zhao = "C10000003"; // Of the segment wealth.

    [Theory]
    [OnBothEngines]
    [Clause("A4.3.1b")]
    public async Task A_look_at_night_and_at_the_privileged_is_asked_about_by_somebody_else_and_ends_with_a_reason(
        Engine engine)
    {
        var app = await OwnAsync(engine);
        MoveTo(app, hour: 23);
        var looking = await app.SignedInAsync(Role.Compliance);
        var asking = await app.SignedInAsync(Role.Compliance);
        var other = await app.SignedInAsync(Role.Compliance);
        var supervisor = await app.SignedInAsync(Role.Supervisor);
        var opened = await BreakAsync(looking);
        await BreakAsync(looking); // One alarm of a kind an hour.

        var about = await AlarmsAsync(asking);
        var id = about.First(a => KindOf(a) == "night-look").GetProperty("id").GetGuid();
        var own = await AlarmsAsync(looking);
        var ownPage = await looking.Client.GetStringAsync("/conduct");
        var ownJournal = await looking.Client.GetJsonAsync("/api/v1/journal?act=conduct.alarmed");
        var takenByOneself = await TakeAsync(looking, id);
        var decidedByOneself = await DecideAsync(looking, id, "explained", "我自己看的，没有问题的");
        var foreign = await supervisor.Client.GetJsonAsync("/api/v1/conduct");
        var early = await DecideAsync(asking, id, "explained", "客户约定夜间回电核实信息");
        await TakeAsync(asking, id);
        var byOther = await DecideAsync(other, id, "explained", "客户约定夜间回电核实信息");
        var silent = await DecideAsync(asking, id, "explained", "没事");
        var decided = await DecideAsync(asking, id, "explained", "<script>客户约定夜间回电</script>核实信息");
        var twice = await DecideAsync(asking, id, "incident", "客户约定夜间回电核实信息");
        var page = await other.Client.GetStringAsync("/conduct");

        Assert.Equal(HttpStatusCode.Created, opened.Status);
        Assert.Equal(["night-look", "privileged-look"], about.Select(KindOf).Order());
        Assert.Empty(own);
        Assert.Contains("没有警示", ownPage);
        Assert.Equal(0, ownJournal.Json.GetProperty("entries").GetArrayLength());
        Assert.All([takenByOneself, decidedByOneself], a => Assert.Equal(
            (HttpStatusCode.NotFound, "conduct.not-found"), (a.Status, a.Code)));
        Assert.Equal(HttpStatusCode.Forbidden, foreign.Status);
        Assert.All([early, byOther], a => Assert.Equal(("conduct.not-owner", "A4.3.1b"), (a.Code, a.Clause)));
        Assert.True(await app.WasRefusedAsync("conduct.not-owner", "A4.3.1b", other.Id));
        Assert.Equal(("conduct.words-missing", "A4.3.1b"), (silent.Code, silent.Clause));
        Assert.True(await app.WasRefusedAsync("conduct.words-missing", "A4.3.1b", asking.Id));
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.Conflict), (decided.Status, twice.Status));
        Assert.Contains("&lt;script&gt;", page);
        Assert.DoesNotContain("<script>客户", page);
        Assert.True(await WasDoneAsync(app, "conduct.explained", looking.Id));
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.3.1b")]
    public async Task Too_many_looks_and_reveals_far_over_the_peers_and_a_mass_export_are_asked_about(Engine engine)
    {
        var app = await OwnAsync(engine);
        MoveTo(app, hour: 12);
        var asking = await app.SignedInAsync(Role.Compliance);
        var curious = await app.SignedInAsync(Role.Supervisor);
        Answer? refused = null;
        for (var i = 0; i <= 30; i++)
        {
            refused = await BreakAsync(curious, "C10000001");
        }

        foreach (var reference in new[] { "C10000001", "C10000002", "C10000005" })
        {
            var (quiet, peer, customer) = await app.GivenServedCustomerAsync(reference);
            await RevealAsync(peer, quiet, customer);
            await peer.WrapUpAsync(quiet.Id);
        }

        var (visitor, greedy, id) = await app.GivenServedCustomerAsync(Zhao);
        for (var i = 0; i < 10; i++)
        {
            await RevealAsync(greedy, visitor, id);
        }

        await ExportAsync(app, curious, 101);
        var alarms = await AlarmsAsync(asking);

        Assert.Equal(("customer.too-many-looks", "A4.2.1a"), (refused!.Code, refused.Clause));
        Assert.True(await app.WasRefusedAsync("customer.too-many-looks", "A4.2.1a", curious.Id));
        Assert.Contains(alarms, a => KindOf(a) == "many-looks" && StaffOf(a) == curious.Id.Value);
        Assert.Contains(alarms, a => KindOf(a) == "mass-export" && StaffOf(a) == curious.Id.Value);
        var over = Assert.Single(alarms, a => KindOf(a) == "reveals-over-peers");
        Assert.Equal((greedy.Id.Value, "own=10;median=1"), (StaffOf(over), over.GetProperty("detail").GetString()));
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.3c")]
    public async Task One_account_in_two_places_and_a_browser_never_seen_are_alarmed_and_the_first_session_ends(
        Engine engine)
    {
        var app = await OwnAsync(engine);
        var asking = await app.SignedInAsync(Role.Compliance);
        var staff = await app.GivenStaffAsync(Role.Agent);
        var here = From(app, IPAddress.Loopback);
        var there = From(app, IPAddress.Parse("127.0.0.2"));

        await SignInAsync(app, here, staff);
        app.Clock.Move(TimeSpan.FromMinutes(1));
        await SignInAsync(app, here, staff); // The same browser again: nothing stands out.
        var before = await AlarmsAsync(asking);
        app.Clock.Move(TimeSpan.FromMinutes(1));
        await SignInAsync(app, there, staff);
        var lent = await here.GetJsonAsync("/api/v1/session");
        var alarms = await AlarmsAsync(asking);
        app.Clock.Move(TimeSpan.FromMinutes(11));
        await SignInAsync(app, here, staff); // Long after: the same two, not at once.
        var journaled = await WasDoneAsync(app, "conduct.alarmed", staff.Id);
        var stored = await app.WithDatabaseAsync(db => db.Set<FirstWindow.Staff.Domain.StaffDevice>()
            .CountAsync(d => d.Staff == staff.Id));

        Assert.Empty(before);
        Assert.Equal(HttpStatusCode.Unauthorized, lent.Status);
        Assert.Equal(["new-device", "two-places"], alarms.Select(KindOf).Order());
        Assert.All(alarms, a => Assert.Equal(staff.Id.Value, StaffOf(a)));
        Assert.Equal(2, (await AlarmsAsync(asking)).Count);
        Assert.True(journaled);
        Assert.Equal(2, stored);
    }

    // 12 or 23 o'clock in the bank's zone, whatever the time of the test.
    private static void MoveTo(FirstWindowApp app, int hour)
    {
        var now = app.Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8));
        var wanted = now.Date.AddDays(1).AddHours(hour);
        app.Clock.Move(wanted - now.DateTime);
    }

    private static HttpClient From(FirstWindowApp app, IPAddress address)
    {
        var client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectCallback = async (context, ct) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(address, 0));
                await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, ct);
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        { BaseAddress = app.Address };
        return client;
    }

    private static async Task SignInAsync(FirstWindowApp app, HttpClient client, StaffAccount staff)
    {
        var answer = await client.PostJsonAsync("/api/v1/session",
            new { staff.UserName, FirstWindowApp.Password, code = app.CodeOf(staff.Id) });
        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    private static async Task ExportAsync(FirstWindowApp app, Colleague who, int customers)
    {
        await app.WithDatabaseAsync(async db =>
        {
            db.AddRange(Enumerable.Range(0, customers).Select(i => new Customer
            {
                Reference = $"X{i}",
                Kind = "person",
                Segment = "startup",
                Language = "zh",
                KeyId = Guid.NewGuid(),
            }));
            await db.CommitAsync(CancellationToken.None);
            return true;
        });
        var asked = await who.Client.PostJsonAsync("/api/v1/releases", new
        {
            kind = "export",
            segment = "startup",
            recipient = "总行风险管理部",
            purpose = "fraud",
            fields = new[] { "name" },
            assessment = ReleaseKinds.Assessment,
        });
        var id = asked.Json.GetProperty("id").GetGuid();
        var approver = await app.SignedInAsync(Role.RightsDesk);
        await approver.Client.PutJsonAsync($"/api/v1/releases/{id}/decision", new { approve = true });
        await DemandingOnesData.FetchAsync(who.Client, id);
    }

    private static Task<Answer> BreakAsync(Colleague who, string reference = Zhao) =>
        who.Client.PostJsonAsync("/api/v1/customers/broken-glass",
            new { by = "reference", value = reference, purpose = "fraud", reason = "客户报称被骗，需要立即联系本人" });

    private static Task<Answer> RevealAsync(Colleague who, Visitor visitor, Guid customer) =>
        who.Client.PostJsonAsync($"/api/v1/customers/{customer}/reveals?contact={visitor.Id}",
            new { field = "phone", purpose = "service" });

    private static Task<Answer> TakeAsync(Colleague who, Guid id) =>
        who.Client.PutJsonAsync($"/api/v1/conduct/{id}/owner", new { });

    private static Task<Answer> DecideAsync(Colleague who, Guid id, string verdict, string words) =>
        who.Client.PutJsonAsync($"/api/v1/conduct/{id}/verdict", new { verdict, words });

    private static async Task<List<JsonElement>> AlarmsAsync(Colleague who) =>
        [.. (await who.Client.GetJsonAsync("/api/v1/conduct")).Json.EnumerateArray()];

    private static string? KindOf(JsonElement alarm) => alarm.GetProperty("kind").GetString();

    private static Guid StaffOf(JsonElement alarm) => alarm.GetProperty("staff").GetGuid();

    private static Task<bool> WasDoneAsync(FirstWindowApp app, string act, StaffId about) => app.WithDatabaseAsync(db =>
        db.Set<JournalEntry>().AnyAsync(e => e.Act == act && e.Subject == about.Value));
}
