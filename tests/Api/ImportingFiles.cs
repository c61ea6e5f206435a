using System.Net;
using System.Text;
using FirstWindow.Customers.Contracts;
using FirstWindow.Customers.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

public sealed class ImportingFiles(Houses houses) : ApiTests(houses)
{
    private const string Staff = """
        工号,姓名,用户名,岗位,班组
        6001,"刘, 一",liu.yi,坐席;专家坐席,信用卡组

        6002,陈二,chen.er,agent,

        0000,程序,program,agent,
        6003,张三,zhang.san,国王,
        6004,李四,li.si,administrator,
        6002,陈二二,chen.erer,agent,
        """;

    [Theory]
    [OnBothEngines]
    public async Task A_file_is_previewed_then_imported_and_the_same_again_doubles_nothing(Engine engine)
    {
        var app = await OwnAsync(engine);
        var officer = await app.SignedInAsync(Role.StaffOfficer);

        var preview = await UploadAsync(officer, "staff", Encoding.UTF8.GetBytes(Staff));
        var before = await app.WithDatabaseAsync(db => db.Set<StaffMember>().CountAsync());
        var done = await ConfirmAsync(officer, "staff", preview);
        var twice = await ConfirmAsync(officer, "staff", preview);
        var again = await ConfirmAsync(officer, "staff", await UploadAsync(officer, "staff", Encoding.UTF8.GetBytes(Staff)));
        var staff = await app.WithDatabaseAsync(db => db.Set<StaffMember>().OrderBy(s => s.Number)
            .Where(s => s.Number.StartsWith("600")).ToListAsync());
        var entries = await app.WithDatabaseAsync(
            db => db.Set<JournalEntry>().CountAsync(e => e.Act == "staff.imported"));

        Assert.Equal(HttpStatusCode.Created, preview.Status);
        Assert.Equal(
            [(6, "staff.number"), (7, "staff.roles"), (8, "staff.administrator-only"), (9, "import.twice")],
            preview.Json.GetProperty("faults").EnumerateArray()
                .Select(f => (f.GetProperty("line").GetInt32(), f.GetProperty("reason").GetString())));
        Assert.Equal((2, 0, 4), Counts(preview));
        Assert.Equal(1, before); // the officer
        Assert.Equal((2, 0, 4), Counts(done));
        Assert.Equal("import.not-found", twice.Code);
        Assert.Equal((0, 2, 4), Counts(again));
        Assert.Equal([("刘, 一", "agent,expert", "信用卡组"), ("陈二", "agent", null)],
            staff.Select(s => (s.Name, s.Roles, s.Team)));
        Assert.Equal(2, entries);
    }

    [Theory]
    [OnBothEngines]
    public async Task Files_of_offices_are_read_in_their_encodings(Engine engine)
    {
        var app = await OwnAsync(engine);
        var administrator = await app.SignedInAsync(Role.Administrator);
        const string Text = "客户号,姓名,手机号\r\nA1,欧阳䶮,13800000001\r\n";
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

        foreach (var (content, isNew) in new[]
        {
            (Encoding.GetEncoding("GB18030").GetBytes(Text), 1),
            (Encoding.UTF8.GetPreamble().Concat(Encoding.UTF8.GetBytes(Text)).ToArray(), 0),
            (Encoding.UTF8.GetBytes(Text), 0),
        })
        {
            var preview = await UploadAsync(administrator, "customers", content);
            Assert.Equal((isNew, 1 - isNew, 0), Counts(preview));
            await ConfirmAsync(administrator, "customers", preview);
        }

        var customer = await app.WithDatabaseAsync(db => db.Set<Customer>().SingleAsync(c => c.Reference == "A1"));
        await using var scope = app.Services.CreateAsyncScope();
        var masked = await scope.ServiceProvider.GetRequiredService<ICustomers>()
            .FindMaskedAsync(customer.Id, CancellationToken.None);
        Assert.Equal(("欧**", "138****0001"), (masked!.Name, masked.Phone));
    }

