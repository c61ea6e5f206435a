using System.Security.Cryptography;
using System.Text;

namespace FirstWindow.Staff.Domain;

/// <summary>
/// A file of stolen passwords in the form of the public collections: a line is the SHA-1 of a password in 40
/// hexadecimal digits, a colon and a count, in the order of the digits. It may have a thousand million lines: it is
/// searched where it lies, by halves, and never loaded.
/// </summary>
internal static class StolenPasswords
{
    private const int DigitsOf = 40;

    // Two lines and more, so that wherever it begins a whole digest stands in it.
    private const int ReadBytes = 256;

    /// <summary>Whether it is there and begins and ends with such lines.</summary>
    public static bool IsReadable(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        using var file = File.OpenHandle(path);
        return LineAt(file, 0) is { } first && IsDigest(first.Digits)
            && LineAt(file, Math.Max(0, RandomAccess.GetLength(file) - (ReadBytes / 2))) is { } late
            && IsDigest(late.Digits) && Compare(first.Digits, late.Digits) <= 0;
    }

    /// <summary>Whether a password stands in it.</summary>
    public static bool Hold(string path, string password)
    {
        var wanted = Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(password)));
        using var file = File.OpenHandle(path);
        var (low, high) = (0L, RandomAccess.GetLength(file));
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (LineAt(file, middle) is not { } line || line.Start >= high)
            {
                high = middle;
                continue;
            }

            var order = Compare(line.Digits, wanted);
            if (order == 0)
            {
                return true;
            }

            (low, high) = order < 0 ? (line.Start + DigitsOf, high) : (low, middle);
        }

        return false;
    }

    // The first line that begins there or later.
    private static (long Start, string Digits)? LineAt(Microsoft.Win32.SafeHandles.SafeFileHandle file, long from)
    {
        Span<byte> bytes = stackalloc byte[ReadBytes];
        var before = from == 0 ? 0 : 1; // A line begins behind the end of another.
        bytes = bytes[..RandomAccess.Read(file, bytes, from - before)];
        var skip = before == 0 ? 0 : bytes.IndexOf((byte)'\n') + 1;
        return (before == 1 && skip == 0) || bytes.Length < skip + DigitsOf
            ? null : (from - before + skip, Encoding.ASCII.GetString(bytes.Slice(skip, DigitsOf)));
    }

    private static bool IsDigest(string digits) => digits.All(char.IsAsciiHexDigit);

    private static int Compare(string a, string b) => string.Compare(a, b, StringComparison.OrdinalIgnoreCase);
}
