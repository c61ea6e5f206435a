using System.Text.Json;
using FirstWindow.Language;
using Xunit;

namespace FirstWindow.Tests.Unit.Language;

public sealed class RunningTextTasks : IDisposable
{
    private static readonly Dictionary<string, string> NoOptions = [];
    private readonly string folder = Directory.CreateTempSubdirectory("text-tasks").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Bad_lines_give_an_error_and_the_rest_goes_on()
    {
        var answers = Run("emotion", "{\"id\":1,\"text\":\"气死我了\"}\nnonsense\n[]\n{\"id\":2}\n{\"text\":\"a\"}\n"
            + "{\"id\":3,\"text\":\"\\ud800\"}\n\n{\"id\":\"x\",\"text\":\"谢谢\"}", NoOptions);

        Assert.Equal(8, answers.Count);
        Assert.Equal("angry", answers[0].GetProperty("emotion").GetString());
        Assert.All(answers[1..7], a => Assert.NotEqual("", a.GetProperty("error").GetString()));
        Assert.Equal("x", answers[7].GetProperty("id").GetString());
        Assert.Equal("happy", answers[7].GetProperty("emotion").GetString());
    }

    [Fact]
    public void Places_count_code_points()
    {
        var answer = Assert.Single(Run("check", "{\"id\":1,\"text\":\"😀😀您好,这个我不知道\"}", NoOptions));
        var finding = answer.GetProperty("findings")[0];
        Assert.Equal((7, 4), (finding.GetProperty("start").GetInt32(), finding.GetProperty("length").GetInt32()));

        answer = Assert.Single(Run("redact", "{\"id\":1,\"text\":\"😀电话13812345678\"}", NoOptions));
        Assert.Equal("😀电话138****5678", answer.GetProperty("redacted").GetString());
        Assert.Equal(3, answer.GetProperty("entities")[0].GetProperty("start").GetInt32());
    }

    [Fact]
    public void Articles_answer_questions()
    {
        var articles = Write(
            "articles.jsonl",
            "{\"id\":\"a\",\"title\":\"银行卡挂失\",\"answer\":\"请挂失\",\"questions\":[\"卡丢了\"]}\n"
            + "{\"id\":\"b\",\"title\":\"房贷利率\",\"answer\":\"以公告为准\"}\n");
        var answer = Assert.Single(Run("answer", "{\"id\":1,\"text\":\"我卡丢了\"}", new() { ["articles"] = articles }));
        Assert.Equal("answer", answer.GetProperty("decision").GetString());
        Assert.Equal("a", answer.GetProperty("candidates")[0].GetProperty("article").GetString());
    }

    [Fact]
    public void Packs_of_a_folder_stand_in_for_the_shipped_ones_and_a_bad_one_is_named()
    {
        Write("jargon.yaml", "id: jargon\nsource: x\nterms:\n  '轧差': '收付相抵'\n");
        var answer = Assert.Single(Run("check", "{\"id\":1,\"text\":\"轧差后挂失\"}", new() { ["packs"] = folder }));
        Write("courtesy.yaml", "id: courtesy\nsource: x\nrules: []\n");
        using var error = new StringWriter();
        var refused = TextTasks.Run("check", TextReader.Null, TextWriter.Null, error, new Dictionary<string, string> { ["packs"] = folder });
        var missing = TextTasks.Run("check", TextReader.Null, TextWriter.Null, TextWriter.Null,
            new Dictionary<string, string> { ["packs"] = Path.Combine(folder, "none") });

        Assert.Equal("轧差(收付相抵)", Assert.Single(answer.GetProperty("findings").EnumerateArray()).GetProperty("suggestion").GetString());
        Assert.Equal((1, 1), (refused, missing));
        Assert.Contains("courtesy.yaml, line", error.ToString());
    }

    [Fact]
    public void Intents_are_learnt_from_a_table_and_read_back()
    {
        var data = Write(
            "data.csv",
            "text,category\n\"my card, is lost\",lost\nI lost my card,lost\nwhere is my card,lost\n"
            + "what is the rate,rate\n\"the \"\"best\"\" rate\",rate\nexchange rate today,rate\n");
        var model = Path.Combine(folder, "model.bin");
        var trained = Assert.Single(Run("train-intents", "", new() { ["data"] = data, ["model"] = model }));
        Assert.Equal((6, 2), (trained.GetProperty("examples").GetInt32(), trained.GetProperty("classes").GetInt32()));

        var answer = Assert.Single(Run("intents", "{\"id\":1,\"text\":\"lost card\"}", new() { ["model"] = model }));
        Assert.Equal("lost", answer.GetProperty("intents")[0].GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("answer", 2)]
    [InlineData("nothing", 2)]
    public void Wrong_arguments_are_told_in_one_sentence(string task, int code)
    {
        var error = new StringWriter();
        Assert.Equal(code, TextTasks.Run(task, new StringReader(""), new StringWriter(), error, NoOptions));
        Assert.Single(error.ToString().TrimEnd().Split('\n'));
    }

    [Fact]
    public void A_file_that_is_no_model_is_refused()
    {
        var error = new StringWriter();
        var options = new Dictionary<string, string> { ["model"] = Write("bad.bin", "not a model at all") };
        Assert.Equal(1, TextTasks.Run("intents", new StringReader(""), new StringWriter(), error, options));
        options["model"] = Path.Combine(folder, "missing");
        Assert.Equal(1, TextTasks.Run("intents", new StringReader(""), new StringWriter(), error, options));
    }

    [Fact]
    public void Every_task_answers_every_text()
    {
        var odd = "{\"id\":1,\"text\":\"\"}\n{\"id\":2,\"text\":\"\\u0000\\u200b😀\"}\n"
            + "{\"id\":3,\"text\":\"" + new string('9', 50_000) + "\"}";
        foreach (var task in new[] { "check", "redact", "emotion", "complaint", "fraud", "offense" })
        {
            Assert.All(Run(task, odd, NoOptions), a => Assert.False(a.TryGetProperty("error", out _)));
        }
    }

    private static List<JsonElement> Run(string task, string input, Dictionary<string, string> options)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        Assert.Equal(0, TextTasks.Run(task, new StringReader(input), output, error, options));
        return [.. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
    }

    private string Write(string name, string content)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, content);
        return path;
    }
}
