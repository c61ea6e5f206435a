using System.Reflection;
using System.Text.Json;
using System.Xml.Linq;
using FirstWindow.Platform;
using FirstWindow.Platform.Rulebook;
using FirstWindow.Platform.Web;

namespace FirstWindow.Tests.Outcomes;

/// <summary>
/// Joins the results of the test runs with the clauses the tests carry and the evidence they left, for the rulebook;
/// prints the totals. Arguments: folder of .trx files, folder of evidence, file to write, then the test assemblies.
/// </summary>
internal static class Program
{
    private const int FaultLinesMax = 25;

    private static int Main(string[] args)
    {
        XNamespace ns = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";
        var runs = Directory.GetFiles(args[0], "*.trx").Select(XDocument.Load).ToList();
        var results = runs.SelectMany(r => r.Descendants(ns + "UnitTestResult"))
            .Select(r => (
                Name: MethodOf((string)r.Attribute("testName")!), Outcome: (string)r.Attribute("outcome")!,
                Fault: string.Join('\n', r.Descendants(ns + "ErrorInfo").Elements().Select(e => e.Value.Trim()))))
            .ToList();
        var failed = results.Where(r => r.Outcome is "Failed" or "Error" or "Timeout" or "Aborted").Select(r => r.Name)
            .ToHashSet();
        var passed = results.Where(r => r.Outcome == "Passed" && !failed.Contains(r.Name)).Select(r => r.Name)
            .ToHashSet();
        var tests = args[3..].SelectMany(TestsOf).Where(t => passed.Contains(t.Name)).ToList();
        var evidence = EvidenceIn(args[1]);
        var outcomes = new TestOutcomes(
            TestOutcomes.BuildOf(House.Modules),
            Group(tests.Where(t => evidence.GetValueOrDefault(t.Name)?.Contains(t.Clause) ?? false)),
            Group(tests));
        File.WriteAllBytes(args[2], JsonSerializer.SerializeToUtf8Bytes(outcomes, JsonSettings.Options));
        foreach (var (name, _, fault) in results.Where(r => failed.Contains(r.Name) && r.Fault.Length > 0))
        {
            Console.WriteLine($"\nfailed: {name}\n{string.Join('\n', fault.Split('\n').Take(FaultLinesMax))}");
        }

        Report(results.Select(r => r.Outcome).ToList(), outcomes);
        return failed.Count == 0 && results.Count > 0 ? 0 : 1;
    }

    // "Namespace.Class.Method(engine: Sqlite)" is one method whatever its arguments.
    private static string MethodOf(string testName) => testName.Split('(')[0];

    private static IEnumerable<(string Clause, string Name)> TestsOf(string assembly) =>
        Assembly.LoadFrom(Path.GetFullPath(assembly)).GetTypes()
            .SelectMany(t => t.GetMethods().Select(m => (Type: t, Method: m)))
            .SelectMany(t => t.Method.GetCustomAttributes<ClauseAttribute>()
                .Select(c => (c.Id, $"{t.Type.FullName}.{t.Method.Name}")));

    private static Dictionary<string, HashSet<string>> EvidenceIn(string folder) => !Directory.Exists(folder) ? [] :
        Directory.GetFiles(folder, "*.jsonl").ToDictionary(
            f => Path.GetFileNameWithoutExtension(f),
            f => File.ReadLines(f).SelectMany(l => JsonSerializer.Deserialize<string[]>(l)!).ToHashSet());

    private static Dictionary<string, IReadOnlyList<string>> Group(IEnumerable<(string Clause, string Name)> tests) =>
        tests.GroupBy(t => t.Clause).ToDictionary(
            g => g.Key, g =>
                (IReadOnlyList<string>)[.. g.Select(t => t.Name["FirstWindow.Tests.".Length..]).Distinct().Order()]);

    private static void Report(List<string> outcomes, TestOutcomes joined)
    {
        var passes = outcomes.Count(o => o == "Passed");
        var skips = outcomes.Count(o => o == "NotExecuted");
        Console.WriteLine($"clauses proved by a passed test with evidence: {joined.Proved.Count}");
        Console.WriteLine($"{passes} passed, {outcomes.Count - passes - skips} failed, {skips} skipped");
    }
}
