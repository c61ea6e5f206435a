using FirstWindow.Language;

namespace FirstWindow.Training;

/// <summary>What a customer meets who asks a common question in words of their own.</summary>
internal enum Met
{
    Answered,
    AnsweredWrong,
    ChoicesWithIt,
    ChoicesWithoutIt,
    ToPerson,
    NotKnown,
}

/// <summary>
/// Asks the questions that callers of any bank ask most, each said in ten ways written before the articles were read,
/// and follows the assistant's way: signs of fraud, complaint and anger go to a person, then the articles are asked.
/// </summary>
internal sealed class CommonQuestions(Texts texts, string root)
{
    private const string WrongFile = "artifacts/common-questions-wrong.tsv";
    private const double StrongSignal = 0.7;

    private readonly AnswerIndex chinese = AnswerIndex.Build(texts.ShownArticles());
    private readonly AnswerIndex english = AnswerIndex.Build(texts.EnglishArticles());

    private sealed record Question(string Name, string Half, HashSet<string> Articles, bool IsForPerson);

    private sealed record Asked(Question Question, string Said, Met Met, string Given);

    public void Print()
    {
        var questions = texts.Rows("common-questions.answers").Select(row => new Question(
            row[0], row[1], [.. row[2].Split(',', StringSplitOptions.RemoveEmptyEntries)], row[3] == "person"))
            .ToDictionary(q => q.Name);
        var all = texts.Rows("common-questions").Select(row => Ask(questions[row[0]], row[1])).ToList();
        foreach (var (half, asked) in all.GroupBy(a => a.Question.Half).Select(g => (g.Key, g.ToList()))
            .Prepend(("all", all)))
        {
            PrintHalf(half, asked);
        }

        var wrong = all.Where(a => a.Met is not Met.Answered and not Met.ChoicesWithIt
            && !(a.Met is Met.ToPerson && a.Question.IsForPerson)).OrderBy(a => a.Met).ToList();
        Directory.CreateDirectory(Path.Combine(root, "artifacts"));
        File.WriteAllLines(Path.Combine(root, WrongFile), wrong.Select(a =>
            $"{a.Met}\t{a.Question.Half}\t{a.Question.Name}\t{a.Said}\t{a.Given}"));
        Console.WriteLine($"what was not answered right: {WrongFile}");
    }

    private Asked Ask(Question question, string said)
    {
        var signals = PackSet.Shipped.ReadSignals(said);
        if (signals.WantsPerson || signals.Complaint || signals.Fraud >= StrongSignal || signals.Anger >= StrongSignal)
        {
            return new(question, said, Met.ToPerson, "signals");
        }

        var index = said.Any(c => c >= '一') ? chinese : english;
        var wishes = PackSet.Shipped.SplitWishes(said);
        var several = wishes.Count < 2 ? [] : wishes.Select(w => index.Ask(w)).Where(a => a.Decision is Decision.Answer)
            .Select(a => a.Candidates[0].ArticleId).Distinct().ToList();
        if (several.Count > 1)
        {
            return Choices(question, said, several);
        }

        var answering = index.Ask(said);
        var given = answering.Candidates.Select(c => c.ArticleId).ToList();
        return answering.Decision switch
        {
            Decision.Answer => new(
                question, said, question.Articles.Contains(given[0]) ? Met.Answered : Met.AnsweredWrong, given[0]),
            Decision.Clarify => Choices(question, said, given),
            _ => new(question, said, Met.NotKnown, string.Join(',', given.Take(2))),
        };
    }

    private static Asked Choices(Question question, string said, List<string> given) => new(
        question, said, given.Exists(question.Articles.Contains) ? Met.ChoicesWithIt : Met.ChoicesWithoutIt,
        string.Join(',', given));

    // Ten phrasings of one question are not ten independent ones, so the interval is that of the questions' shares.
    private static void PrintHalf(string half, List<Asked> asked)
    {
        Console.WriteLine($"common questions, {half}: {asked.Count} phrasings of "
            + $"{asked.DistinctBy(a => a.Question).Count()} questions");
        foreach (var met in Enum.GetValues<Met>())
        {
            Share($"  {met}", asked, a => a.Met == met);
        }

        Share("  right: the answer, choices with it, or a person where one is needed", asked,
            a => a.Met is Met.Answered or Met.ChoicesWithIt || (a.Met is Met.ToPerson && a.Question.IsForPerson));
        var answers = asked.Where(a => a.Met is Met.Answered or Met.AnsweredWrong).ToList();
        Share("  of the answers, right", answers, a => a.Met is Met.Answered);
    }

    private static void Share(string what, List<Asked> asked, Func<Asked, bool> holds)
    {
        var count = asked.Count(holds);
        var share = (double)count / asked.Count;
        var groups = asked.GroupBy(a => a.Question).ToList();
        var spread = groups.Sum(g => Math.Pow(g.Count(holds) - share * g.Count(), 2)) * groups.Count
            / (groups.Count - 1);
        Console.WriteLine(
            $"{what}: {count} of {asked.Count} ({share:P1} ± {1.96 * Math.Sqrt(spread) / asked.Count:P1})");
    }
}
