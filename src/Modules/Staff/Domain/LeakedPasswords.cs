using System.IO.Compression;

namespace FirstWindow.Staff.Domain;

/// <summary>
/// The 49,000 passwords that stood most often in stolen collections. A password is refused when it is one of them in
/// whatever case, with signs written for letters, or with digits and signs put around it.
/// </summary>
internal static class LeakedPasswords
{
    private static readonly Lazy<HashSet<string>> Shipped = new(Read);

    /// <summary>Each of them, in small letters.</summary>
    public static IReadOnlyCollection<string> All => Shipped.Value;

    /// <summary>Whether the password is hardly more than one of them.</summary>
    public static bool Hold(string password)
    {
        var small = password.ToLowerInvariant();
        var first = small.AsSpan().IndexOfAnyInRange('a', 'z') is >= 0 and var at ? at : small.Length;
        var last = small.AsSpan().LastIndexOfAnyInRange('a', 'z') + 1;
        return HoldPartOf(small, first, last) || HoldPartOf(CommonPasswords.Plain(small), first, last);
    }

    // Whole, or without some of the digits and signs around its letters: 2026iloveyou!!, abc123abc!7
    private static bool HoldPartOf(string text, int firstLetter, int behindLetters)
    {
        var listed = Shipped.Value.GetAlternateLookup<ReadOnlySpan<char>>();
        var charsMin = (text.Length + 1) / 2;
        for (var from = 0; from <= firstLetter; from++)
        {
            for (var to = text.Length; to >= behindLetters && to - from >= charsMin; to--)
            {
                if (listed.Contains(text.AsSpan(from, to - from)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static HashSet<string> Read()
    {
        using var packed = typeof(LeakedPasswords).Assembly.GetManifestResourceStream("leaked-passwords.txt.gz")!;
        using var lines = new StreamReader(new GZipStream(packed, CompressionMode.Decompress));
        return [.. lines.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
