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
    private readonly ConcurrentDictionary<Instrument, ConcurrentDictionary<Values, Series>> instruments = new();
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
            foreach (var one in series.Values.OrderBy(s => s.Labels, StringComparer.Ordinal))
            {
                one.Write(text, name);
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
        var series = instruments.GetOrAdd(instrument, static _ => new());
        var values = ValuesOf(tags);
        if (!series.TryGetValue(values, out var one))
        {
            one = series.GetOrAdd(values, new Series(LabelsOf(tags), instrument is Histogram<double>));
        }

        one.Take(value, instrument.IsObservable);
    }

    // An instrument names its labels always alike, so their values tell its series apart.
    private static Values ValuesOf(ReadOnlySpan<KeyValuePair<string, object?>> tags) => tags.Length switch
    {
        0 => default,
        1 => new(tags[0].Value, null, null),
        2 => new(tags[0].Value, tags[1].Value, null),
        3 => new(tags[0].Value, tags[1].Value, tags[2].Value),
        _ => new(LabelsOf(tags), null, null),
    };

    private static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new List<string>(tags.Length);
        foreach (var (name, said) in tags)
        {
            labels.Add(Label(name, Convert.ToString(said, CultureInfo.InvariantCulture) ?? string.Empty));
        }

        return string.Join(',', labels);
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

    private readonly record struct Values(object? First, object? Second, object? Third);

    private sealed class Series(string labels, bool isHistogram)
    {
        private readonly Lock adding = new();
        private readonly long[]? buckets = isHistogram ? new long[Bounds.Length + 1] : null;
        private double sum;

        public string Labels => labels;

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

        public void Write(StringBuilder text, string name)
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
