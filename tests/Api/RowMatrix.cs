using System.Net;
using FirstWindow.Customers.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Domain;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static FirstWindow.Tests.Api.WalkingTheRoutes;

namespace FirstWindow.Tests.Api;

/// <summary>
/// Every route about somebody's row × every role that has it × whose row it is, as <c>row-matrix.tsv</c> says: what is
/// found of an own one, one of the team, one of another team and one that does not exist. Rows that are the bank's own
/// stand there by the beginning of their address, with the reason why they are nobody's.
/// </summary>
public sealed class RowMatrix(Houses houses) : ApiTests(houses)
{
    private const string House = "house";

    // The rows of contacts are asked for by AccessMatrix.
    private static readonly string[] Contacts =
        ["/api/v1/conversations/{id:guid}", "/api/v1/desk/contacts/{id:guid}", "/contacts/{id:guid}"];

    private static readonly string[] Families =
    [
        "/api/v1/customers/{id:guid}", "/customers/{id:guid}", "/api/v1/promises/", "/api/v1/suggestions/",
        "/suggestions/", "/recoveries/", "/api/v1/rights/", "/api/v1/releases/", "/api/v1/my-account/sessions/",
        "/my-account/sessions/",
    ];

    // Whatever a page's form asks for, so that the row decides and not a field that is missing.
    private static readonly (string Name, string Value)[] WholeForm =
    [
        ("text", "谢谢您的建议"), ("done", "已致电"), ("told", "电话说明"), ("satisfied", "yes"), ("after", "一天"),
        ("conclusion", "大字账单要做"), ("reason", "等待核实"), ("approve", "true"), ("disabled", "true"),
        ("paused", "true"), ("keep", "true"), ("role", "agent"), ("staff", $"{Guid.NewGuid()}"),
        ("delivery", $"{Guid.NewGuid()}"), ("sure", "yes"),
    ];

    private static readonly string Table = Path.Combine(
        Environment.GetEnvironmentVariable("FIRSTWINDOW_ROOT")!, "tests", "Api", "row-matrix.tsv");

