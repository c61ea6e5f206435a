using System.Collections;
using System.Globalization;
using System.Resources;

namespace FirstWindow.Platform.Web;

/// <summary>Texts for people, from <c>.resx</c> files beside the pages that show them, in the request's
/// language.</summary>
public sealed class TextSource(Type anchor)
{
    private readonly ResourceManager resources = new(anchor.FullName!, anchor.Assembly);

    /// <summary>The text of a key; the key itself when it has none, so that a missing one is seen.</summary>
    public string this[string key] => Find(key) ?? key;

    /// <summary>The text of a key with its blanks filled in.</summary>
    public string this[string key, params object?[] values] =>
        string.Format(CultureInfo.CurrentCulture, this[key], values);

    /// <summary>The text of a key in a language of its own, whoever asks, with its blanks filled in.</summary>
    public string In(bool english, string key, params object?[] values)
    {
        var culture = CultureInfo.GetCultureInfo(english ? "en" : "zh-CN");
        return string.Format(culture, resources.GetString(key, culture) ?? key, values);
    }

    /// <summary>The text of a key, if there is one.</summary>
    public string? Find(string key) => resources.GetString(key, CultureInfo.CurrentUICulture);

    /// <summary>The texts whose keys begin with a prefix, without it: what a page hands to its script.</summary>
    public IReadOnlyDictionary<string, string> StartingWith(string prefix) =>
        resources.GetResourceSet(CultureInfo.InvariantCulture, createIfNotExists: true, tryParents: true)!
            .Cast<DictionaryEntry>().Select(entry => (string)entry.Key)
            .Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .ToDictionary(key => key[prefix.Length..], key => this[key], StringComparer.Ordinal);
}
