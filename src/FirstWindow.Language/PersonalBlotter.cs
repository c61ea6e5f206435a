using FirstWindow.Language.Personal;

namespace FirstWindow.Language;

/// <summary>Hides who somebody is, for colleagues who need the question and not the person.</summary>
public static class PersonalBlotter
{
    /// <summary>The text with names, numbers and addresses covered, and secrets too.</summary>
    /// <param name="text">The words.</param>
    /// <param name="previous">What the same person said before; a number begun there ends here.</param>
    public static string Blot(string text, string? previous = null) =>
        Redaction.Of((previous is null ? SecretBlotter.Blot(text) : SplitNumbers.Blot(text, previous)).Text).Text;
}