    [Fact]
    [Clause("A4.2.1c")]
    public async Task Every_route_with_a_row_says_whose_rows_it_opens()
    {
        var app = await On(Engine.Sqlite);
        var said = Read().ToList();
        var withRow = Routes(app).Where(r => r.Metadata.GetMetadata<Permission>() is not null
            && HasRow(r) && !IsIn(Contacts, r)).ToList();
        var asked = withRow.Where(r => IsIn(Families, r)).ToList();
        var expected = asked.SelectMany(r => RolesOf(r).Select(role => $"{KeyOf(r)} {role.ToCode()}")).ToHashSet();
        var there = said.Where(l => l.Role != House).Select(l => $"{l.Method} {l.Route} {l.Role}").ToHashSet();
        var house = said.Where(l => l.Role == House).Select(l => l.Route).ToArray();

        Assert.True(there.SetEquals(expected), "Of no route: " + string.Join('\n', there.Except(expected).Order())
            + "\nNot in tests/Api/row-matrix.tsv: " + string.Join('\n', expected.Except(there).Order()));
        Assert.All(withRow.Except(asked), r => Assert.True(
            IsIn(house, r), $"{KeyOf(r)} has a row, but tests/Api/row-matrix.tsv does not say whose."));
        Assert.All(house, h => Assert.Contains(withRow, r => IsIn([h], r)));
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.1c")]
    [Clause("A4.3.1a")]
    public async Task Whose_row_it_is_decides_what_is_found_of_it(Engine engine)
    {
        var app = await OwnAsync(engine);
        var world = await World.MakeAsync(app);
        var faults = new List<string>();
        var said = Read().Select(l => l.ToString()).ToHashSet();
        // What files a contact and rates it comes last: the others need it open.
        foreach (var route in Routes(app).Where(r => HasRow(r) && IsIn(Families, r)).OrderBy(r => IsIn(["/recoveries/"], r)))
        {
            if (IsIn(["/recoveries/"], route))
            {
                await world.RateAsync();
            }

            foreach (var role in RolesOf(route))
            {
                var asker = await world.AskerAsync(role);
                var rows = await world.RowsAsync(route.RoutePattern.RawText!, asker);
                var found = new List<string>();
                foreach (var row in rows.Append(new(Guid.NewGuid(), rows[0].Contact, rows[0].Person)))
                {
                    found.Add(await FindAsync(asker, route, row));
                }

                var line = new Line(MethodOf(route), route.RoutePattern.RawText!, role.ToCode(), [.. found]).ToString();
                faults.AddRange(said.Contains(line) ? [] : [line]);
            }
        }

        foreach (var route in Routes(app).Where(r => r.Metadata.GetMetadata<Permission>() is not null
            && HasRow(r) && !IsIn(Contacts, r) && !IsIn(Families, r)))
        {
            var asker = await world.AskerAsync(RolesOf(route)[0]);
            var found = await FindAsync(asker, route, new(Guid.NewGuid()));
            faults.AddRange(found == "absent" ? [] : [$"{KeyOf(route)}: {found} of a row that does not exist"]);
        }

        Assert.True(faults.Count == 0, "The server answers otherwise than tests/Api/row-matrix.tsv says:\n"
            + string.Join('\n', faults));
    }

    private static async Task<string> FindAsync(Colleague asker, RouteEndpoint route, Row row)
    {
        var url = route.RoutePattern.RawText!.Replace("{id:guid}", $"{row.Id}").Replace("{code}", "phone")
            .Replace("{purpose}", "marketing").Replace("{person}", $"{row.Person}").Replace("{role}", "agent")
            .Replace("{staff:guid}", $"{Guid.NewGuid()}").Replace("{delivery:guid}", $"{Guid.NewGuid()}")
            + (row.Contact == default ? "" : $"?contact={row.Contact}");
        var status = MethodOf(route) == "POST" && !url.StartsWith("/api/", StringComparison.Ordinal)
            ? (await asker.SubmitAsync("/pledge", url, WholeForm)).Status
            : await AskAsync(asker, route, url);
        return status switch
        {
            HttpStatusCode.NotFound => "absent",
            HttpStatusCode.Forbidden => "refused",
            HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.NoContent or HttpStatusCode.Found
                or HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity => "seen",
            _ => $"{status}", // Nothing was asked of the row: the matrix does not hold.
        };
    }

    private static async Task<HttpStatusCode> AskAsync(Colleague asker, RouteEndpoint route, string url)
    {
        using var answer = await AccessMatrix.SendAsync(
            asker.Client, new(MethodOf(route)), url, RowBodies.All.GetValueOrDefault(KeyOf(route)));
        return answer.StatusCode;
    }

    private static bool HasRow(RouteEndpoint route) => route.RoutePattern.RawText!.Contains("{id:guid}");

    private static string KeyOf(RouteEndpoint route) => $"{MethodOf(route)} {route.RoutePattern.RawText}";

    private static string MethodOf(RouteEndpoint route) =>
        route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0];

    private static IReadOnlyList<Role> RolesOf(RouteEndpoint route) =>
        route.Metadata.GetMetadata<Permission>()!.Roles is var roles && roles.Count == Enum.GetValues<Role>().Length
            ? [Role.Agent] : [.. roles]; // What everybody has is the same for everybody.

    private static bool IsIn(string[] begins, RouteEndpoint route) => Array.Exists(begins, b =>
        route.RoutePattern.RawText!.StartsWith(b, StringComparison.Ordinal));

    private static IEnumerable<Line> Read() => File.ReadLines(Table).Where(l => l.Length > 0 && l[0] != '#')
        .Select(l => l.Split('\t')).Select(c => new Line(c[0], c[1], c[2], [.. c.Skip(3)]));

    private sealed record Row(Guid Id, Guid Contact = default, Guid Person = default);

    private sealed record Line(string Method, string Route, string Role, string[] Found)
    {
        public override string ToString() => $"{Method}\t{Route}\t{Role}\t{string.Join('\t', Found)}";
    }

    /// <summary>Three customers of three agents: the asker's own, one of the team, one of another team.</summary>
    private sealed record World(FirstWindowApp App, (Visitor Visitor, Colleague Agent, Guid Customer)[] Served)
    {
        private readonly Dictionary<Role, Colleague> askers = [];
        private Guid[] suggestions = [];
        private Guid[] rights = [];
        private Guid[] acting = [];
        private bool isRated;

