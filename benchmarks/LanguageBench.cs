using System.Diagnostics;
using System.Text.Json;
using FirstWindow.Language;
using FirstWindow.Language.Classifying;
using FirstWindow.Language.Etiquette;
using FirstWindow.Language.Normal;
using FirstWindow.Language.Personal;
using FirstWindow.Language.Reading;
using FirstWindow.Language.Tasks;

namespace FirstWindow.Bench;

/// <summary>
/// How fast texts are read: one message through everything, search among many articles, training and asking intents.
/// </summary>
internal static class LanguageBench
{
    private const int RoundsUntilCompiled = 6;
    private const int QuestionsAsked = 4_000;

    public static void Run(string? data)
    {
        var seed = SeedTexts.Read();
        Everything(seed);
        foreach (var count in (int[])[50_000, 1_000_000])
        {
            Search(seed, count);
        }

        if (data is not null)
        {
            Intents(data);
        }
    }

    /// <summary>Writes the articles and questions of the search for other programs: 50,000 mixed ones, and the demo's
    /// own with one question of each left out to be asked.</summary>
    public static void Export(string folder)
    {
        var seed = SeedTexts.Read();
        Directory.CreateDirectory(folder);
        Write(folder, "large", seed.Mixed(50_000), seed.Questions.Select(q => new Asked(q, null)));
        Write(folder, "demo", seed.Articles.Select(a => a with { Questions = [.. a.Questions.Skip(1)] }),
            seed.Articles.Select(a => new Asked(a.Questions[0], a.Id)));
    }

    private static void Write(
        string folder, string name, IEnumerable<IndexedArticle> articles, IEnumerable<Asked> questions)
    {
        File.WriteAllLines(Path.Combine(folder, name + "-articles.jsonl"),
            articles.Select(a => JsonSerializer.Serialize(a, JsonSerializerOptions.Web)));
        File.WriteAllLines(Path.Combine(folder, name + "-questions.jsonl"),
            questions.Select(q => JsonSerializer.Serialize(q, JsonSerializerOptions.Web)));
    }

    private sealed record Asked(string Text, string? Article);

    private static void Everything(SeedTexts seed)
    {
        var clock = Stopwatch.StartNew();
        ReadAll(seed.Questions[0]);
        Console.WriteLine($"language: packs and models loaded in {clock.ElapsedMilliseconds} ms");
        var index = AnswerIndex.Build(seed.Articles);
        seed.Questions.ForEach(q => ReadAll(q));
        void ReadWhole(string question)
        {
            index.Ask(question);
            ReadAll(question);
        }

        Print("one message through everything, the first after the start", Times(seed.Questions, ReadWhole), "none");
        for (var round = 0; round < RoundsUntilCompiled; round++)
        {
            seed.Questions.ForEach(ReadWhole); // Until the code is compiled for speed, as after a minute of service.
        }

        Print("one message through everything", Times(seed.Questions, ReadWhole), "p99 2 ms");
        Print("  the same in time of the processor", Used(seed.Questions, ReadWhole), "p99 2 ms");
    }

    // What the house reads of a message: signals, feeling, complaint, fraud, offence, personal data and, for a reply,
    // the rules.
    private static void ReadAll(string text)
    {
        var normal = NormalText.Of(text, Lexicon.AsShipped);
        PackSet.Shipped.ReadSignals(text);
        PackSet.Shipped.Emotions.Read(normal);
        PackSet.Shipped.Complaints.Read(normal);
        OffenceModel.Read(normal);
        Redaction.Of(text, Lexicon.AsShipped);
        PackSet.Shipped.Blot(text);
        PackSet.Shipped.Replies.Check(normal, new ReplyContext());
    }

    private static void Search(SeedTexts seed, int count)
    {
        var articles = seed.Mixed(count);
        GC.Collect(2, GCCollectionMode.Aggressive, true, true);
        var before = GC.GetTotalMemory(true);
        var clock = Stopwatch.StartNew();
        var cpu = Environment.CpuUsage.TotalTime;
        var index = AnswerIndex.Build(articles);
        var (built, used) = (clock.Elapsed, Environment.CpuUsage.TotalTime - cpu);
        var size = GC.GetTotalMemory(true) - before;
        Console.WriteLine($"language: {count:N0} articles indexed in {built.TotalSeconds:F1} s "
            + $"({used.TotalSeconds:F1} s of processor), {size / 1e6:F0} MB "
            + (count == 50_000 ? "(goal 2 s, 60 MB)" : ""));
        var questions = Enumerable.Range(0, QuestionsAsked).Select(i => seed.Questions[i * 7 % seed.Questions.Count]);
        Times(seed.Questions.Take(200), q => index.Ask(q));
        var goal = count == 50_000 ? "p50 1 ms, p99 5 ms" : "p99 20 ms";
        Print($"top 10 of {count:N0}", Times(questions, q => index.Ask(q)), goal);
        Print("  the same in time of the processor", Used(questions, q => index.Ask(q)), goal);
        // Nobody's known question: less to go by, so more articles stay in question.
        Print("  asked in other words, in time of the processor", Used(Common(), q => index.Ask(q)), goal);
        clock.Restart();
        var changed = index.With([articles[0] with { Title = "改过的标题" }], []);
        Console.WriteLine($"language: one article changed in {clock.Elapsed.TotalMilliseconds:F2} ms");
        GC.KeepAlive(changed);
    }

    private static void Intents(string data)
    {
        using var reader = new StreamReader(Path.Combine(data, "banking77/train.csv"));
        var rows = CsvRows.Read(reader).Skip(1).Select(row => (row[0], row[1])).ToList();
        var clock = Stopwatch.StartNew();
        var cpu = Environment.CpuUsage.TotalTime;
        var model = IntentTraining.Train(rows);
        var learning = Environment.CpuUsage.TotalTime - cpu;
        Console.WriteLine($"language: {rows.Count:N0} examples of 77 intents learnt in {clock.Elapsed.TotalSeconds:F1} s, "
            + $"{learning.TotalSeconds:F1} s of processor (goal 5 s)");
        rows.ForEach(r => model.Read(r.Item1, 1)); // Until the code is compiled for speed.
        cpu = Environment.CpuUsage.TotalTime;
        rows.ForEach(r => model.Read(r.Item1, 1));
        var used = Environment.CpuUsage.TotalTime - cpu;
        Console.WriteLine($"language: {rows.Count / used.TotalSeconds:N0} texts classified a second on one core "
            + "(goal 50,000)");
    }

    private static List<double> Times(IEnumerable<string> texts, Action<string> act) =>
        [.. texts.Select(text =>
        {
            var start = Stopwatch.GetTimestamp();
            act(text);
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }).Order()];

    private static List<double> Used(IEnumerable<string> texts, Action<string> act) =>
        [.. texts.Select(text =>
        {
            var before = Environment.CpuUsage.TotalTime;
            act(text);
            return (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
        }).Order()];

    private static IEnumerable<string> Common() =>
        File.ReadLines("training/examples/common-questions.tsv").Skip(1).Select(line => line.Split('\t')[1]);

    private static void Print(string what, List<double> times, string goal) => Console.WriteLine(
        $"language: {what}: p50 {times[times.Count / 2]:F3} ms, p99 {times[times.Count * 99 / 100]:F3} ms (goal {goal})");
}
