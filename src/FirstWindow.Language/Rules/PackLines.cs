using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace FirstWindow.Language.Rules;

/// <summary>Where the parts of a pack stand in its text.</summary>
internal sealed class PackLines
{
    private const int DepthMax = 6;
    private readonly YamlMappingNode root;

    private PackLines(YamlMappingNode root) => this.root = root;

    /// <summary>Reads a text; none when it is no plain YAML of a mapping.</summary>
    public static PackLines? Read(string yaml, out List<PackFault> faults)
    {
        faults = [];
        try
        {
            faults.AddRange(Shape(yaml));
            if (faults.Count > 0)
            {
                return null;
            }

            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            if (stream.Documents is [{ RootNode: YamlMappingNode mapping }])
            {
                return new(mapping);
            }

            faults.Add(new(1, "not-a-mapping", string.Empty));
        }
        catch (YamlException broken)
        {
            faults.Add(new((int)Math.Max(1, broken.Start.Line), "yaml", ReasonOf(broken)));
        }

        return null;
    }

    /// <summary>What the reader of YAML says, without its own mention of the place.</summary>
    public static string ReasonOf(YamlException broken)
    {
        var said = broken.InnerException?.Message ?? broken.Message;
        var cut = said.IndexOf("): ", StringComparison.Ordinal);
        return said.StartsWith('(') && cut > 0 ? said[(cut + 3)..] : said;
    }

    /// <summary>Line of a part, e.g. <c>LineOf("rules", 3, "patterns", 0)</c>; of what holds it when it is not
    /// there.</summary>
    public int LineOf(params ReadOnlySpan<object> path)
    {
        YamlNode node = root;
        var line = 1L;
        foreach (var step in path)
        {
            var (key, next) = step switch
            {
                int at when node is YamlSequenceNode list && at < list.Children.Count =>
                    (list.Children[at], list.Children[at]),
                string name when node is YamlMappingNode map && KeyOf(map, name) is { } found =>
                    (found, map.Children[found]),
                _ => (null, null),
            };
            if (key is null || next is null)
            {
                break;
            }

            (node, line) = (next, key.Start.Line);
        }

        return (int)Math.Max(1, line);
    }

    private static YamlNode? KeyOf(YamlMappingNode map, string name) =>
        map.Children.Keys.FirstOrDefault(k => k is YamlScalarNode { Value: { } value } && value == name);

    // A pack is a plain text: nothing that refers to something else, nothing left empty, no depth that costs a stack.
    private static IEnumerable<PackFault> Shape(string yaml)
    {
        var parser = new Parser(new StringReader(yaml));
        var depth = 0;
        while (parser.MoveNext())
        {
            var now = parser.Current!;
            depth += now is MappingStart or SequenceStart ? 1 : now is MappingEnd or SequenceEnd ? -1 : 0;
            var code = now is AnchorAlias || now is NodeEvent { Anchor.IsEmpty: false } ? "alias"
                : now is NodeEvent { Tag.IsEmpty: false } ? "tag"
                : now is Scalar { Style: ScalarStyle.Plain, Value: "" or "~" or "null" or "Null" or "NULL" } ? "empty"
                : depth > DepthMax ? "too-deep"
                : null;
            if (code is not null)
            {
                yield return new((int)now.Start.Line, code, string.Empty);
            }

            if (depth > DepthMax)
            {
                yield break;
            }
        }
    }
}