        public static async Task<World> MakeAsync(FirstWindowApp app)
        {
            var world = new World(app,
            [
                await app.GivenServedCustomerAsync("C10000001"), await app.GivenServedCustomerAsync("C10000002"),
                await app.GivenServedCustomerAsync("C10000003"),
            ]);
            await world.LeaveTeamAsync(world.Served[2].Agent);
            world.suggestions = [Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid()];
            world.rights = new Guid[3];
            world.acting = new Guid[3];
            for (var i = 0; i < 3; i++)
            {
                await world.Served[i].Visitor.Client.PostJsonAsync(
                    $"/api/v1/conversations/{world.Served[i].Visitor.Id}/suggestions",
                    new { id = world.suggestions[i], text = "大字账单" });
                var (visitor, agent, customer) = world.Served[i];
                world.acting[i] = (await agent.Client.PostJsonAsync(
                    $"/api/v1/customers/{customer}/acting?contact={visitor.Id}", new
                    {
                        person = "孙小明",
                        relation = "child",
                        scope = "enquiry",
                        evidence = "授权书 2026-118",
                        until = "2099-01-01",
                    })).Json.GetProperty("id").GetGuid();
                world.rights[i] = (await (await app.OwnPageOfAsync($"C1000000{i + 1}")).PostJsonAsync(
                    "/api/v1/my-data/requests", new { kind = "view" })).Json.GetProperty("id").GetGuid();
            }

            return world;
        }

        // An agent asks as who has the first contact in hand, each time anew: one of the routes ends sessions. Anybody
        // else has no contact, and is the same person throughout.
        public async Task<Colleague> AskerAsync(Role role) => role is Role.Agent
            ? Served[0].Agent with { Client = await App.OpenSessionAsync(Served[0].Agent.Id) }
            : askers.TryGetValue(role, out var known) ? known : askers[role] = await App.SignedInAsync(role);

        public async Task<Row[]> RowsAsync(string route, Colleague asker) =>
            route.Contains("/customers/") ?
            [
                new(Served[0].Customer, Served[0].Visitor.Id, acting[0]),
                new(Served[1].Customer, Served[1].Visitor.Id, acting[1]),
                new(Served[2].Customer, Served[0].Visitor.Id, acting[2]), // With the own contact as a pretext.
            ]
            : [.. (route switch
            {
                _ when route.Contains("/promises/") => await PromisesAsync(),
                _ when route.Contains("/suggestions/") => suggestions,
                _ when route.Contains("/rights/") => rights,
                _ when route.Contains("/recoveries/") => [.. Served.Select(s => s.Visitor.Id)],
                _ when route.Contains("/releases/") => await ByThreeAsync(asker, ReleaseAsync),
                _ => await ByThreeAsync(asker, SessionAsync),
            }).Select(row => new Row(row))];

        public async Task RateAsync()
        {
            if (isRated)
            {
                return;
            }

            isRated = true;
            foreach (var (visitor, agent, _) in Served)
            {
                // One of the other sessions was ended.
                var again = agent with { Client = await App.OpenSessionAsync(agent.Id) };
                await again.WrapUpAsync(visitor.Id);
                await visitor.Client.PostJsonAsync(
                    $"/api/v1/conversations/{visitor.Id}/rating", new { score = 1, comment = "等太久" });
            }
        }

        // Only what is overdue may be taken.
        private async Task<Guid[]> PromisesAsync()
        {
            await App.WithDatabaseAsync(db => db.Database.ExecuteSqlAsync($"UPDATE promise SET due_at = made_at - 1"));
            var open = await App.WithDatabaseAsync(db => db.Set<Promise>().Where(p => p.State == PromiseState.Open)
                .Select(p => new { p.Id, p.About }).ToListAsync());
            return [.. Served.Select(s => open.First(p => p.About == s.Visitor.Id).Id)];
        }

        private async Task<Guid[]> ByThreeAsync(Colleague asker, Func<Colleague, Task<Guid>> make)
        {
            var role = asker.Id == Served[0].Agent.Id ? Role.Agent : Role.Supervisor;
            var (team, foreign) = (await App.SignedInAsync(role), await App.SignedInAsync(role));
            await LeaveTeamAsync(foreign);
            return [await make(asker), await make(team), await make(foreign)];
        }

        private static async Task<Guid> ReleaseAsync(Colleague asker) => (await asker.Client.PostJsonAsync(
            "/api/v1/releases", new
            {
                kind = "export",
                segment = "mass",
                recipient = "总行风险管理部",
                purpose = "fraud",
                fields = new[] { "name" },
                assessment = ReleaseKinds.Assessment,
            })).Json.GetProperty("id").GetGuid();

        private Task<Guid> SessionAsync(Colleague of) => App.WithDatabaseAsync(db => db.Set<StaffSession>()
            .Where(s => s.Staff == of.Id && s.EndedAt == null).OrderBy(s => s.CreatedAt)
            .Select(s => s.Id).FirstAsync());

        private Task LeaveTeamAsync(Colleague who) => PastContacts.ChangeAsync(App, who.Id, s => s.Team = "cards");
    }
}
