using System.Globalization;
using FirstWindow.Customers.Domain;
using FirstWindow.Customers.Persistence;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Import;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Customers.Features;

/// <summary>Customers from the bank's own books, matched by reference; names are masked even in the preview.</summary>
internal sealed class ImportCustomers(Database db, JournalBook journal, FieldBook fields) : IImport
{
    public static readonly PageLink Page = new(
        PageGroup.Setup, 70, "/customers/import", "nav.customers-import", CustomerPermissions.Import);

    public string Kind => "customers";

    public IReadOnlyList<CsvColumn> Columns { get; } =
    [
        new("reference", "客户号", IsNeeded: true), new("name", "姓名", IsNeeded: true), new("kind", "类型"),
        new("birthYear", "出生年份"), new("segment", "客群"), new("language", "语言"), new("phone", "手机号"),
        new("cardLast4", "卡号后四位"),
    ];

    public async Task<IReadOnlyList<ImportRow>> JudgeAsync(
        IReadOnlyList<CsvLine> lines, Actor actor, CancellationToken ct)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var some in lines.Select(l => l["reference"]).Distinct().Chunk(500))
        {
            known.UnionWith(await db.Set<Customer>().Where(c => some.Contains(c.Reference)).Select(c => c.Reference)
                .ToListAsync(ct));
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        return
        [
            .. lines.Select(line =>
            {
                var customer = CustomerOf(line);
                var fault = customer.Check() ?? (seen.Add(customer.Reference) ? null : ImportErrors.Twice);
                return ImportRow.Of(line, customer.Reference, Masks.Name(customer.Name), fault,
                    known.Contains(customer.Reference));
            }),
        ];
    }

    public void Write(IReadOnlyList<CsvLine> lines, Actor actor)
    {
        foreach (var line in lines)
        {
            fields.Add(CustomerOf(line));
        }

        journal.Record(actor, CustomerActs.Imported, Subject.System,
            lines.Count.ToString(CultureInfo.InvariantCulture));
    }

    private static NewCustomer CustomerOf(CsvLine line) => new(
        line["reference"], line["name"], Or(line["kind"], "person"), Or(line["segment"], "mass"),
        Or(line["language"], "zh"), YearOf(line["birthYear"]), Or(line["phone"], null), Or(line["cardLast4"], null));

    private static string Or(string cell, string? otherwise) => cell.Length > 0 ? cell : otherwise!;

    // What is no year at all is refused like a wrong one.
    private static int? YearOf(string cell) => cell.Length == 0 ? null
        : int.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out var year) ? year : 0;
}
