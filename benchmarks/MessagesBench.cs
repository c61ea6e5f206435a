using System.Globalization;

namespace FirstWindow.Bench;

/// <summary>Chat messages over HTTP: accepted, encrypted, journaled, flushed and delivered, beside the bare
/// loop.</summary>
internal static class MessagesBench
{
    private const int InFlight = 200;
    private const int PerSecond = 100;
    private const int SlowFlushMs = 5;
    private static readonly TimeSpan Warming = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Flooding = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Dripping = TimeSpan.FromSeconds(30);

    public static void Run(string? postgres)
    {
        Console.WriteLine($"messages on {(postgres is null ? "SQLite, WAL, synchronous FULL" : "PostgreSQL")}; "
            + "limits per conversation and address raised to 1,000,000/s by policy");
        var quiet = Measure(postgres, environment: null, "quiet disk", withRest: true);
        if (postgres is null && Shim() is { } shim)
        {
            var control = Path.GetTempFileName();
            File.WriteAllText(control, string.Create(CultureInfo.InvariantCulture, $"delay {SlowFlushMs}"));
            var slow = Measure(postgres, new Dictionary<string, string>
            {
                ["LD_PRELOAD"] = shim,
                ["FW_FLUSH_CONTROL"] = control,
            }, $"every flush {SlowFlushMs} ms slower", withRest: false);
            File.Delete(control);
            Console.WriteLine($"  slow flush      {slow / quiet,8:P0} of the quiet rate (goal 70 %)");
        }
    }

    /// <summary>Only the flood: messages a second.</summary>
    public static double Flood(string? postgres) => Measure(postgres, environment: null, "FirstWindow", withRest: false);

    private static double Measure(
        string? postgres, IReadOnlyDictionary<string, string>? environment, string title, bool withRest)
    {
        using var bank = Bank.Open(postgres, environment);
        var talk = Talk.Open(bank, InFlight, waiting: true);
        var wires = Enumerable.Range(0, InFlight).Select(_ => new Wire(bank.Port)).ToList();
        var streams = talk.Subscribe(bank, InFlight);
        new Load(wires, streams, talk.Next).Flood(Warming);
        var (before, batches) = (Count(bank), Batches(bank));
        var cpu = bank.CpuTime;
        var flood = new Load(wires, streams, talk.Next).Flood(Flooding);
        var cores = (bank.CpuTime - cpu).TotalSeconds / flood.Seconds;
        var batch = (int)Math.Round((Count(bank) - before) / Math.Max(1, Batches(bank) - batches));
        Print($"{title}, {InFlight} in flight", flood);
        Console.WriteLine($"                  server {cores:F2} cores, {batch} messages a flush");
        if (withRest)
        {
            // The flood left entries to seal and pages to move; steady is what comes after.
            do
            {
                new Load(wires, streams, talk.Next).Drip(Settling, PerSecond);
            }
            while (Unsealed(bank) > PerSecond);

            var drip = new Load(wires, streams, talk.Next).Drip(Dripping, PerSecond);
            Print($"open loop, {PerSecond}/s", drip);
            bank.Stop();
            var bare = BareLoop.Run(bank, postgres, batch, Flooding);
            bank.Start();
            Console.WriteLine($"  bare loop       {bare,8:N0} rows/s, {batch} a transaction");
            Console.WriteLine(
                $"  ratio           {flood.PerSecond / bare,8:P0} of the bare loop (goal 50 %; and 10,000/s)");
        }

        foreach (var wire in wires.Concat(streams))
        {
            wire.Dispose();
        }

        return flood.PerSecond;
    }

    private static void Print(string title, LoadResult result) => Console.WriteLine(
        $"  {title}: {result.PerSecond:N0} messages/s, p50 {result.P50Ms:F2} ms, p99 {result.P99Ms:F2} ms, "
        + $"{result.Delivered:N0} of {result.Answered:N0} delivered, generator {result.GeneratorCores:F2} cores");

    private static double Count(Bank bank) => bank.Ask("SELECT COUNT(*) FROM conversation_event WHERE kind = 0");

    private static double Unsealed(Bank bank) =>
        bank.Ask("SELECT COUNT(*) FROM conversation_event WHERE block IS NULL");

    // All messages of one transaction carry its time.
    private static double Batches(Bank bank) =>
        bank.Ask("SELECT COUNT(DISTINCT at) FROM conversation_event WHERE kind = 0");

    private static string? Shim()
    {
        var shim = Path.Combine(Bank.Home(), "artifacts", "flush-shim.so");
        if (!File.Exists(shim))
        {
            Console.WriteLine("  slow flush      not measured: no C compiler built artifacts/flush-shim.so");
            return null;
        }

        return shim;
    }
}
