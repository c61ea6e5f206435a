using FirstWindow.Language.Normal;

namespace FirstWindow.Language;

/// <summary>How a text is brought into the one form in which all rules match it.</summary>
public static class TextRules
{
    /// <summary>
    /// The text half-width, in simplified characters and lower case, without invisible characters and without blanks
    /// between Chinese characters.
    /// </summary>
    public static string Normalise(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return NormalText.Of(text).Text;
    }
}
