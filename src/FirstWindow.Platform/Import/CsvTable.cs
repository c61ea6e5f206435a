using System.Globalization;
using System.Text;
using CsvHelper;

namespace FirstWindow.Platform.Import;

/// <summary>A column of a file, by its English and Chinese heading.</summary>
public sealed record CsvColumn(string Name, string Chinese, bool IsNeeded = false);

/// <summary>A line of a file with its number, as a person finds it in an editor.</summary>
public sealed record CsvLine(int Number, IReadOnlyDictionary<string, string> Cells)
{
    /// <summary>A cell by its column's English heading; empty when the file has no such column.</summary>
    public string this[string column] => Cells.GetValueOrDefault(column, string.Empty);
}

/// <summary>Reads files as offices write them: UTF-8 with or without mark, or GB18030; quoted cells; empty
/// lines.</summary>
public static class CsvTable
{
    /// <summary>Largest file.</summary>
    public const int BytesMax = 8 * 1024 * 1024;

    /// <summary>Most lines below the heading.</summary>
    public const int LinesMax = 10_000;

    // A cell of ours never holds a line break; so one quotation mark that is not closed cannot swallow the lines below.
    private static readonly CsvReaderOptions Options = new()
    {
        Separator = ',',
        HasHeader = false,
        TrimWhitespace = true,
        TrimInsideQuotes = true,
        AllowLineBreaksInQuotes = false,
        MalformedData = CsvMalformedDataHandling.Throw,
        TrackLineNumbers = true,
    };

    private static readonly Encoding Utf8 = new UTF8Encoding(
        encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file whose first line holds the headings.</summary>
    public static Result<IReadOnlyList<CsvLine>> Read(byte[] content, IReadOnlyList<CsvColumn> columns)
    {
        if (content.Length is 0 or > BytesMax)
        {
            return ImportErrors.TooLarge;
        }

        if (Decode(content) is not { } text || text.Contains('\0', StringComparison.Ordinal))
        {
            return ImportErrors.NotText;
        }

        try
        {
            return ReadText(text, columns);
        }
        catch (CsvFormatException fault)
        {
            return ImportErrors.Quotes(fault.LineNumber);
        }
    }

    private static Result<IReadOnlyList<CsvLine>> ReadText(string text, IReadOnlyList<CsvColumn> columns)
    {
        using var reader = CsvReader.FromText(text, Options);
        if (!reader.Read() || ColumnsOf(reader.Current.ToArray(), columns) is not { } headings)
        {
            return ImportErrors.Headings(columns);
        }

        var lines = new List<CsvLine>();
        while (reader.Read())
        {
            if (lines.Count == LinesMax)
            {
                return ImportErrors.TooManyLines;
            }

            var cells = reader.Current.ToArray();
            if (cells.Any(c => c.Length > 0)) // ",,," is an empty line too
            {
                lines.Add(new((int)reader.LineNumber, headings.Where(h => h.Index < cells.Length)
                    .ToDictionary(h => h.Name, h => cells[h.Index], StringComparer.Ordinal)));
            }
        }

        return lines.Count == 0 ? ImportErrors.Empty : lines;
    }

    /// <summary>Text of a file; none when it is none. What is not UTF-8 is GB18030, the encoding every Chinese office
    /// program may write.</summary>
    public static string? Decode(byte[] content)
    {
        try
        {
            return Utf8.GetString(content).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return DecodeChinese(content);
        }
    }

    private static string? DecodeChinese(byte[] content)
    {
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(
                "GB18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!.GetString(content);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>Which cell of the headings is which column. None when a needed heading is missing or one stands twice;
    /// headings nobody knows are left out.</summary>
    public static IReadOnlyList<(int Index, string Name)>? ColumnsOf(
        IReadOnlyList<string> cells, IReadOnlyList<CsvColumn> columns)
    {
        var found = cells.Select((cell, index) => (index, columns.FirstOrDefault(c =>
                c.Name.Equals(cell, StringComparison.OrdinalIgnoreCase) || c.Chinese == cell)?.Name))
            .Where(h => h.Name is not null).Select(h => (h.index, h.Name!)).ToList();
        var names = found.Select(h => h.Item2).ToHashSet(StringComparer.Ordinal);
        return names.Count == found.Count && columns.Where(c => c.IsNeeded).All(c => names.Contains(c.Name))
            ? found : null;
    }
}

/// <summary>Refusals of whole files.</summary>
public static class ImportErrors
{
    /// <summary>Nothing in it, or too much.</summary>
    public static readonly Error TooLarge = new(
        ErrorKind.Invalid, "import.size", "The file is empty or larger than 8 MB.");

    /// <summary>Neither UTF-8 nor GB18030.</summary>
    public static readonly Error NotText = new(
        ErrorKind.Invalid, "import.not-text", "The file is not CSV text in UTF-8 or GB18030.");

    /// <summary>More than one import may hold.</summary>
    public static readonly Error TooManyLines = new(
        ErrorKind.Invalid, "import.too-many-lines", "The file has more than 10000 lines; split it.");

    /// <summary>A heading and nothing below.</summary>
    public static readonly Error Empty = new(ErrorKind.Invalid, "import.empty", "There is no line below the headings.");

    /// <summary>An earlier line has the same number, reference or user name.</summary>
    public static readonly Error Twice = new(
        ErrorKind.Invalid, "import.twice", "An earlier line has the same number, reference or user name.");

    /// <summary>Nobody prepared this import, it was done already, or too long ago.</summary>
    public static readonly Error NotFound = new(ErrorKind.NotFound, "import.not-found",
        "There is no such import; it was done already or is too old. Choose the file again.");

    /// <summary>The first line does not say what the columns are.</summary>
    public static Error Headings(IReadOnlyList<CsvColumn> columns) => new(ErrorKind.Invalid, "import.headings",
        $"The first line must hold the headings {string.Join(", ", columns.Where(c => c.IsNeeded).Select(c => c.Name))}, each once.");

    /// <summary>A quotation mark that is not closed on its line, or stands inside a cell.</summary>
    public static Error Quotes(long line) => new(ErrorKind.Invalid, "import.quotes",
        string.Create(CultureInfo.InvariantCulture, $"Line {line}: a quotation mark is not closed or not doubled."));
}
