using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace FirstWindow.Platform.Export;

/// <summary>A sheet of a workbook; its first row is the heading.</summary>
/// <param name="Name">Name on the tab.</param>
/// <param name="Rows">Cells: text, whole numbers, numbers or nothing.</param>
public sealed record Sheet(string Name, IReadOnlyList<IReadOnlyList<object?>> Rows);

/// <summary>
/// Writes an Excel file. Text is always written as text, and text that a spreadsheet could take for a formula (it may
/// be pasted or saved as CSV later) begins with an apostrophe.
/// </summary>
public static class Workbook
{
    /// <summary>What the file is.</summary>
    public const string ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private const int NameCharsMax = 31;
    private const double ColumnWidth = 16;
    private const uint Plain = 0;
    private const uint Heading = 1;
    private const uint OneDecimal = 2;

    /// <summary>The bytes of a file with these sheets.</summary>
    public static byte[] Write(params IReadOnlyList<Sheet> sheets)
    {
        using var bytes = new MemoryStream();
        using (var file = SpreadsheetDocument.Create(bytes, SpreadsheetDocumentType.Workbook))
        {
            var book = file.AddWorkbookPart();
            book.AddNewPart<WorkbookStylesPart>().Stylesheet = Styles();
            var list = new Sheets();
            foreach (var (sheet, number) in sheets.Select((s, i) => (s, (uint)i + 1)))
            {
                var part = book.AddNewPart<WorksheetPart>();
                part.Worksheet = new Worksheet(ColumnsOf(sheet), DataOf(sheet));
                list.Append(new DocumentFormat.OpenXml.Spreadsheet.Sheet
                {
                    Name = sheet.Name[..Math.Min(sheet.Name.Length, NameCharsMax)],
                    SheetId = number,
                    Id = book.GetIdOfPart(part),
                });
            }

            book.Workbook = new DocumentFormat.OpenXml.Spreadsheet.Workbook(list);
        }

        return bytes.ToArray();
    }

    /// <summary>Text that no spreadsheet takes for a formula.</summary>
    public static string Calm(string text) =>
        text.Length > 0 && text.TrimStart(' ') is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n', ..] ? "'" + text : text;

    private static Columns ColumnsOf(Sheet sheet) => new(new Column
    {
        Min = 1,
        Max = (uint)Math.Max(1, sheet.Rows.Max(r => r.Count)),
        Width = ColumnWidth,
        CustomWidth = true,
    });

    private static SheetData DataOf(Sheet sheet) =>
        new(sheet.Rows.Select((row, i) => new Row(row.Select(value => CellOf(value, isHeading: i == 0)))));

    private static Cell CellOf(object? value, bool isHeading) => value switch
    {
        null => new Cell(),
        string text => new Cell(new InlineString(new Text(Calm(text)) { Space = SpaceProcessingModeValues.Preserve }))
        {
            DataType = CellValues.InlineString,
            StyleIndex = isHeading ? Heading : Plain,
        },
        double number => new Cell(new CellValue(number.ToString("R", CultureInfo.InvariantCulture)))
        {
            StyleIndex = OneDecimal,
        },
        IFormattable whole => new Cell(new CellValue(whole.ToString(null, CultureInfo.InvariantCulture))),
        _ => throw new ArgumentException($"A cell cannot hold {value.GetType().Name}.", nameof(value)),
    };

    // Every list must begin with the defaults that spreadsheet programs expect there.
    private static Stylesheet Styles() => new(
        new NumberingFormats(new NumberingFormat { NumberFormatId = 164, FormatCode = "0.0" }),
        new Fonts(new Font(), new Font(new Bold())),
        new Fills(new Fill(new PatternFill { PatternType = PatternValues.None }),
            new Fill(new PatternFill { PatternType = PatternValues.Gray125 })),
        new Borders(new Border()),
        new CellFormats(
            new CellFormat(),
            new CellFormat { FontId = 1, ApplyFont = true },
            new CellFormat { NumberFormatId = 164, ApplyNumberFormat = true }));
}
