namespace FirstWindow.Bench;

/// <summary>What ten thousand open and quiet conversations cost in memory.</summary>
internal static class IdleBench
{
    private const int Conversations = 10_000;
    private const int Warming = 200;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(20);

    public static void Run(string? postgres)
    {
        using var bank = Bank.Open(postgres);
        var talk = Talk.Open(bank, Conversations, waiting: false);
        bank.Stop();
        bank.Start(); // What opening them cost is not what having them costs.
        var few = talk.Subscribe(bank, Warming);
        Task.Delay(Settling).Wait();
        var before = bank.ResidentBytes;
        foreach (var wire in few)
        {
            wire.Dispose();
        }

        var streams = talk.Subscribe(bank, Conversations);
        Task.Delay(Settling).Wait();
        var after = bank.ResidentBytes;
        Console.WriteLine($"idle; the limit per address raised to 1,000,000/s by policy");
        Console.WriteLine(
            $"  {Conversations:N0} open streams: {after / 1e6:F0} MB, {before / 1e6:F0} MB with {Warming}: "
            + $"{(after - before) / (double)(Conversations - Warming) / 1_000:F1} kB each (goal 13)");
        foreach (var wire in streams)
        {
            wire.Dispose();
        }
    }
}
