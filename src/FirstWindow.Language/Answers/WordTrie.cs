using System.Runtime.InteropServices;

namespace FirstWindow.Language.Answers;

/// <summary>Words that are looked up letter by letter. Node 0 means that no word goes on so.</summary>
internal sealed class WordTrie<T>
    where T : class
{
    private readonly int[] firsts = new int[char.MaxValue + 1];
    private readonly Dictionary<long, int> following = [];
    private readonly List<T?> words = [null];

    // Which letters may follow each node, by their six lowest bits: most steps end here, before the dictionary.
    private readonly List<ulong> mayFollow = [0];

    public void Add(string word, T value)
    {
        ref var first = ref firsts[word[0]];
        var node = first = first != 0 ? first : Append();
        foreach (var c in word.AsSpan(1))
        {
            mayFollow[node] |= BitOf(c);
            ref var next = ref CollectionsMarshal.GetValueRefOrAddDefault(following, Key(node, c), out _);
            node = next = next != 0 ? next : Append();
        }

        words[node] = value;
    }

    public int Begin(char c) => firsts[c];

    public int Next(int node, char c) =>
        (mayFollow[node] & BitOf(c)) == 0 ? 0 : following.GetValueOrDefault(Key(node, c));

    public T? WordAt(int node) => words[node];

    private static long Key(int node, char c) => ((long)node << 16) | c;

    private static ulong BitOf(char c) => 1UL << (c & 63);

    private int Append()
    {
        mayFollow.Add(0);
        words.Add(null);
        return words.Count - 1;
    }
}
