using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace FirstWindow.Simulator.People;

/// <summary>What simulated people say; see <c>seed/simulated-talk.yaml</c>.</summary>
internal sealed class TalkBook
{
    public List<string> Asks { get; init; } = [];

    public List<string> FollowUps { get; init; } = [];

    public List<string> Angry { get; init; } = [];

    public List<string> Repeats { get; init; } = [];

    public List<string> Thanks { get; init; } = [];

    public List<string> Chitchat { get; init; } = [];

    public List<string> AgentReplies { get; init; } = [];

    public List<string> Needs { get; init; } = [];

    public List<string> Summaries { get; init; } = [];

    public static TalkBook Read(string seedFolder)
    {
        using var file = File.OpenText(Path.Combine(seedFolder, "simulated-talk.yaml"));
        return new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build()
            .Deserialize<TalkBook>(file);
    }

    public static string Pick(List<string> lines) => lines[Random.Shared.Next(lines.Count)];

    /// <summary>What a customer says next: mostly to the point.</summary>
    public string NextWords() => Random.Shared.Next(10) switch
    {
        0 => Pick(Angry),
        1 => Pick(Repeats),
        2 => Pick(Chitchat),
        _ => Pick(FollowUps),
    };

    /// <summary>What a customer says whom nobody answers.</summary>
    public string Impatience() => Pick(Random.Shared.Next(3) == 0 ? Angry : Repeats);
}
