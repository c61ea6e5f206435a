using FirstWindow.Language;
using FirstWindow.Language.Answers;
using FirstWindow.Language.Classifying;
using FirstWindow.Language.Etiquette;
using FirstWindow.Language.Normal;
using FirstWindow.Language.Reading;
using FirstWindow.Language.Rules;

namespace FirstWindow.Training;

/// <summary>How good each reading is on texts kept from it, as docs/language.md reports.</summary>
internal static class Judgement
{
    public static void Print(Texts texts, string root, string[] names)
    {
        var all = new Dictionary<string, Action<Texts>>
        {
            ["fraud"] = Fraud,
            ["kinds"] = Kinds,
            ["tone"] = Tone,
            ["anger"] = Anger,
            ["domain"] = Domain,
            ["scope"] = Scope,
            ["offence"] = Offence,
            ["numbers"] = _ => PersonalJudgement.Numbers(),
            ["names"] = PersonalJudgement.Names,
            ["retrieval"] = Retrieval,
            ["bare"] = Bare,
            ["common"] = t => new CommonQuestions(t, root).Print(),
            ["intents"] = Intents,
            ["apart"] = ApartJudgement.Print,
        };
        foreach (var (name, judge) in all.Where(j => names.Length == 0 || names.Contains(j.Key)))
        {
            judge(texts);
        }
    }

    private static void Fraud(Texts texts)
    {
        var model = SmallModel.Fraud(texts);
        var judged = new FraudRules(RulePack.Shipped("fraud.yaml"), new(model.Judged));
        Ranked("fraud, signs and model", model.Kept, t => judged.Read(NormalText.Of(t, Lexicon.AsShipped)).Score);
    }

    // How frauds are told of: the odd rows may be looked at, the even ones are only counted.
    private static void Kinds(Texts texts)
    {
        var rows = texts.Rows("fraud-kinds").Select(row => (Kind: row[0], Text: row[1]))
            .Concat(texts.Lines("fraud-reports.apart").Select(text => (Kind: "report", Text: text)))
            .Concat(texts.Lines("fraud.held").Select(text => (Kind: "in-progress of fraud.held", Text: text)))
            .Concat(texts.Lines("fraud.apart").Select(text => (Kind: "in-progress of fraud.apart", Text: text))).ToList();
        foreach (var kind in rows.GroupBy(r => r.Kind))
        {
            string Told(string text) => KindOf(text) switch
            {
                FraudKind.InProgress => "in-progress",
                FraudKind.Report => "report",
                FraudKind.Question => "question",
                _ => "none",
            };
            var odd = kind.Where((_, i) => i % 2 == 0).Select(r => (r.Text, Told: Told(r.Text))).ToList();
            Share($"{kind.Key}, looked at", odd, r => kind.Key.StartsWith(r.Told, StringComparison.Ordinal));
            odd.Where(r => !kind.Key.StartsWith(r.Told, StringComparison.Ordinal)).ToList()
                .ForEach(r => Console.WriteLine($"  {r.Told}: {r.Text}"));
            Share($"{kind.Key}, only counted", [.. kind.Where((_, i) => i % 2 == 1)],
                r => r.Kind.StartsWith(Told(r.Text), StringComparison.Ordinal));
        }

        List<string> genuine = [.. texts.Lines("no-fraud.held"), .. texts.Lines("no-fraud.apart"), .. texts.Lines("no-fraud"),
            .. texts.Questions(kept: true, fraudToo: false), .. texts.Questions(kept: false, fraudToo: false), .. texts.Banking77().Select(b => b.Text)];
        Share("genuine questions taken for a report", genuine,
            text => KindOf(text) == FraudKind.Report);
        genuine.Where(text => KindOf(text) == FraudKind.Report).ToList()
            .ForEach(text => Console.WriteLine("  " + text));
    }

    private static FraudKind KindOf(string text) =>
        PackSet.Shipped.Frauds.Read(NormalText.Of(text, Lexicon.AsShipped)).Kind;

