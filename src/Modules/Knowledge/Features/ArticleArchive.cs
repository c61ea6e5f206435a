using System.IO.Compression;
using System.Text;
using FirstWindow.Knowledge.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Import;

namespace FirstWindow.Knowledge.Features;

/// <summary>Archives from outside: measured by what really comes out of them, and no name in them is ever used as a
/// path.</summary>
internal static class ArticleArchive
{
    private const int EntriesMax = 4_000;
    private const long BytesMax = 32 * 1024 * 1024;
    private const int FileBytesMax = 128 * 1024;
    private const int FileCharsMax = 64_000;

    private static readonly Error NotAnArchive = new(ErrorKind.Invalid, "import.not-an-archive",
        "The file is neither a zip of Markdown files nor an Excel workbook (.xlsx).");
    private static readonly Error Bomb = new(ErrorKind.Invalid, "import.bomb",
        "The archive unpacks to more than 32 MB or 4000 files.");
    private static readonly Error BadPath = new(ErrorKind.Invalid, "import.path",
        "A name in the archive leads out of it; nothing was read.");
    private static readonly Error NoFiles = new(ErrorKind.Invalid, "import.no-articles",
        "There is no Markdown file (.md) in the archive.");
    private static readonly Error NotText = new(ErrorKind.Invalid, "article.not-text", "This is not text in UTF-8 or GB18030.");
    private static readonly Error TooLong = new(ErrorKind.Invalid, "article.too-long", "This file is too long for an article.");
    private static readonly Error NoFacts = new(ErrorKind.Invalid, "article.no-facts",
        "The file does not begin with its facts between two lines of three dashes.");

    /// <summary>The articles in an archive of Markdown files, or in a workbook.</summary>
    public static Result<IReadOnlyList<CsvLine>> Read(byte[] content)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(content), ZipArchiveMode.Read);
            if (Refuse(zip) is { } fault)
            {
                return fault;
            }

            return zip.GetEntry("[Content_Types].xml") is null ? ReadMarkdown(zip) : ArticleSheet.Read(content);
        }
        catch (InvalidDataException)
        {
            return NotAnArchive;
        }
    }

    /// <summary>Files as an archive; the same files give the same bytes.</summary>
    public static byte[] Write(IEnumerable<(string Name, string Text)> files)
    {
        using var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create))
        {
            foreach (var (name, text) in files)
            {
                var entry = zip.CreateEntry(name);
                entry.LastWriteTime = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
                using var stream = entry.Open();
                stream.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return archive.ToArray();
    }

    // What a header says of lengths is not believed: everything is unpacked once, and counted.
    private static Error? Refuse(ZipArchive zip)
    {
        if (zip.Entries.Count > EntriesMax)
        {
            return Bomb;
        }

        var buffer = new byte[64 * 1024];
        var total = 0L;
        foreach (var entry in zip.Entries)
        {
            var parts = entry.FullName.Split('/', '\\');
            if (parts.Contains("..") || parts[0].Length == 0 || entry.FullName.Contains(':', StringComparison.Ordinal))
            {
                return BadPath;
            }

            using var stream = entry.Open();
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                total += read;
                if (total > BytesMax)
                {
                    return Bomb;
                }
            }
        }

        return null;
    }

    private static Result<IReadOnlyList<CsvLine>> ReadMarkdown(ZipArchive zip)
    {
        var lines = new List<CsvLine>();
        var number = 0;
        foreach (var entry in zip.Entries.Where(IsArticle).OrderBy(e => e.FullName, StringComparer.Ordinal))
        {
            lines.AddRange(ReadEntry(entry, ++number));
        }

        return lines.Count == 0 ? NoFiles : lines;
    }

    // Folders of their own that some desktops put into every archive are no articles.
    private static bool IsArticle(ZipArchiveEntry entry) =>
        entry.Name.EndsWith(".md", StringComparison.OrdinalIgnoreCase) && !entry.Name.StartsWith('.')
        && !entry.FullName.StartsWith("__MACOSX/", StringComparison.Ordinal)
        && !entry.Name.Equals("README.md", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<CsvLine> ReadEntry(ZipArchiveEntry entry, int number)
    {
        var name = entry.FullName.Length > 120 ? entry.FullName[..120] : entry.FullName;
        using var bytes = new MemoryStream();
        using (var stream = entry.Open())
        {
            stream.CopyTo(bytes);
        }

        if (bytes.Length > FileBytesMax)
        {
            return [ArticleRow.Bad(number, name, TooLong)];
        }

        var text = CsvTable.Decode(bytes.ToArray());
        return text is null || text.Contains('\0', StringComparison.Ordinal) ? [ArticleRow.Bad(number, name, NotText)]
            : text.Length > FileCharsMax ? [ArticleRow.Bad(number, name, TooLong)]
            : ArticleFile.Read(text) is { } file ? [.. ArticleRow.Of(file.Facts, file.Body, number, name)]
            : [ArticleRow.Bad(number, name, NoFacts)];
    }
}
