using System.Diagnostics;
using System.Text.Json;
using FirstWindow.Language.Classifying;

namespace FirstWindow.Language.Tasks;

/// <summary>text train-intents and text intents: examples in, a model file, intents out.</summary>
internal static class IntentFiles
{
    public static void Train(string dataFile, string modelFile, TextWriter output)
    {
        var watch = Stopwatch.StartNew();
        var examples = Examples(dataFile);
        var model = IntentTraining.Train(examples);
        using (var file = File.Create(modelFile))
        {
            model.Save(file);
        }

        var seconds = Math.Round(watch.Elapsed.TotalSeconds, 2);
        output.WriteLine(JsonSerializer.Serialize(
            new { examples = examples.Count, classes = model.Names.Count, seconds }));
        output.Flush();
    }

    public static LineAnswer Reader(string modelFile)
    {
        using var file = File.OpenRead(modelFile);
        var model = IntentModel.Load(file);
        return (line, answer) =>
        {
            answer.WriteStartArray("intents");
            foreach (var intent in model.Read(line.Text))
            {
                answer.WriteStartObject();
                answer.WriteString("name", intent.Name);
                answer.WriteNumber("confidence", intent.Confidence);
                answer.WriteEndObject();
            }

            answer.WriteEndArray();
        };
    }

    private static List<(string Text, string Intent)> Examples(string file)
    {
        using var reader = new StreamReader(file);
        var rows = CsvRows.Read(reader).ToList();
        var header = rows.Count > 0 ? rows[0].Select(h => h.Trim()).ToList() : [];
        var (text, category) = (header.IndexOf("text"), header.IndexOf("category"));
        if (text < 0 || category < 0)
        {
            throw new FormatException($"{file}: the first line must name the columns text and category.");
        }

        var examples = rows.Skip(1)
            .Where(row => row.Count > Math.Max(text, category) && row[category].Length > 0)
            .Select(row => (row[text], row[category]))
            .ToList();
        return examples.Count > 0 ? examples : throw new FormatException($"{file}: there are no examples.");
    }
}
