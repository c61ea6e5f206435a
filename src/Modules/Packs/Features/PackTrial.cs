using FirstWindow.Language;
using FirstWindow.Packs.Contracts;
using FirstWindow.Packs.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;

namespace FirstWindow.Packs.Features;

/// <summary>A place a pack finds, with its words.</summary>
public sealed record FoundPlace(string Rule, string Kind, string Words);

/// <summary>What the pack in force and the proposed one find in a text.</summary>
public sealed record PackTrial(IReadOnlyList<FoundPlace> Now, IReadOnlyList<FoundPlace> Then);

/// <summary>How often a rule is found.</summary>
public sealed record RuleImpact(string Rule, int Now, int Then);

/// <summary>A text that is read differently, masked.</summary>
public sealed record ChangedText(string Text, IReadOnlyList<string> Gone, IReadOnlyList<string> Added);

/// <summary>What a change would have done to recent texts.</summary>
/// <param name="Texts">How many were read.</param>
/// <param name="Now">In how many the pack in force finds something.</param>
/// <param name="Then">In how many the proposed one does.</param>
/// <param name="Changed">How many are read differently.</param>
/// <param name="Rules">The rules whose counts differ.</param>
/// <param name="Examples">Some of the changed texts.</param>
public sealed record PackImpact(
    int Texts, int Now, int Then, int Changed, IReadOnlyList<RuleImpact> Rules, IReadOnlyList<ChangedText> Examples);

/// <summary>Tries a text of a pack before it is proposed.</summary>
internal sealed class PackTrials(PackBook book, IRecentTexts recent, IShownArticles articles)
{
    private const int TextsMax = 500;
    private const int ExamplesMax = 20;
    private const int RulesMax = 100;

    /// <summary>What both find in one text.</summary>
    public async Task<Result<PackTrial>> TryAsync(string pack, string content, string text, CancellationToken ct)
    {
        var proposed = await ProposedAsync(pack, content, ct);
        if (proposed.Error is { } refused)
        {
            return refused;
        }

        var (now, then) = await BothAsync(pack, proposed.Value!, ct);
        return new PackTrial(Places(now, text), Places(then, text));
    }

    /// <summary>What a change would have done to the newest texts. They are read in full and shown masked.</summary>
    public async Task<Result<PackImpact>> PreviewAsync(
        string pack, string content, Actor actor, CancellationToken ct)
    {
        var proposed = await ProposedAsync(pack, content, ct);
        if (proposed.Error is { } refused)
        {
            return refused;
        }

        var byAgents = PackFacts.Of(pack)!.Reads is PackReads.Replies;
        var texts = await recent.ReadAsync(byAgents, TextsMax, actor, pack, ct);
        var (now, then) = await BothAsync(pack, proposed.Value!, ct);
        var read = texts.Select(t => (t.Masked, Now: Rules(now, t.Text), Then: Rules(then, t.Text))).ToList();
        var changed = read.Where(r => !r.Now.SequenceEqual(r.Then)).ToList();
        var rules = read.SelectMany(r => r.Now).Concat(read.SelectMany(r => r.Then)).Distinct()
            .Select(rule => new RuleImpact(
                rule, read.Count(r => r.Now.Contains(rule)), read.Count(r => r.Then.Contains(rule))))
            .Where(r => r.Now != r.Then).OrderByDescending(r => Math.Abs(r.Then - r.Now)).Take(RulesMax).ToList();
        return new PackImpact(
            read.Count, read.Count(r => r.Now.Count > 0), read.Count(r => r.Then.Count > 0), changed.Count, rules,
            [.. changed.Take(ExamplesMax).Select(c => new ChangedText(
                c.Masked, [.. c.Now.Except(c.Then)], [.. c.Then.Except(c.Now)]))]);
    }

    private async Task<Result<PackSet>> ProposedAsync(string pack, string content, CancellationToken ct)
    {
        if (PackFacts.Of(pack) is null)
        {
            return PackErrors.NotFound;
        }

        return PackBook.Check(pack, content) is { Count: > 0 } faults ? PackErrors.Bad(faults)
            : (await book.FreshAsync(ct)).Set.With(pack, content);
    }

    private delegate IEnumerable<PackFinding> Finder(string text);

    // The finder by the pack in force and by the proposed one. How articles are found shows in what they answer.
    private async Task<(Finder Now, Finder Then)> BothAsync(string pack, PackSet proposed, CancellationToken ct)
    {
        if (pack != AnswerIndex.Pack)
        {
            return (OfPack(book.Current), OfPack(proposed));
        }

        var (shown, limits) = (await articles.ReadAsync(ct), articles.Limits);
        return (OfAnswers(book.Current), OfAnswers(proposed));

        Finder OfPack(PackSet set) => text => set.FindBy(pack, text);

        Finder OfAnswers(PackSet set)
        {
            var index = AnswerIndex.Build(shown, set);
            return text => set.FindBy(pack, text).Concat(Given(index.Ask(text, limits), text));
        }
    }

    private static IEnumerable<PackFinding> Given(Answering answering, string text) => answering.Decision switch
    {
        Decision.Answer => [new(answering.Candidates[0].ArticleId, "answer", 0, text.Length)],
        Decision.Clarify => answering.Candidates.Select(c => new PackFinding(c.ArticleId, "choice", 0, text.Length)),
        _ => [],
    };

    private static IReadOnlyList<FoundPlace> Places(Finder find, string text) =>
        [.. find(text).Select(f => new FoundPlace(f.Rule, f.Kind, text.Substring(f.Start, f.Length)))];

    // With severity or weight: a rule that counts otherwise than before is a change too.
    private static List<string> Rules(Finder find, string text) =>
        [.. find(text).Select(f => $"{f.Rule} ({f.Kind})").Distinct().Order(StringComparer.Ordinal)];
}
