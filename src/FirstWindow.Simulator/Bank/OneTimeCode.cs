using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace FirstWindow.Simulator.Bank;

/// <summary>The code an authenticator app shows (RFC 6238: SHA-1, 30 s, 6 digits).</summary>
internal static class OneTimeCode
{
    private const int StepSeconds = 30;
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static string At(DateTimeOffset time, string base32Secret)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, time.ToUnixTimeSeconds() / StepSeconds);
        Span<byte> hash = stackalloc byte[20];
        HMACSHA1.HashData(Decode(base32Secret), counter, hash);
        var number = BinaryPrimitives.ReadUInt32BigEndian(hash[(hash[^1] & 0x0f)..]) & 0x7fff_ffff;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>How long until another code shows: a used one is refused.</summary>
    public static TimeSpan UntilNext(DateTimeOffset time) =>
        TimeSpan.FromSeconds(StepSeconds - (time.ToUnixTimeSeconds() % StepSeconds));

    private static byte[] Decode(string base32)
    {
        var bytes = new List<byte>();
        int bits = 0, value = 0;
        foreach (var letter in base32.TrimEnd('='))
        {
            value = (value << 5) | Alphabet.IndexOf(letter, StringComparison.Ordinal);
            bits += 5;
            if (bits >= 8)
            {
                bytes.Add((byte)(value >> (bits - 8)));
                bits -= 8;
                value &= (1 << bits) - 1;
            }
        }

        return [.. bytes];
    }
}
