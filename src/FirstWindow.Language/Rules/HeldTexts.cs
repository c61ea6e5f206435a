using FirstWindow.Language.Answers;
using FirstWindow.Language.Classifying;
using FirstWindow.Language.Normal;

namespace FirstWindow.Language.Rules;

/// <summary>
/// Texts kept with the program (<c>packs/held.yaml</c>) by which an edited pack is judged: the models were fitted with
/// the shipped words, and an edit must not make them read worse by more than the share stated there.
/// </summary>
internal static class HeldTexts
{
    private const double LikelyFrom = 0.5;
    private const double BankFrom = 0.5;

    private static readonly Lazy<HeldFile> File = new(() => PackFile.Read<HeldFile>("held.yaml"));
    private static readonly Lazy<List<(string Name, int Right, int Of)>> Shipped = new(() => Count(PackSet.Shipped));

    /// <summary>How many are read rightly by a set, beside the shipped one.</summary>
    public static IReadOnlyList<HeldResult> Judge(PackSet set) =>
        [.. Count(set).Zip(Shipped.Value, (then, now) => new HeldResult(
            then.Name, now.Right, then.Right, then.Of, File.Value.WorseMost))];

    private static List<(string Name, int Right, int Of)> Count(PackSet set)
    {
        var held = File.Value;
        return
        [
            OfModel("fraud", held.Fraud, held.NoFraud, t => set.Frauds.Read(t).Score >= LikelyFrom, set),
            OfModel("anger", held.Angry, held.Calm, t => set.Emotions.Read(t).Anger >= LikelyFrom, set),
            OfModel("tone", held.Cold, held.Polite, t => set.Replies.Check(t, new ReplyContext())
                .Any(f => f.Severity != "coach"), set),
            OfModel("matter", held.Bank, held.Other, t => AnswerDecision.BankMatter.Score(TextFeatures.Of(t)) >= BankFrom, set),
            OfAnswers(held, set),
        ];
    }

    private static (string Name, int Right, int Of) OfModel(
        string name, List<string> yes, List<string> no, Func<NormalText, bool> isYes, PackSet set)
    {
        var right = yes.Count(t => isYes(NormalText.Of(t, set.Words)))
            + no.Count(t => !isYes(NormalText.Of(t, set.Words)));
        return (name, right, yes.Count + no.Count);
    }

    // Each question asked in other words than those it is known by.
    private static (string Name, int Right, int Of) OfAnswers(HeldFile held, PackSet set)
    {
        var index = AnswerIndex.Build([.. held.Questions.Select((q, i) => new IndexedArticle(
            i.ToString(System.Globalization.CultureInfo.InvariantCulture), q.Known[0], string.Empty, q.Known))], set);
        var asked = held.Questions.SelectMany((q, i) => q.Asked.Select(text => (Text: text, At: i))).ToList();
        return ("answers", asked.Count(a => index.Rank(a.Text).Candidates is [var best, ..]
            && best.ArticleId == a.At.ToString(System.Globalization.CultureInfo.InvariantCulture)), asked.Count);
    }

    private sealed class HeldFile
    {
        public string Id { get; init; } = "";
        public string Source { get; init; } = "";
        public double WorseMost { get; init; }
        public List<string> Fraud { get; init; } = [];
        public List<string> NoFraud { get; init; } = [];
        public List<string> Angry { get; init; } = [];
        public List<string> Calm { get; init; } = [];
        public List<string> Cold { get; init; } = [];
        public List<string> Polite { get; init; } = [];
        public List<string> Bank { get; init; } = [];
        public List<string> Other { get; init; } = [];
        public List<HeldQuestion> Questions { get; init; } = [];
    }

    private sealed class HeldQuestion
    {
        public List<string> Known { get; init; } = [];
        public List<string> Asked { get; init; } = [];
    }
}
