using System.Diagnostics;

namespace FirstWindow.Simulator.Proof;

/// <summary>What the checker counts; see <see cref="SimulationReport"/>.</summary>
internal readonly record struct Findings(
    int Sent, int Acknowledged, int Delivered, int Lost, int Duplicated, int OutOfOrder);

/// <summary>
/// What was said in one conversation, what the bank acknowledged of it, and what came on the customer's stream. The
/// stream must bring the numbers 1, 2, 3, … each once, through every break; a second reading from the beginning must
/// hold the same.
/// </summary>
internal sealed class Transcript(string conversation, string token)
{
    private readonly Lock changing = new();
    private readonly Dictionary<Guid, Words> said = [];
    private readonly Dictionary<int, (Guid Id, string Text)> heard = [];
    private readonly List<double> latencies = [];
    private Dictionary<int, (Guid Id, string Text)>? reread;
    private int duplicated;
    private int outOfOrder;

    public string Conversation => conversation;

    public string Token => token;

    /// <summary>Number of the last event heard, to resume after.</summary>
    public int LastSeq { get; private set; }

    /// <summary>The highest number that was acknowledged or heard.</summary>
    public int SeqMost
    {
        get
        {
            lock (changing)
            {
                return said.Values.Select(w => w.Seq ?? 0).Append(LastSeq).Max();
            }
        }
    }

    /// <summary>Whether everything acknowledged so far has come back on the stream.</summary>
    public bool IsCaughtUp
    {
        get
        {
            lock (changing)
            {
                return said.Values.All(w => w.Seq is null || w.Seq <= LastSeq);
            }
        }
    }

    /// <summary>Notes a message before it is sent.</summary>
    public void Say(Guid id, string text)
    {
        lock (changing)
        {
            said[id] = new(text, Stopwatch.GetTimestamp());
        }
    }

    /// <summary>Notes that the bank has it, under a number.</summary>
    public void Acknowledge(Guid id, int seq)
    {
        lock (changing)
        {
            var words = said[id];
            words.Seq = seq;
            latencies.Add(Stopwatch.GetElapsedTime(words.SaidAt).TotalMilliseconds);
        }
    }

    /// <summary>Strikes out a message the bank refused, e.g. because the conversation was over.</summary>
    public void Strike(Guid id)
    {
        lock (changing)
        {
            said.Remove(id);
        }
    }

    /// <summary>An event of the live stream.</summary>
    public void Hear(int seq, Guid id, string text)
    {
        lock (changing)
        {
            if (seq <= LastSeq)
            {
                duplicated++;
                return;
            }

            outOfOrder += seq == LastSeq + 1 ? 0 : 1;
            LastSeq = seq;
            heard[seq] = (id, text);
        }
    }

    /// <summary>Takes the second reading, from the beginning; none when the conversation is gone.</summary>
    public void Compare(IReadOnlyList<(int Seq, Guid Id, string Text)> events)
    {
        lock (changing)
        {
            reread = [];
            var last = 0;
            foreach (var (seq, id, text) in events)
            {
                outOfOrder += seq == last + 1 ? 0 : 1;
                duplicated += reread.TryAdd(seq, (id, text)) ? 0 : 1;
                last = seq;
            }

            duplicated += reread.Values.Where(e => said.ContainsKey(e.Id)).GroupBy(e => e.Id).Sum(g => g.Count() - 1);
        }
    }

    public Findings Count()
    {
        lock (changing)
        {
            var acknowledged = said.Where(s => s.Value.Seq is not null).ToList();
            var delivered = acknowledged.Count(s => Holds(heard, s.Key, s.Value) || IsReread(s.Key, s.Value));
            var lost = acknowledged.Count(s => IsLost(s.Key, s.Value));
            return new(said.Count, acknowledged.Count, delivered, lost, duplicated, outOfOrder);
        }
    }

    /// <summary>From the first try of each message to its acknowledgement, in milliseconds.</summary>
    public IReadOnlyList<double> Latencies()
    {
        lock (changing)
        {
            return [.. latencies];
        }
    }

    // What came after the customer had gone can only be in the second reading.
    private bool IsLost(Guid id, Words words) =>
        (words.Seq <= LastSeq && !Holds(heard, id, words)) || (reread is not null && !IsReread(id, words))
        || (reread is null && words.Seq > LastSeq);

    private bool IsReread(Guid id, Words words) => reread is not null && Holds(reread, id, words);

    private static bool Holds(Dictionary<int, (Guid Id, string Text)> events, Guid id, Words words) =>
        events.TryGetValue(words.Seq!.Value, out var found) && found == (id, words.Text);

    private sealed class Words(string text, long saidAt)
    {
        public string Text => text;

        public long SaidAt => saidAt;

        public int? Seq { get; set; }
    }
}
