using System.Globalization;
using System.Resources;

namespace FirstWindow.Platform.Web;

/// <summary>Texts for people, from <c>.resx</c> files beside the pages that show them, in the request's language.</summary>
public sealed class TextSource(Type anchor)
{
    private readonly ResourceManager resources = new(anchor.FullName!, anchor.Assembly);

    /// <summary>The text of a key; the key itself when it has none, so that a missing one is seen.</summary>
    public string this[string key] => Find(key) ?? key;

    /// <summary>The text of a key with its blanks filled in.</summary>
    public string this[string key, params object?[] values] => string.Format(CultureInfo.CurrentCulture, this[key], values);

    /// <summary>The text of a key, if there is one.</summary>
    public string? Find(string key) => resources.GetString(key, CultureInfo.CurrentUICulture);
}

/// <summary>The platform's own texts, and the titles of all refusals.</summary>
public static class Texts
{
    /// <summary>Navigation, roles, common words.</summary>
    public static readonly TextSource Common = new(typeof(Texts));

    /// <summary>Title of a refusal for people; a general one where none was written.</summary>
    public static string TitleOf(string errorCode) => Common.Find("error." + errorCode) ?? Common["error.general"];
}
