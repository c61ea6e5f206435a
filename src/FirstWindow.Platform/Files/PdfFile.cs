namespace FirstWindow.Platform.Files;

/// <summary>PDF: never shown, only offered for download. What is two files at once, or says that it runs something, is
/// refused; what hides inside compressed parts is the business of the reader's own program.</summary>
internal static class PdfFile
{
    public const string Type = "application/pdf";

    private const int HeadBytes = 1_024;
    private const int ZipEndBytes = 65_557;

    public static Error? Refuse(ReadOnlySpan<byte> content)
    {
        var end = content.LastIndexOf("%%EOF"u8);
        if (end < 0 || content.Length < 64)
        {
            return FileErrors.UnknownKind;
        }

        var head = System.Text.Encoding.Latin1.GetString(content[..Math.Min(HeadBytes, content.Length)]);
        var isTwo = content[(end + 5)..].ContainsAnyExcept("\r\n \0\t"u8)
            || content[^Math.Min(ZipEndBytes, content.Length)..].IndexOf("PK\u0005\u0006"u8) >= 0
            || new[] { "<html", "<script", "<svg", "<!doctype" }
                .Any(sign => head.Contains(sign, StringComparison.OrdinalIgnoreCase));
        if (isTwo)
        {
            return FileErrors.TwoInOne;
        }

        return content.IndexOf("/JavaScript"u8) >= 0 || content.IndexOf("/Launch"u8) >= 0
            || content.IndexOf("/EmbeddedFile"u8) >= 0 || content.IndexOf("/RichMedia"u8) >= 0
            ? FileErrors.Active : null;
    }
}
