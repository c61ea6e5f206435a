using System.Text.Json;

namespace FirstWindow.Bench;

/// <summary>Contacts opened whole: conversation, key, first message, promise and journal in one request.</summary>
internal static class ContactsBench
{
    private const int InFlight = 32;
    private static readonly TimeSpan Warming = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Flooding = TimeSpan.FromSeconds(10);

    public static void Run(string? postgres)
    {
        using var bank = Bank.Open(postgres);
        var wires = Enumerable.Range(0, InFlight).Select(_ => new Wire(bank.Port)).ToList();
        new Load(wires, [], Next).Flood(Warming);
        var result = new Load(wires, [], Next).Flood(Flooding);
        Console.WriteLine(
            "contacts; the limit per address raised to 1,000,000/s by policy; the assistant answers each meanwhile");
        Console.WriteLine(
            $"  {InFlight} in flight: {result.PerSecond:N0} contacts/s (goal 3,000), p50 {result.P50Ms:F2} ms, "
            + $"p99 {result.P99Ms:F2} ms (goal 20), generator {result.GeneratorCores:F2} cores");
        wires.ForEach(w => w.Dispose());
    }

    /// <summary>Opens one more contact.</summary>
    public static byte[] Next(int wire) =>
        Wire.Request("POST", "/api/v1/conversations", null, JsonSerializer.Serialize(new
        {
            channel = "web",
            locale = "zh-CN",
            customerToken = (string?)null,
            message = new { id = Guid.NewGuid(), text = Talk.Words },
        }));
}
