using System.Text.Json.Serialization;
using FirstWindow.Simulator.Proof;

namespace FirstWindow.Simulator;

/// <summary>What a simulation proved.</summary>
/// <param name="Sent">Different messages that were sent, by customers and agents; a repetition under the same id, or
/// one refused, does not count.</param>
/// <param name="Acknowledged">Messages the server said were kept.</param>
/// <param name="Delivered">Acknowledged messages that came on the customer's event stream with the same number and
/// words.</param>
/// <param name="Lost">Acknowledged messages that did not.</param>
/// <param name="Duplicated">Events that came twice, or messages that are kept twice.</param>
/// <param name="OutOfOrder">Events whose number was not the next one.</param>
/// <param name="P50Ms">Median time from the first try of a message to its acknowledgement, in milliseconds.</param>
/// <param name="P99Ms">The same, 99th percentile.</param>
/// <param name="MessagesPerSecond">Acknowledged messages a second.</param>
public sealed record SimulationReport(
    int Sent,
    int Acknowledged,
    int Delivered,
    int Lost,
    int Duplicated,
    [property: JsonPropertyName("out_of_order")] int OutOfOrder,
    [property: JsonPropertyName("p50_ms")] double P50Ms,
    [property: JsonPropertyName("p99_ms")] double P99Ms,
    [property: JsonPropertyName("messages_per_second")] double MessagesPerSecond)
{
    /// <summary>Whether everything acknowledged came, once and in order.</summary>
    [JsonIgnore]
    public bool IsFaultless => Lost == 0 && Duplicated == 0 && OutOfOrder == 0;

    internal static SimulationReport Of(IReadOnlyCollection<Transcript> transcripts, TimeSpan duration)
    {
        var findings = transcripts.Select(t => t.Count()).ToList();
        var latencies = transcripts.SelectMany(t => t.Latencies()).Order().ToList();
        var acknowledged = findings.Sum(f => f.Acknowledged);
        return new(
            findings.Sum(f => f.Sent), acknowledged, findings.Sum(f => f.Delivered), findings.Sum(f => f.Lost),
            findings.Sum(f => f.Duplicated), findings.Sum(f => f.OutOfOrder), Percentile(latencies, 0.5), Percentile(
                latencies, 0.99),
            Math.Round(acknowledged / duration.TotalSeconds, 1));
    }

    private static double Percentile(List<double> sorted, double part) =>
        sorted.Count == 0 ? 0 : Math.Round(sorted[(int)Math.Min(sorted.Count - 1, sorted.Count * part)], 2);
}
