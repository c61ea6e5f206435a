using System.Text.Json;
using System.Text.RegularExpressions;
using FirstWindow.Language;
using FirstWindow.Language.Rules;
using Xunit;

namespace FirstWindow.Tests.Unit.Language;

/// <summary>A line of a megabyte must not cost more than its length, whatever it repeats and whichever task reads
/// it.</summary>
public sealed partial class ReadingVeryLongLines : IDisposable
{
    private const int Chars = 1_000_000;
    private const int FewerTimes = 4;
    private const int RunChars = 100_000;

    // Buffers of a megabyte that one line takes and the next shares.
    private const long SharedBytes = 64L << 20;

    private static readonly string[] Parts =
    [
        "密", "a", "1", "(", "[", "“", "\"", "\u3000", "\ud83d\ude00", "\\ud800", "1a", "ab ", "1密", "()", "密码是", "验证码", "13", "6222 ",
        "北京市", "号1", "王小", "Ab ", "Mr ", "a@a.", "不行就", "。", "!?", "另外", "第一步",
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("firstwindow-long").FullName;

    public static TheoryData<string> Tasks => [.. TextTasks.Names.Where(t => t != "train-intents")];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(Tasks))]
    public void A_line_of_a_megabyte_is_answered_and_takes_memory_by_its_length(string task)
    {
        var options = new Dictionary<string, string>
        {
            ["articles"] = Write("a.jsonl", """{"id":"a","title":"银行卡丢失怎么挂失","answer":"请挂失","questions":["卡丢了"]}"""),
            ["data"] = Write("a.csv", "text,category\nmy card is lost,lost\n卡丢了,lost\nwhat is my limit,limit\n限额多少,limit\n"),
            ["model"] = Path.Combine(folder, "a.model"),
        };
        TextTasks.Run("train-intents", TextReader.Null, TextWriter.Null, TextWriter.Null, options);
        foreach (var part in Parts.Concat(HalfWords()))
        {
            var few = Allocated(task, part, Chars / FewerTimes, options);
            // With anything worse than linear this would not come back within the run.
            var many = Allocated(task, part, Chars, options);

            Assert.True(many < (FewerTimes + 1) * few + SharedBytes, $"{part[..Math.Min(9, part.Length)]}: {few} and {many} bytes");
        }
    }

    [Theory]
    [InlineData("哈哈哈+", "哈")]
    [InlineData("哈{3,}", "哈")]
    [InlineData("[!]{2,}", "!")]
    public void A_run_that_one_match_covers_takes_no_memory_for_each_of_its_lengths(string source, string part)
    {
        var regex = new Pattern(source, new Dictionary<string, List<string>>()).Regex;
        var text = string.Concat(Enumerable.Repeat(part, RunChars));
        var before = GC.GetAllocatedBytesForCurrentThread();

        var length = 0;
        foreach (var match in regex.EnumerateMatches(text))
        {
            length = match.Length;
        }

        Assert.Equal(text.Length, length);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < RunChars);
    }

    // Of each pack: its words without their second half, one after the other, so that nothing is found but nearly.
    private static IEnumerable<string> HalfWords() => PackFacts.All.Select(p => string.Concat(
        Word().Matches(PackSet.Shipped.TextOf(p.Name)).Select(w => w.Value[..((w.Length + 1) / 2)]).Distinct()));

    private static long Allocated(string task, string part, int chars, Dictionary<string, string> options)
    {
        // Escapes are written as they are: half of a surrogate pair cannot be written otherwise.
        var text = string.Concat(Enumerable.Repeat(part.Replace("\"", "\\\"", StringComparison.Ordinal), chars / part.Length));
        using var output = new StringWriter();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var code = TextTasks.Run(task, new StringReader($$"""{"id":1,"text":"{{text}}"}"""), output, TextWriter.Null, options);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        using var answer = JsonDocument.Parse(output.ToString());
        Assert.Equal((0, part != "\\ud800"), (code, answer.RootElement.TryGetProperty("id", out _)));
        return allocated;
    }

    private string Write(string name, string content)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, content);
        return path;
    }

    [GeneratedRegex("[\\u4e00-\\u9fffA-Za-z]{2,}")]
    private static partial Regex Word();
}
