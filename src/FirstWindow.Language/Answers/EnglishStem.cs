namespace FirstWindow.Language.Answers;

/// <summary>Cuts the commonest endings of English words, so that "transfers" meets "transferring".</summary>
internal static class EnglishStem
{
    public static ReadOnlySpan<char> Of(ReadOnlySpan<char> word)
    {
        if (word.Length < 4 || !char.IsAsciiLetter(word[^1]))
        {
            return word;
        }

        if (word.EndsWith("ies"))
        {
            return word[..^2];
        }

        if (word.EndsWith("ing") && word.Length > 5)
        {
            return Undoubled(word[..^3]);
        }

        if (word.EndsWith("ed") && word.Length > 4)
        {
            return Undoubled(word[..^2]);
        }

        return word.EndsWith("es") && word.Length > 4 ? word[..^2]
            : word.EndsWith("s") && !word.EndsWith("ss") ? word[..^1]
            : word.EndsWith("e") ? word[..^1]
            : word;
    }

    private static ReadOnlySpan<char> Undoubled(ReadOnlySpan<char> stem) =>
        stem.Length > 3 && stem[^1] == stem[^2] && stem[^1] is not ('l' or 's') ? stem[..^1] : stem;
}
