namespace FirstWindow.Language.Rules;

/// <summary>
/// Many words looked up at every position of a text in one walk. Linear: no word is longer than its bound.
/// </summary>
internal sealed class PhraseTrie
{
    private readonly Node root = new();
    private readonly ulong[] firsts = new ulong[1024];

    public void Add(string word, int value)
    {
        var node = root;
        foreach (var c in word)
        {
            node.Next ??= [];
            if (!node.Next.TryGetValue(c, out var next))
            {
                node.Next[c] = next = new Node();
            }

            node = next;
        }

        firsts[word[0] >> 6] |= 1UL << (word[0] & 63);
        (node.Values ??= []).Add(value);
    }

    /// <summary>Tells every word that occurs, as (value, start, length).</summary>
    public void Visit<TState>(ReadOnlySpan<char> text, TState state, Action<TState, int, int, int> found)
    {
        for (var start = 0; start < text.Length; start++)
        {
            if ((firsts[text[start] >> 6] & (1UL << (text[start] & 63))) == 0)
            {
                continue;
            }

            var node = root;
            for (var at = start; at < text.Length; at++)
            {
                if (node.Next is not { } next || !next.TryGetValue(text[at], out node))
                {
                    break;
                }

                foreach (var value in node.Values ?? [])
                {
                    found(state, value, start, at + 1 - start);
                }
            }
        }
    }

    private sealed class Node
    {
        public Dictionary<char, Node>? Next { get; set; }

        public List<int>? Values { get; set; }
    }
}
