using System.Xml;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using FirstWindow.Platform;
using FirstWindow.Platform.Import;

namespace FirstWindow.Knowledge.Features;

/// <summary>Articles as the first sheet of an Excel workbook: headings in the first row, an article a row. Cells are
/// text; a formula is refused, because what it shows is not what it says.</summary>
internal static class ArticleSheet
{
    public const string ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private const int ColumnsMax = 64;
    private static readonly Error NotASheet = new(
        ErrorKind.Invalid, "import.not-excel", "The workbook is broken or not of the form .xlsx.");
    private static readonly Error Formula = new(
        ErrorKind.Invalid, "import.formula", "The sheet holds formulas; paste their values instead.");

    public static Result<IReadOnlyList<CsvLine>> Read(byte[] content)
    {
        try
        {
            using var book = SpreadsheetDocument.Open(new MemoryStream(content), isEditable: false);
            if (book.WorkbookPart is not { } workbook
                || workbook.Workbook.Sheets?.Elements<Sheet>().FirstOrDefault()?.Id?.Value is not { } id
                || workbook.GetPartById(id) is not WorksheetPart { Worksheet: { } sheet })
            {
                return NotASheet;
            }

            return sheet.Descendants<CellFormula>().Any() ? Formula : ReadRows(sheet, Shared(workbook));
        }
        catch (Exception fault) when (fault is OpenXmlPackageException or XmlException or InvalidDataException
            or FileFormatException or FormatException or ArgumentException or InvalidOperationException)
        {
            return NotASheet; // Every way in which the library says that this is no workbook.
        }
    }

    public static byte[] Write(IEnumerable<IReadOnlyList<string>> rows)
    {
        using var stream = new MemoryStream();
        using (var book = SpreadsheetDocument.Create(stream, SpreadsheetDocumentType.Workbook))
        {
            var workbook = book.AddWorkbookPart();
            var sheet = workbook.AddNewPart<WorksheetPart>();
            sheet.Worksheet = new(new SheetData(rows.Select((cells, i) => new Row(
                cells.Select(CellOf))
            { RowIndex = (uint)i + 1 })));
            workbook.Workbook = new(new Sheets(
                new Sheet { Id = workbook.GetIdOfPart(sheet), SheetId = 1, Name = "articles" }));
        }

        return stream.ToArray();
    }

    // Written as text, so that no cell is ever taken for a formula.
    private static Cell CellOf(string text) => new(new InlineString(
        new Text(new string([.. text.Where(c => XmlConvert.IsXmlChar(c) || char.IsSurrogate(c))]))
        { Space = SpaceProcessingModeValues.Preserve }))
    { DataType = CellValues.InlineString };

    private static Result<IReadOnlyList<CsvLine>> ReadRows(Worksheet sheet, IReadOnlyList<string> shared)
    {
        var rows = sheet.Descendants<Row>().Take(CsvTable.LinesMax + 2).ToList();
        if (rows.Count == 0 || CsvTable.ColumnsOf(CellsOf(rows[0], shared), ArticleRow.Columns) is not { } headings)
        {
            return ImportErrors.Headings(ArticleRow.Columns);
        }

        var lines = new List<CsvLine>();
        foreach (var (row, i) in rows.Skip(1).Select((row, i) => (row, i)))
        {
            var cells = CellsOf(row, shared);
            if (cells.Any(c => c.Length > 0))
            {
                lines.Add(new((int)(row.RowIndex?.Value ?? (uint)i + 2), headings.Where(h => h.Index < cells.Count)
                    .ToDictionary(h => h.Name, h => cells[h.Index], StringComparer.Ordinal)));
            }
        }

        return lines.Count == 0 ? ImportErrors.Empty
            : lines.Count > CsvTable.LinesMax ? ImportErrors.TooManyLines : lines;
    }

    // Empty cells are left out of the file, so a cell's place is what its reference says.
    private static List<string> CellsOf(Row row, IReadOnlyList<string> shared)
    {
        var cells = new List<string>();
        foreach (var cell in row.Elements<Cell>())
        {
            var column = cell.CellReference?.Value is { } place ? ColumnOf(place) : cells.Count;
            if (column >= ColumnsMax)
            {
                break;
            }

            while (cells.Count <= column)
            {
                cells.Add(string.Empty);
            }

            cells[column] = TextOf(cell, shared).Trim();
        }

        return cells;
    }

    private static int ColumnOf(string place) =>
        place.TakeWhile(char.IsAsciiLetterUpper).Take(3)
            .Aggregate(0, (sum, letter) => (sum * 26) + letter - 'A' + 1) - 1;

    private static string TextOf(Cell cell, IReadOnlyList<string> shared)
    {
        var type = cell.DataType?.Value;
        if (type == CellValues.SharedString)
        {
            return int.TryParse(cell.CellValue?.Text, out var i) && i >= 0 && i < shared.Count
                ? shared[i] : string.Empty;
        }

        return type == CellValues.InlineString ? cell.InlineString?.InnerText ?? string.Empty
            : cell.CellValue?.Text ?? string.Empty;
    }

    private static IReadOnlyList<string> Shared(WorkbookPart workbook) =>
        [.. (workbook.SharedStringTablePart?.SharedStringTable.Elements<SharedStringItem>() ?? []).Select(TextOf)];

    // Signs for how a character is read aloud stand beside the text and are not part of it.
    private static string TextOf(SharedStringItem item) =>
        string.Concat(item.Descendants<Text>().Where(t => t.Parent is not PhoneticRun).Select(t => t.Text));
}
