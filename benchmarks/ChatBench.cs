using System.Diagnostics;
using System.Text;

namespace FirstWindow.Bench;

/// <summary>The same words, kept and delivered, by chat servers of others: two hundred pairs, each with one message on
/// the way. Theirs is lighter: no encryption, no journal, no seal.</summary>
internal static class ChatBench
{
    private const int Pairs = 200;
    private static readonly TimeSpan Warming = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Flooding = TimeSpan.FromSeconds(10);

    public static void Run(string? postgres)
    {
        var ours = MessagesBench.Flood(postgres);
        Measure("prosody, archive in SQLite", XmppServer.Prosody, 5322, ours);
        Measure("ejabberd, archive in SQLite", XmppServer.Ejabberd, 5323, ours);
    }

    private static void Measure(string name, Func<int, XmppServer?> start, int port, double ours)
    {
        using var server = start(port);
        if (server is null)
        {
            Console.WriteLine($"  {name}: not installed; tools/install-chat-peers does it");
            return;
        }

        var senders = Enumerable.Range(0, Pairs).Select(i => new XmppWire(port, $"from{i}")).ToList();
        var receivers = Enumerable.Range(0, Pairs).Select(i => new XmppWire(port, $"to{i}")).ToList();
        Flood(senders, receivers, Warming);
        var (perSecond, p50, p99) = Flood(senders, receivers, Flooding);
        Console.WriteLine($"  {name}: {perSecond:N0} messages/s, p50 {p50:F1} ms, p99 {p99:F1} ms; "
            + $"ours {ours / perSecond:F1} times as many");
        senders.Concat(receivers).ToList().ForEach(w => w.Dispose());
    }

    private static (double PerSecond, double P50Ms, double P99Ms) Flood(
        List<XmppWire> senders, List<XmppWire> receivers, TimeSpan duration)
    {
        using var poll = new Poll();
        receivers.Select((w, i) => (w, i)).ToList().ForEach(r => poll.Watch(r.w.Handle, r.i));
        senders.Select((w, i) => (w, i)).ToList().ForEach(s => poll.Watch(s.w.Handle, -1 - s.i)); // Only to be emptied.
        var (sentAt, times, number) = (new long[senders.Count], new List<long>(), 0);
        var start = Stopwatch.GetTimestamp();
        var open = 0;
        for (; open < senders.Count; open++)
        {
            Send(open);
        }

        while (open > 0)
        {
            for (int found = poll.Wait(1_000), i = 0; i < found; i++)
            {
                var tag = poll.TagOf(i);
                if (tag < 0)
                {
                    senders[-1 - tag].Receive();
                }
                else if (receivers[tag].Receive() > 0)
                {
                    times.Add(Stopwatch.GetTimestamp() - sentAt[tag]);
                    if (Stopwatch.GetElapsedTime(start) < duration)
                    {
                        Send(tag);
                    }
                    else
                    {
                        open--;
                    }
                }
            }
        }

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        times.Sort();
        double At(double part) => times[(int)(times.Count * part)] * 1_000.0 / Stopwatch.Frequency;
        return (times.Count / seconds, At(0.5), At(0.99));

        void Send(int pair)
        {
            sentAt[pair] = Stopwatch.GetTimestamp();
            senders[pair].Send(Encoding.UTF8.GetBytes($"<message type='chat' id='m{number++}' "
                + $"to='{receivers[pair].Address}'><body>{Talk.Words}</body></message>"));
        }
    }
}
