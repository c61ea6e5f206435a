using FirstWindow.Language.Answers;
using FirstWindow.Language.Rules;

namespace FirstWindow.Language.Classifying;

/// <summary>
/// What English words and phrases mean at a bank (<c>packs/synonyms-en.yaml</c>), known by their stems.
/// </summary>
internal sealed class EnglishConcepts
{
    public const int PhraseWordsMax = 4;

    private readonly Dictionary<ulong, List<uint>> concepts = [];

    private EnglishConcepts(Pack pack)
    {
        for (var i = 0; i < pack.Concepts.Count; i++)
        {
            foreach (var phrase in pack.Concepts[i].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var key = 0UL;
                foreach (var word in phrase.Split('_', '-'))
                {
                    key = Extend(key, HashOf(word));
                }

                if (!concepts.TryGetValue(key, out var list))
                {
                    concepts[key] = list = [];
                }

                list.Add((uint)i + 1);
            }
        }
    }

    public static EnglishConcepts Shipped { get; } = new(PackFile.Read<Pack>("synonyms-en.yaml"));

    public static uint HashOf(ReadOnlySpan<char> word) => TextFeatures.Hash(EnglishStem.Of(word), 17);

    /// <summary>The key of a phrase one word longer.</summary>
    public static ulong Extend(ulong phrase, uint word) => ((phrase * 0x9E3779B97F4A7C15UL) ^ word) + 1;

    /// <summary>The concepts of a phrase, or nothing.</summary>
    public List<uint>? Of(ulong phrase) => concepts.GetValueOrDefault(phrase);

    private sealed class Pack
    {
        public string Id { get; init; } = "";
        public string Source { get; init; } = "";
        public List<string> Concepts { get; init; } = [];
        public List<string> Fillers { get; init; } = [];
    }
}
