using System.Collections.Concurrent;

namespace FirstWindow.Simulator.Proof;

/// <summary>The transcripts of all conversations that simulated customers opened.</summary>
internal sealed class Ledger
{
    private readonly ConcurrentDictionary<string, Transcript> transcripts = new();

    public IReadOnlyCollection<Transcript> All => [.. transcripts.Values];

    public Transcript Open(string conversation, string token) => transcripts[conversation] = new(conversation, token);

    /// <summary>The transcript of a conversation; none when a stranger opened it.</summary>
    public Transcript? Find(string conversation) => transcripts.GetValueOrDefault(conversation);

    /// <summary>Drops a transcript nobody will ask for.</summary>
    public void Forget(Transcript transcript) => transcripts.TryRemove(transcript.Conversation, out _);
}
