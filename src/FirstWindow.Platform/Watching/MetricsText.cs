using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace FirstWindow.Platform.Watching;

/// <summary>Adds up what the instruments measure, and writes it as Prometheus reads it (text format 0.0.4).</summary>
public sealed class MetricsText : IDisposable
{
    private const string Runtime = "System.Runtime";
    private static readonly double[] Bounds = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    private readonly ConcurrentDictionary<Instrument, ConcurrentDictionary<string, Series>> instruments = new();
    private readonly MeterListener listener = new();

    /// <summary>Begins to listen to this installation's meter and to the runtime's own.</summary>
    public MetricsText(HouseMeter meter)
    {
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (meter.Owns(instrument) || instrument.Meter.Name == Runtime)
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((i, value, tags, _) => Take(i, value, tags));
        listener.SetMeasurementEventCallback<int>((i, value, tags, _) => Take(i, value, tags));
        listener.SetMeasurementEventCallback<double>((i, value, tags, _) => Take(i, value, tags));
        listener.Start();
    }

    /// <summary>All numbers as text.</summary>
    public string Write(IEnumerable<Gauge> gauges)
    {
        listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var (instrument, series) in instruments.OrderBy(i => i.Key.Name, StringComparer.Ordinal))
        {
            var (name, kind) = NameOf(instrument);
            Head(text, name, kind, instrument.Description);
            foreach (var (labels, one) in series.OrderBy(s => s.Key, StringComparer.Ordinal))
            {
                one.Write(text, name, labels);
            }
        }

        foreach (var group in gauges.GroupBy(g => g.Name, StringComparer.Ordinal))
        {
            Head(text, group.Key, "gauge", group.First().Meaning);
            foreach (var gauge in group)
            {
                Line(text, gauge.Name, string.Join(',', gauge.Labels.Select(l => Label(l.Name, l.Value))), gauge.Value);
            }
        }

        return text.ToString();
    }

    /// <inheritdoc/>
    public void Dispose() => listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = string.Empty;
        foreach (var (name, said) in tags)
        {
            labels += (labels.Length > 0 ? "," : string.Empty)
                + Label(name, Convert.ToString(said, CultureInfo.InvariantCulture) ?? string.Empty);
        }

        instruments.GetOrAdd(instrument, _ => new(StringComparer.Ordinal))
            .GetOrAdd(labels, static (_, isHistogram) => new Series(isHistogram), instrument is Histogram<double>)
            .Take(value, instrument.IsObservable);
    }

    private static (string Name, string Kind) NameOf(Instrument instrument)
    {
        var name = instrument.Name.Replace('.', '_');
        return instrument switch
        {
            Counter<long> or ObservableCounter<long> or ObservableCounter<double> or Counter<double> => (name + "_total", "counter"),
            Histogram<double> => (name, "histogram"),
            _ => (name, "gauge"),
        };
    }

    private static void Head(StringBuilder text, string name, string kind, string? meaning) =>
        text.Append("# HELP ").Append(name).Append(' ').Append(meaning?.ReplaceLineEndings(" ") ?? name).Append('\n')
            .Append("# TYPE ").Append(name).Append(' ').Append(kind).Append('\n');

    private static void Line(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    private static string Label(string name, string value) =>
        $"{name.Replace('.', '_')}=\"{value.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n")}\"";

    private sealed class Series(bool isHistogram)
    {
        private readonly Lock adding = new();
        private readonly long[]? buckets = isHistogram ? new long[Bounds.Length + 1] : null;
        private double sum;

        public void Take(double value, bool isWhole)
        {
            lock (adding)
            {
                // An observed instrument says where it stands, not by how much it grew.
                sum = isWhole ? value : sum + value;
                if (buckets is not null)
                {
                    var place = Array.BinarySearch(Bounds, value);
                    buckets[place < 0 ? ~place : place]++;
                }
            }
        }

        public void Write(StringBuilder text, string name, string labels)
        {
            lock (adding)
            {
                if (buckets is null)
                {
                    Line(text, name, labels, sum);
                    return;
                }

                var count = 0L;
                var comma = labels.Length > 0 ? "," : string.Empty;
                for (var i = 0; i < buckets.Length; i++)
                {
                    count += buckets[i];
                    var bound = i < Bounds.Length ? Bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
                    Line(text, name + "_bucket", $"{labels}{comma}{Label("le", bound)}", count);
                }

                Line(text, name + "_sum", labels, sum);
                Line(text, name + "_count", labels, count);
            }
        }
    }
}
