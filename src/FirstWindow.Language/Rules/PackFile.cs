using System.Reflection;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace FirstWindow.Language.Rules;

/// <summary>The packs shipped inside the library: words, patterns and weights as data.</summary>
internal static class PackFile
{
    private static readonly Assembly Home = typeof(PackFile).Assembly;

    /// <summary>Reads one shipped pack. A broken pack stops the program with its name and line.</summary>
    public static T Read<T>(string name)
    {
        using var reader = new StreamReader(Open(name));
        return Parse<T>(reader.ReadToEnd(), name);
    }

    public static Stream Open(string name) =>
        Home.GetManifestResourceStream("packs/" + name)
        ?? throw new InvalidOperationException($"The language pack {name} is missing from the program.");

    public static T Parse<T>(string yaml, string name)
    {
        var reader = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).Build();
        try
        {
            return reader.Deserialize<T>(yaml);
        }
        catch (YamlException broken)
        {
            var reason = broken.InnerException?.Message ?? broken.Message;
            throw new FormatException($"Pack {name}, line {broken.Start.Line}: {reason}", broken);
        }
    }
}
