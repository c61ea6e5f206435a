using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace FirstWindow.Staff.Domain;

/// <summary>Time-based one-time codes (RFC 6238: SHA-1, 30 s, 6 digits, as every authenticator app computes
/// them).</summary>
/// <remarks>Our own thirty lines: the framework's provider accepts the same code twice within its window.</remarks>
public static class Totp
{
    private const int StepSeconds = 30;
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>Number of the 30-second step an instant lies in.</summary>
    public static long StepOf(DateTimeOffset at) => at.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>The code of a step, six digits.</summary>
    public static string CodeOf(ReadOnlySpan<byte> secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[20];
        HMACSHA1.HashData(secret, counter, hash);
        var offset = hash[^1] & 0x0f;
        var number = BinaryPrimitives.ReadUInt32BigEndian(hash[offset..]) & 0x7fff_ffff;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>The step whose code this is, among the present one and its neighbours, if it is later than any used
    /// before.</summary>
    /// <returns>The step, to be remembered as used; none when the code is wrong or was used.</returns>
    public static long? Match(
        ReadOnlySpan<byte> secret, string code, DateTimeOffset at, long lastUsedStep, int neighbours)
    {
        var now = StepOf(at);
        for (var step = now - neighbours; step <= now + neighbours; step++)
        {
            if (step > lastUsedStep && CryptographicOperations.FixedTimeEquals(
                System.Text.Encoding.ASCII.GetBytes(CodeOf(secret, step)), System.Text.Encoding.ASCII.GetBytes(code)))
            {
                return step;
            }
        }

        return null;
    }

    /// <summary>A secret as authenticator apps take it (Base32).</summary>
    public static string ToBase32(ReadOnlySpan<byte> bytes)
    {
        var text = new System.Text.StringBuilder();
        int bits = 0, value = 0;
        foreach (var b in bytes)
        {
            value = (value << 8) | b;
            bits += 8;
            while (bits >= 5)
            {
                text.Append(Alphabet[(value >> (bits - 5)) & 31]);
                bits -= 5;
            }
        }

        return bits > 0 ? text.Append(Alphabet[(value << (5 - bits)) & 31]).ToString() : text.ToString();
    }

    /// <summary>The bytes of a Base32 secret.</summary>
    public static byte[] FromBase32(string text)
    {
        var bytes = new List<byte>();
        int bits = 0, value = 0;
        foreach (var c in text.TrimEnd('='))
        {
            var index = Alphabet.IndexOf(char.ToUpperInvariant(c), StringComparison.Ordinal);
            if (index < 0)
            {
                throw new FormatException("Not a Base32 secret.");
            }

            value = (value << 5) | index;
            bits += 5;
            if (bits >= 8)
            {
                bytes.Add((byte)(value >> (bits - 8)));
                bits -= 8;
            }
        }

        return [.. bytes];
    }
}