    [Theory]
    [OnBothEngines]
    public async Task Ten_thousand_customers_come_in_at_once(Engine engine)
    {
        var app = await OwnAsync(engine);
        var administrator = await app.SignedInAsync(Role.Administrator);
        var text = new StringBuilder("reference,name,kind,birthYear,segment,language,phone,cardLast4\n");
        for (var i = 0; i < 10_000; i++)
        {
            text.Append(null, $"N{i},客户{i},person,1980,mass,zh,1380000{i:0000},{i:0000}\n");
        }

        var preview = await UploadAsync(administrator, "customers", Encoding.UTF8.GetBytes(text.ToString()));
        var done = await ConfirmAsync(administrator, "customers", preview);
        var tooMany = await UploadAsync(
            administrator, "customers", Encoding.UTF8.GetBytes(text.Append("N10000,多了\n").ToString()));
        var count = await app.WithDatabaseAsync(db => db.Set<Customer>().CountAsync(c => c.Reference.StartsWith("N")));

        Assert.Equal((10_000, 0, 0), Counts(done));
        Assert.Equal(10_000, count);
        Assert.Equal("import.too-many-lines", tooMany.Code);
    }

    [Theory]
    [OnBothEngines]
    public async Task A_file_that_is_no_table_is_refused_as_a_whole(Engine engine)
    {
        var app = await On(engine);
        var officer = await app.SignedInAsync(Role.StaffOfficer);
        var another = await app.SignedInAsync(Role.StaffOfficer);
        var agent = await app.SignedInAsync(Role.Agent);

        foreach (var (content, code) in new (byte[], string)[]
        {
            ([], "import.size"), ([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x00, 0xff, 0xff], "import.not-text"),
            (Encoding.Unicode.GetBytes(Staff), "import.not-text"),
            (Encoding.UTF8.GetBytes("工号,姓名\n1,2\n"), "import.headings"),
            (Encoding.UTF8.GetBytes("工号,number,姓名,用户名,岗位\n1,2,3,4,5\n"), "import.headings"),
            (Encoding.UTF8.GetBytes("number,name,userName,roles\n"), "import.empty"),
            (Encoding.UTF8.GetBytes("number,name,userName,roles\n6001,\"开着,a.b,agent\n6002,二,c.d,agent\n"), "import.quotes"),
        })
        {
            var answer = await UploadAsync(officer, "staff", content);
            Assert.Equal((HttpStatusCode.BadRequest, code), (answer.Status, answer.Code));
        }

        var good = await UploadAsync(officer, "staff", Encoding.UTF8.GetBytes(Staff));
        var byAnother = await ConfirmAsync(another, "staff", good);
        var byAgent = await UploadAsync(agent, "staff", Encoding.UTF8.GetBytes(Staff));
        var tooLarge = await UploadAsync(officer, "staff", new byte[(8 * 1024 * 1024) + 1]);

        Assert.Equal("import.not-found", byAnother.Code);
        Assert.Equal(HttpStatusCode.Forbidden, byAgent.Status);
        Assert.Equal("import.size", tooLarge.Code);
    }

    private static async Task<Answer> UploadAsync(Colleague colleague, string kind, byte[] content)
    {
        using var body = new ByteArrayContent(content);
        body.Headers.ContentType = new("text/csv");
        var response = await colleague.Client.PostAsync($"/api/v1/{kind}/imports", body);
        var text = await response.Content.ReadAsStringAsync();
        return new(response.StatusCode, System.Text.Json.JsonDocument.Parse(text).RootElement, response);
    }

    private static Task<Answer> ConfirmAsync(Colleague colleague, string kind, Answer preview) => colleague.Client
        .PutJsonAsync($"/api/v1/{kind}/imports/{preview.Json.GetProperty("id").GetGuid()}/confirmation", new { });

    private static (int New, int Known, int Bad) Counts(Answer answer) => (answer.Json.GetProperty("new").GetInt32(),
        answer.Json.GetProperty("known").GetInt32(), answer.Json.GetProperty("bad").GetInt32());
}