    private static void Tone(Texts texts)
    {
        var model = SmallModel.Tone(texts);
        var judged = model.Judged();
        Ranked("cold replies, model alone", model.Kept, t => judged.Score(ColdTone.FeaturesOf(t)));
        var rules = new ReplyRules(RulePack.Shipped("etiquette.yaml"), Jargon.Parse(PackFile.Text(JargonPack.File), Lexicon.AsShipped), new ColdTone(new(() => judged)));
        var yes = model.Kept.Where(k => k.Yes).ToList();
        var no = model.Kept.Where(k => !k.Yes).ToList();
        Share("cold replies found", yes, k => IsFlagged(rules, k.Text));
        Share("polite replies flagged", no, k => IsFlagged(rules, k.Text));
        yes.Where(k => !IsFlagged(rules, k.Text)).ToList().ForEach(k => Console.WriteLine("  missed: " + k.Text));
        no.Where(k => IsFlagged(rules, k.Text)).Take(30).ToList().ForEach(k => Console.WriteLine("  flagged: " + k.Text));
    }

    private static bool IsFlagged(ReplyRules rules, string text) =>
        rules.Check(NormalText.Of(text, Lexicon.AsShipped), new ReplyContext()).Any(f => f.Severity != "coach");

    private static void Anger(Texts texts)
    {
        var model = SmallModel.Anger(texts);
        var judged = new AngerModel(new(model.Judged));
        var emotions = new EmotionRules(RulePack.Shipped("signals.yaml"), RulePack.Shipped("emotion.yaml"), judged);
        Ordered("anger", model.Kept, t => emotions.Read(NormalText.Of(t, Lexicon.AsShipped)).Anger);
    }

    // Out of scope, at the score that keeps 95 of 100 bank questions.
    private static void Domain(Texts texts)
    {
        var model = SmallModel.Domain(texts);
        var judged = model.Judged();
        var least = model.Kept.Where(k => k.Yes).Select(k => judged.Score(k.Text)).Order()
            .ElementAt(model.Kept.Count(k => k.Yes) / 20);
        Share("other matters rejected", [.. model.Kept.Where(k => !k.Yes)], k => judged.Score(k.Text) < least);
    }

    // The same by the confidence of the whole answer: every question asked without being known, other matters beside it.
    private static void Scope(Texts texts)
    {
        var decision = new AnswerDecision(
            SmallModel.Domain(texts).Judged(), PackSet.Shipped.RulesOf(AnswerIndex.Pack).Weights);
        var articles = texts.Articles();
        var index = AnswerIndex.Build(
            [.. articles.Select(a => a with { Questions = [.. a.Questions.Skip(1)] })], decision, PackSet.Shipped);
        var bank = articles.Where((_, i) => i % 5 == 0).Select(a => index.Rank(a.Questions[0])).ToList();
        var least = bank.Select(a => a.Confidence).Order().ElementAt(bank.Count / 20);
        foreach (var list in (string[])["chit-chat.held", "chit-chat.apart"])
        {
            var others = texts.Lines(list).Select(t => (Text: t, index.Rank(t).Confidence, index.Rank(t).Decision)).ToList();
            Share($"other matters of {list} rejected by confidence (from {least:F3})", others, o => o.Confidence < least);
            Share("  of them with decision answer", others, o => o.Decision == Decision.Answer);
            others.Where((o, i) => o.Confidence >= least && i % 2 == 0).ToList().ForEach(o => Console.WriteLine($"  {o.Confidence:F3} {o.Text}"));
        }
    }

    private static void Ordered(string what, List<(string Text, bool Yes)> kept, Func<string, double> score)
    {
        var scored = kept.Select(k => (k.Text, k.Yes, Score: score(k.Text))).ToList();
        var pairs = scored.Where(k => k.Yes).SelectMany(y => scored.Where(k => !k.Yes).Select(n =>
            y.Score > n.Score ? 1 : y.Score < n.Score ? 0 : 0.5));
        Console.WriteLine($"{what}: area under the curve {pairs.Average():F3} of {kept.Count}");
        scored.Where(k => k.Yes).OrderBy(k => k.Score).Take(6).Concat(scored.Where(k => !k.Yes)
            .OrderByDescending(k => k.Score).Take(6)).ToList()
            .ForEach(k => Console.WriteLine($"  {k.Score:F3} {k.Text}"));
    }

    private static void Offence(Texts texts)
    {
        var model = SmallModel.Offence(texts);
        var judged = model.Judged();
        Share("offence right", model.Kept, k => judged.Score(k.Text) >= 0.5 == k.Yes);
    }

