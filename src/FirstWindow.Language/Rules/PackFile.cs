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
    public static T Read<T>(string name) => Parse<T>(Text(name), name);

    /// <summary>A shipped pack as it stands in its file.</summary>
    public static string Text(string name)
    {
        using var reader = new StreamReader(Open(name));
        return reader.ReadToEnd();
    }

    public static Stream Open(string name) =>
        Home.GetManifestResourceStream("packs/" + name)
        ?? throw new InvalidOperationException($"The language pack {name} is missing from the program.");

    public static T Parse<T>(string yaml, string name) => TryParse<T>(yaml, out var fault)
        ?? throw new FormatException($"Pack {name}, line {fault!.Line}: {fault.About}");

    /// <summary>Reads a pack, or says where it cannot be read.</summary>
    public static T? TryParse<T>(string yaml, out PackFault? fault)
    {
        var reader = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).Build();
        try
        {
            fault = null;
            return reader.Deserialize<T>(yaml);
        }
        catch (YamlException broken)
        {
            fault = new((int)Math.Max(1, broken.Start.Line), "yaml", PackLines.ReasonOf(broken));
            return default;
        }
    }
}
