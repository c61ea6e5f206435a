namespace FirstWindow.Language.Secrets;

/// <summary>Passwords and codes that are more than digits: Abc@1234, "sunshine", A3F9K2, 六个八.</summary>
internal static class WrittenValues
{
    private const int CharsMax = 32;

    public static bool TryRead(in CompactText text, int at, SecretKind kind, bool adjacent, out int length)
    {
        length = kind switch
        {
            SecretKind.Password => PasswordAt(text, at, adjacent),
            SecretKind.OneTimeCode => CodeAt(text, at),
            _ => 0,
        };
        return length > 0;
    }

    private static int PasswordAt(in CompactText text, int at, bool adjacent)
    {
        if (DigitRun.IsDigit(text[at]) && text[at + 1] == '个' && DigitRun.IsDigit(text[at + 2]))
        {
            return 3;
        }

        var (length, letters, others) = Token(text, at, CharsMax);
        if (length < 4 || letters == 0 || text[at] is ':' or '=' or '(' or '[' or '-' or '>')
        {
            return 0;
        }

        if (others > 0)
        {
            // "password-reset" and "pin-pad" name a thing; a value has a digit or stands after "is".
            return adjacent && !HasDigit(text, at, length) ? 0 : length;
        }

        return !adjacent && IsPlainWordAPassword(text, at, length) ? length : 0;
    }

    private static bool IsPlainWordAPassword(in CompactText text, int at, int length)
    {
        var word = text.Chars.Slice(at, length);
        var lookup = text.Words.NotAPassword.GetAlternateLookup<ReadOnlySpan<char>>();
        var after = text[at + length];
        var isEnd = at + length >= text.Length || !char.IsLetterOrDigit(after) || after > 0x2000;
        var isDescription = word.EndsWith("ing") || word.EndsWith("ed") || word.EndsWith("ly") || word.EndsWith("n't");
        return isEnd && !isDescription && !lookup.Contains(word);
    }

    private static int CodeAt(in CompactText text, int at)
    {
        var (length, letters, _) = Token(text, at, CharsMax);
        var isCode = length is >= 4 and <= 8 && letters > 0 && char.IsAsciiLetterOrDigit(text[at + length - 1])
            && DigitCount(text, at, length) >= 2 && DigitCount(text, at, length) + letters == length;
        return isCode ? length : 0;
    }

    private static (int Length, int Letters, int Others) Token(in CompactText text, int at, int max)
    {
        var (length, letters, others) = (0, 0, 0);
        while (length < max && text[at + length] is > ' ' and <= '~' and not (',' or ';' or '"' or '\'' or ')' or ']')
            && (length == 0 || !text.HasGapBefore(at + length)))
        {
            var isLetter = char.IsAsciiLetter(text[at + length]);
            letters += isLetter ? 1 : 0;
            others += isLetter ? 0 : 1;
            length++;
        }

        while (length > 0 && text[at + length - 1] is '.' or '?' or ':')
        {
            length--;
            others--;
        }

        return (length, letters, others);
    }

    private static bool HasDigit(in CompactText text, int at, int length) => DigitCount(text, at, length) > 0;

    private static int DigitCount(in CompactText text, int at, int length)
    {
        var digits = 0;
        for (var i = at; i < at + length; i++)
        {
            digits += char.IsAsciiDigit(text[i]) ? 1 : 0;
        }

        return digits;
    }
}
