using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace FirstWindow.Tests.Architecture;

/// <summary>docs/asvs.md claims nothing that no test shows: every met row names tests that are there, and the page
/// counts itself rightly.</summary>
public sealed partial class CheckingTheAsvs
{
    private static readonly string[] States = ["met", "partly", "not met", "does not apply"];

    // Of ASVS 5.0.0: all of these two levels stand on the page.
    private static readonly (string Level, int Count)[] Whole = [("1", 70), ("2", 183)];

    private static readonly string[] Page = File.ReadAllLines(Path.Combine(KeepingTheHouse.Root, "docs/asvs.md"));

    private static readonly IReadOnlySet<string> Tests = FindTests();

    [Fact]
    public void Every_row_is_in_order_and_every_met_one_names_tests_that_exist() =>
        Assert.Empty(FaultsOf(RowsOf(Page), Tests));

    [Fact]
    public void Every_requirement_of_both_levels_stands_there() =>
        Assert.All(Whole, w => Assert.Equal(w.Count, RowsOf(Page).Count(r => r.Level == w.Level)));

    [Fact]
    public void The_counts_at_the_head_are_those_of_the_rows()
    {
        var rows = RowsOf(Page);
        var said = Page.Select(CellsOf).Where(c => c.Length == 5 && States.Contains(c[0])).ToList();

        Assert.Equal(States, said.Select(c => c[0]));
        Assert.All(said, c => Assert.Equal(CountsOf(rows, c[0]), c[1..]));
    }

    [Theory]
    [InlineData("| V1.2.1 | 1 | x | met | `A` | – |", "names no test")]
    [InlineData("| V1.2.1 | 1 | x | met | `A` | read by eye |", "names no test")]
    [InlineData("| V1.2.1 | 1 | x | met | `A` | `CheckingTheAsvs.Nothing_of_the_kind` |", "is no test")]
    [InlineData("| V1.2.1 | 1 | x | met | – | `CheckingTheAsvs.A_bad_row_is_found` |", "names no control")]
    [InlineData("| V1.2.1 | 1 | x | partly | `A` | see `Gone.Is_gone` |", "is no test")]
    [InlineData("| V1.2.1 | 1 | x | partly | – | – |", "says not why")]
    [InlineData("| V1.2.1 | 1 | x | does not apply | – | – |", "says not why")]
    [InlineData("| V1.2.1 | 1 | x | nearly | `A` | y |", "unknown state")]
    [InlineData("| V1.2.1 | 4 | x | not met | – | y |", "unknown level")]
    [InlineData("| V1.2 | 1 | x | not met | – | y |", "is no id")]
    [InlineData("| V1.2.1 | 1 | x | not met | – | y |\n| V1.2.1 | 1 | x | not met | – | y |", "stands twice")]
    [InlineData("| V1.2.1 | 1 | x | not met | y |", "has 5 cells")]
    public void A_bad_row_is_found(string rows, string fault) =>
        Assert.Contains(fault, Assert.Single(FaultsOf(RowsOf(rows.Split('\n')), Tests)));

    [Fact]
    public void A_test_that_is_only_a_method_or_is_left_out_is_none()
    {
        Assert.Contains("CheckingTheAsvs.A_bad_row_is_found", Tests);
        Assert.DoesNotContain("CheckingTheAsvs.FaultsOf", Tests);
        Assert.Equal(["X.Runs"], TestsIn("""
            public sealed class X
            {
                [Fact]
                public void Runs()
                [Fact(Skip = "")]
                public void Rests()
                public void Helps()
            }
            """));
    }

    private static IEnumerable<string> FaultsOf(IReadOnlyList<Row> rows, IReadOnlySet<string> tests)
    {
        var seen = new HashSet<string>();
        foreach (var row in rows)
        {
            if (row.Cells != 6)
            {
                yield return $"{row.Id} has {row.Cells} cells";
                continue;
            }

            var named = Named().Matches(row.Test).Select(m => m.Groups[1].Value).ToList();
            string?[] faults =
            [
                Id().IsMatch(row.Id) ? null : "is no id",
                seen.Add(row.Id) ? null : "stands twice",
                row.Level is "1" or "2" or "3" ? null : $"has the unknown level {row.Level}",
                States.Contains(row.State) ? null : $"has the unknown state {row.State}",
                row.State == "met" && named.Count == 0 ? "is met and names no test" : null,
                row.State == "met" && row.Control is "–" or "" ? "is met and names no control" : null,
                row.Test is "–" or "" && row.State != "met" ? "says not why" : null,
                .. named.Where(n => !tests.Contains(n)).Select(n => $"names {n}, which is no test"),
            ];
            foreach (var fault in faults.OfType<string>())
            {
                yield return $"{row.Id} {fault}";
            }
        }
    }

    private static List<Row> RowsOf(IEnumerable<string> lines) =>
        [.. lines.Where(l => l.StartsWith("| V", StringComparison.Ordinal)).Select(CellsOf).Select(c => new Row(
            c[0], c.ElementAtOrDefault(1) ?? "", c.ElementAtOrDefault(3) ?? "", c.ElementAtOrDefault(4) ?? "",
            c.ElementAtOrDefault(5) ?? "", c.Length))];

    private static string[] CellsOf(string line) =>
        line is ['|', ' ', .., ' ', '|'] ? [.. line[1..^1].Split('|').Select(c => c.Trim())] : [];

    private static string[] CountsOf(List<Row> rows, string state) =>
        [.. new[] { "1", "2", "3", null }
            .Select(level => rows.Count(r => r.State == state && (level is null || r.Level == level)))
            .Select(n => n.ToString(CultureInfo.InvariantCulture))];

    private static HashSet<string> FindTests() =>
        [.. Directory.EnumerateFiles(Path.Combine(KeepingTheHouse.Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(f => TestsIn(File.ReadAllText(f)))];

    // A class, then an attribute that makes a test, then the method it stands over.
    private static IEnumerable<string> TestsIn(string source)
    {
        var (type, isTest) = (string.Empty, false);
        foreach (Match part in Part().Matches(source))
        {
            if (part.Groups["type"].Success)
            {
                (type, isTest) = (part.Groups["type"].Value, false);
            }
            else if (part.Groups["method"].Success)
            {
                if (isTest)
                {
                    yield return $"{type}.{part.Groups["method"].Value}";
                }

                isTest = false;
            }
            else
            {
                isTest = !part.Value.Contains("Skip", StringComparison.Ordinal);
            }
        }
    }

    private sealed record Row(string Id, string Level, string State, string Control, string Test, int Cells);

    [GeneratedRegex(@"^V\d{1,2}\.\d{1,2}\.\d{1,2}\z")]
    private static partial Regex Id();

    [GeneratedRegex(@"`([A-Z]\w*\.[A-Z]\w*_\w+)`")]
    private static partial Regex Named();

    [GeneratedRegex(
        @"^public (?:sealed |abstract |static |partial )*class (?<type>\w+)|^ +\[(?:Fact|Theory)\b.*$"
        + @"|^    public (?:static )?(?:async )?(?:Task|void) (?<method>\w+)\(", RegexOptions.Multiline)]
    private static partial Regex Part();
}
