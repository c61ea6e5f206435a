using FirstWindow.Language.Answers;

namespace FirstWindow.Language.Classifying;

/// <summary>
/// What English words and phrases mean at a bank (<c>packs/synonyms-en.yaml</c>), known by their stems.
/// </summary>
internal sealed class EnglishConcepts
{
    public const int PhraseWordsMax = 4;

    private readonly Dictionary<ulong, List<uint>> concepts = [];

    /// <param name="pack">The words.</param>
    /// <param name="shipped">The pack that the models were fitted with: its concepts keep their numbers wherever they
    /// stand now, and new ones come after them.</param>
    public EnglishConcepts(SynonymPack pack, SynonymPack shipped)
    {
        var numbers = new StableNumbers(shipped.Concepts.Select(NameOf));
        Names = [.. shipped.Concepts.Select(NameOf).Union(pack.Concepts.Select(NameOf))];
        foreach (var concept in pack.Concepts)
        {
            var number = (uint)numbers.Of(NameOf(concept)) + 1;
            foreach (var phrase in concept.Split(' ', StringSplitOptions.RemoveEmptyEntries))
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

                list.Add(number);
            }
        }
    }

    /// <summary>The concepts in the order of their numbers, which begin at 1.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>What a concept is called: its first word.</summary>
    public static string NameOf(string concept) => concept.Split(' ', 2)[0];

    public static uint HashOf(ReadOnlySpan<char> word) => TextFeatures.Hash(EnglishStem.Of(word), 17);

    /// <summary>The key of a phrase one word longer.</summary>
    public static ulong Extend(ulong phrase, uint word) => ((phrase * 0x9E3779B97F4A7C15UL) ^ word) + 1;

    /// <summary>The concepts of a phrase, or nothing.</summary>
    public List<uint>? Of(ulong phrase) => concepts.GetValueOrDefault(phrase);
}
