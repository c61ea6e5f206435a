using FirstWindow.Language.Personal;

namespace FirstWindow.Language;

/// <summary>Hides who somebody is, for colleagues who need the question and not the person.</summary>
public static class PersonalBlotter
{
    /// <summary>The text with names, numbers and addresses covered, and secrets too.</summary>
    public static string Blot(string text) => Redaction.Of(SecretBlotter.Blot(text).Text).Text;
}
