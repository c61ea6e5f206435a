using System.Text.Json;
using FirstWindow.Language;
using FirstWindow.Language.Tasks;
using YamlDotNet.Serialization;

namespace FirstWindow.Training;

/// <summary>
/// All texts that the small models learn from or are judged by: the repository's own and the public sets.
/// </summary>
/// <param name="root">The repository.</param>
/// <param name="data">Folder with banking77, clinc150 and cold as their authors publish them.</param>
internal sealed class Texts(string root, string data)
{
    /// <summary>Every fifth article is kept for judging; the others may be learnt from.</summary>
    private const int KeptEvery = 5;

    private static readonly IDeserializer Yaml = new DeserializerBuilder()
        .WithNamingConvention(YamlDotNet.Serialization.NamingConventions.CamelCaseNamingConvention.Instance)
        .IgnoreUnmatchedProperties().Build();

    // What CLINC150 says of a bank; everything else of it is another matter.
    private static readonly string[] BankIntents =
        ["account_blocked", "apr", "balance", "bill_balance", "bill_due", "card_declined", "credit_limit",
            "credit_limit_change", "credit_score", "damaged_card", "direct_deposit", "exchange_rate", "expiration_date",
            "freeze_account", "improve_credit_score", "interest_rate", "international_fees", "min_payment", "new_card",
            "order_checks", "pay_bill", "pin_change", "redeem_rewards", "replacement_card_duration", "report_fraud",
            "report_lost_card", "rewards_balance", "rollover_401k", "routing", "spending_history", "transactions",
            "transfer", "application_status", "income", "taxes", "w2", "insurance", "travel_notification",
            "travel_alert", "payday"];

    /// <summary>One of the lists in <c>training/examples</c>, a text a line.</summary>
    public List<string> Lines(string list) =>
        [.. File.ReadLines(Path.Combine(root, "training/examples", list + ".txt")).Where(l => l.Length > 0)];

    /// <summary>The common questions that may be looked at: the half named <c>mend</c>, in all their phrasings.</summary>
    /// <param name="forPersonToo">With those that a person must see to, such as a payment nobody knows of.</param>
    public List<string> MendedQuestions(bool forPersonToo = true)
    {
        var mend = Rows("common-questions.answers").Where(row => row[1] == "mend" && (forPersonToo || row[3] != "person"))
            .Select(row => row[0]).ToHashSet();
        return [.. Rows("common-questions").Where(row => mend.Contains(row[0])).Select(row => row[1])];
    }

    /// <summary>The rows of a table in <c>training/examples</c> beneath its head.</summary>
    public IEnumerable<string[]> Rows(string table) =>
        File.ReadLines(Path.Combine(root, "training/examples", table + ".tsv")).Skip(1).Select(line => line.Split('\t'));

    public List<IndexedArticle> Articles() => [.. Heads().Select(h => Indexed(h.Head, h.Body))];

    /// <summary>The articles a server's index holds: a city's own is found by way of the general one.</summary>
    public List<IndexedArticle> ShownArticles() =>
        [.. Heads().Where(h => h.Head.CityOf is null).Select(h => Indexed(h.Head, h.Body))];

    /// <summary>The English texts of the articles that have one.</summary>
    public List<IndexedArticle> EnglishArticles() =>
        [.. Heads().Where(h => h.Head.English is not null).Select(h => new IndexedArticle(
            h.Head.Id, h.Head.English!.Title, h.Head.English.Answer, h.Head.English.Questions))];

    /// <summary>
    /// Titles and known questions; without those that tell of a fraud (<c>fraud-questions</c> lists them outside the
    /// articles on frauds) when genuine ones are wanted.
    /// </summary>
    public List<string> Questions(bool kept, bool fraudToo = true) =>
        [.. Articles().Where((_, i) => i % KeptEvery == 0 == kept)
            .Where(a => fraudToo || !a.Title.Contains("骗", StringComparison.Ordinal))
            .SelectMany(a => a.Questions.Append(a.Title))
            .Except(fraudToo ? [] : Lines("fraud-questions"))];

    /// <summary>Sentences of the articles' answers.</summary>
    public List<string> Sentences(bool kept) =>
        [.. Articles().Where((_, i) => i % KeptEvery == 0 == kept)
            .SelectMany(a => a.Answer.Split(['。', '\n', '！', '？', '；']))
            .Select(s => s.TrimStart('#', '-', ' ', '.', '1', '2', '3', '4', '5', '6', '7', '8', '9'))
            .Where(s => s.Length >= 6)];

    /// <summary>The texts of the approved scripts.</summary>
    public List<string> Scripts() =>
        [.. Yaml.Deserialize<List<ScriptEntry>>(File.ReadAllText(Path.Combine(root, "seed/scripts.yaml")))
            .Select(s => s.Zh)];

    public List<(string Text, string Intent)> Banking77() =>
        [.. Csv("banking77/train.csv").Skip(1).Select(row => (row[0], row[1]))];

    public List<(string Text, bool Yes)> Cold(string part) =>
        [.. Csv($"cold/{part}.csv").Skip(1).Where(row => row.Count > 4).Select(row => (row[4], row[3] == "1"))];

    public List<(string Text, bool AboutBank)> Clinc(string part)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(data, "clinc150/train_val.json")));
        return [.. file.RootElement.GetProperty(part).EnumerateArray()
            .Select(row => (row[0].GetString()!, BankIntents.Contains(row[1].GetString())))];
    }

    private IEnumerable<List<string>> Csv(string file)
    {
        using var reader = new StreamReader(Path.Combine(data, file));
        foreach (var row in CsvRows.Read(reader))
        {
            yield return row;
        }
    }

    private IEnumerable<(Head Head, string Body)> Heads() =>
        Directory.EnumerateFiles(Path.Combine(root, "seed/articles"), "*.md").Order(StringComparer.Ordinal)
            .Select(file => File.ReadAllText(file).Split("---\n", 3))
            .Select(parts => (Yaml.Deserialize<Head>(parts[1]), parts[2]));

    private static IndexedArticle Indexed(Head head, string body) => new(head.Id, head.Title, body, head.Questions);

    private sealed class Head
    {
        public string Id { get; init; } = "";
        public string Title { get; init; } = "";
        public List<string> Questions { get; init; } = [];
        public string? CityOf { get; init; }
        public EnglishHead? English { get; init; }
    }

    private sealed class EnglishHead
    {
        public string Title { get; init; } = "";
        public string Answer { get; init; } = "";
        public List<string> Questions { get; init; } = [];
    }

    private sealed class ScriptEntry
    {
        public string Zh { get; init; } = "";
    }
}
