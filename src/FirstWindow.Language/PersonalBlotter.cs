using FirstWindow.Language.Personal;

namespace FirstWindow.Language;

/// <summary>A number that says who somebody is or where the money lies, and how it may be shown. Offsets count UTF-16
/// units.</summary>
public readonly record struct PersonalNumber(int Start, int Length, string Masked);

/// <summary>Hides who somebody is, for colleagues who need the question and not the person.</summary>
internal static class PersonalBlotter
{
    /// <summary>The text with names, numbers and addresses covered, and secrets too.</summary>
    /// <param name="text">The words.</param>
    /// <param name="previous">What the same person said before; a number begun there ends here.</param>
    /// <param name="words">By which words.</param>
    public static string Blot(string text, string? previous, Lexicon words)
    {
        var blotted = previous is null ? SecretBlotter.Blot(text, null, words)
            : SplitNumbers.Blot(text, previous, words);
        return Redaction.Of(blotted.Text, words).Text;
    }

    /// <summary>The numbers of identity documents and bank cards in a text, whole.</summary>
    public static IReadOnlyList<PersonalNumber> FindNumbers(string text, Lexicon words) =>
        [.. Redaction.Find(text, words).Where(e => e.Type is EntityTypes.IdNumber or EntityTypes.BankCard)
            .Select(e => new PersonalNumber(
                e.Start, e.Length, Mask.Of(e.Type, text.Substring(e.Start, e.Length))))];
}
