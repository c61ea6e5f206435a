using System.Text.Json;

namespace FirstWindow.Language.Tasks;

/// <summary>text answer: which articles answer a question.</summary>
internal static class QuestionTask
{
    public static LineAnswer Over(string articlesFile, PackSet packs)
    {
        var index = AnswerIndex.Build(Articles(articlesFile), packs);
        return (line, answer) =>
        {
            var answering = index.Rank(line.Text);
            answer.WriteString("decision", NameOf(answering.Decision));
            answer.WriteNumber("confidence", answering.Confidence);
            answer.WriteStartArray("candidates");
            foreach (var candidate in answering.Candidates)
            {
                answer.WriteStartObject();
                answer.WriteString("article", candidate.ArticleId);
                answer.WriteNumber("score", candidate.Score);
                answer.WriteEndObject();
            }

            answer.WriteEndArray();
        };
    }

    private static string NameOf(Decision decision) => decision switch
    {
        Decision.Answer => "answer",
        Decision.Clarify => "clarify",
        _ => "handoff",
    };

    private static List<IndexedArticle> Articles(string file)
    {
        var articles = new List<IndexedArticle>();
        var number = 0;
        foreach (var line in File.ReadLines(file))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                articles.Add(Article(line, file, number));
            }
        }

        return articles;
    }

    private static IndexedArticle Article(string line, string file, int number)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            var id = root.GetProperty("id");
            var questions = root.TryGetProperty("questions", out var list) && list.ValueKind == JsonValueKind.Array
                ? list.EnumerateArray().Select(q => q.GetString() ?? "").ToList()
                : [];
            return new(id.ValueKind == JsonValueKind.String ? id.GetString()! : id.GetRawText(),
                TextOf(root, "title"), TextOf(root, "answer"), questions);
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"{file}, line {number}: not an article with an id.", broken);
        }
    }

    private static string TextOf(JsonElement root, string name) =>
        root.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";
}