    // Each article loses one of its questions, which is then asked; five rounds.
    private static void Retrieval(Texts texts)
    {
        var articles = texts.Articles();
        var (asked, first, three, answers, rightAnswers, plain) = (0, 0, 0, 0, 0, 0);
        for (var round = 0; round < 5; round++)
        {
            List<IndexedArticle> left =
                [.. articles.Select(a => a with { Questions = [.. a.Questions.Where((_, i) => i != round)] })];
            var index = AnswerIndex.Build(left);
            var baseline = new BigramBm25(left, a => a.Title + "\n" + string.Join('\n', a.Questions) + "\n" + a.Answer);
            foreach (var article in articles.Where(a => a.Questions.Count > round))
            {
                var found = index.Rank(article.Questions[round]);
                var at = found.Candidates.ToList().FindIndex(c => c.ArticleId == article.Id);
                asked++;
                plain += baseline.Best(article.Questions[round]) == article.Id ? 1 : 0;
                first += at == 0 ? 1 : 0;
                three += at is >= 0 and < 3 ? 1 : 0;
                answers += found.Decision == Decision.Answer ? 1 : 0;
                rightAnswers += found.Decision == Decision.Answer && at == 0 ? 1 : 0;
            }
        }

        Console.WriteLine($"retrieval: {asked} asked, first {(double)first / asked:P1}, among three "
            + $"{(double)three / asked:P1} (BM25 first {(double)plain / asked:P1}); answer {answers}, right {(double)rightAnswers / answers:P1}");
    }

    // All questions of every fifth article, to an index that knows titles and answers only.
    private static void Bare(Texts texts)
    {
        List<IndexedArticle> bare = [.. texts.Articles().Select(a => a with { Questions = [] })];
        var index = AnswerIndex.Build(bare);
        var baseline = new BigramBm25(bare, a => a.Title + "\n" + a.Answer);
        var titles = new BigramBm25(bare, a => a.Title);
        var asked = texts.Articles().SelectMany(a => a.Questions.Select(q => (a.Id, Question: q))).ToList();
        Share("bare retrieval right first", asked, q => index.Rank(q.Question).Candidates is [var c, ..] && c.ArticleId == q.Id);
        Share("  BM25 on titles and answers", asked, q => baseline.Best(q.Question) == q.Id);
        Share("  BM25 on titles", asked, q => titles.Best(q.Question) == q.Id);
    }

    private static void Intents(Texts texts)
    {
        var rows = texts.Banking77();
        var order = Enumerable.Range(0, rows.Count).ToArray();
        new Random(7).Shuffle(order);
        var (right, all) = (0, 0);
        for (var fold = 0; fold < 5; fold++)
        {
            var model = IntentTraining.Train([.. order.Where((_, i) => i % 5 != fold).Select(i => rows[i])]);
            var kept = order.Where((_, i) => i % 5 == fold).Select(i => rows[i]).ToList();
            right += kept.AsParallel().Count(r => model.Read(r.Text, 1)[0].Name == r.Intent);
            all += kept.Count;
        }

        Console.WriteLine($"intents: {(double)right / all:P2} of {all}");
    }

    private static void Ranked(string what, List<(string Text, bool Yes)> kept, Func<string, double> score)
    {
        var scored = kept.Select(k => (k.Text, k.Yes, Score: score(k.Text))).OrderByDescending(k => k.Score).ToList();
        var no = scored.Where(k => !k.Yes).ToList();
        var yes = scored.Where(k => k.Yes).ToList();
        var least = no[no.Count / 100].Score;
        Console.WriteLine($"{what}: {yes.Count(k => k.Score > least)} of {yes.Count} found at one false alarm in a "
            + $"hundred of {no.Count} (from {least:F3})");
        yes.Where(k => k.Score <= least).ToList().ForEach(k => Console.WriteLine($"  missed {k.Score:F3}: {k.Text}"));
        no.Take(no.Count / 100 + 1).ToList().ForEach(k => Console.WriteLine($"  false {k.Score:F3}: {k.Text}"));
    }

    private static void Share<T>(string what, List<T> all, Func<T, bool> holds)
    {
        var count = all.Count(holds);
        var share = (double)count / all.Count;
        var half = 1.96 * Math.Sqrt(share * (1 - share) / all.Count);
        Console.WriteLine($"{what}: {count} of {all.Count} ({share:P1} ± {half:P1})");
    }
}
