using FirstWindow.Language.Answers;
using FirstWindow.Language.Normal;

namespace FirstWindow.Language;

/// <summary>
/// An article as the index needs it: its title, its answer, and questions that customers asked for it.
/// </summary>
public sealed record IndexedArticle(string Id, string Title, string Answer, IReadOnlyList<string> Questions);

/// <summary>What to do with a question.</summary>
public enum Decision
{
    /// <summary>One article answers it.</summary>
    Answer,

    /// <summary>A few articles may; the customer chooses.</summary>
    Clarify,

    /// <summary>None does; a person is needed.</summary>
    Handoff,
}

/// <summary>
/// What the knowledge says to a question. Confidence is the chance, 0 to 1, that the first candidate is right.
/// </summary>
public sealed record Answering(Decision Decision, double Confidence, IReadOnlyList<Candidate> Candidates);

/// <summary>From which chance on the first article is the answer, and from which on the customer is asked to
/// choose.</summary>
public readonly record struct AnswerLimits(double Answer, double Clarify)
{
    /// <summary>As the figures of docs/language.md were taken.</summary>
    public static AnswerLimits Shipped { get; } = new(0.72, 0.25);
}

/// <summary>An article that may answer, with its score from 0 to 1.</summary>
public readonly record struct Candidate(string ArticleId, double Score);

/// <summary>Finds the articles that answer a question. Never changes, so any number of threads may ask it.</summary>
public sealed class AnswerIndex
{
    /// <summary>The pack of how articles are found.</summary>
    public const string Pack = "answers";

    private readonly ArticleSearch search;
    private readonly AnswerDecision decision;
    private readonly PackSet packs;

    private AnswerIndex(ArticleSearch search, AnswerDecision decision, PackSet packs) =>
        (this.search, this.decision, this.packs) = (search, decision, packs);

    /// <summary>Builds the index; the articles' order settles ties.</summary>
    /// <param name="articles">What is to be found.</param>
    /// <param name="packs">By which words and weights; as shipped if not given.</param>
    public static AnswerIndex Build(IReadOnlyCollection<IndexedArticle> articles, PackSet? packs = null)
    {
        ArgumentNullException.ThrowIfNull(articles);
        packs ??= PackSet.Shipped;
        return Build(articles, new(AnswerDecision.BankMatter, packs.RulesOf(Pack).Weights), packs);
    }

    internal static AnswerIndex Build(
        IReadOnlyCollection<IndexedArticle> articles, AnswerDecision decision, PackSet packs) =>
        new(new ArticleSearch([.. articles], packs.Search), decision, packs);

    /// <summary>Whether it reads by the same words and weights as a set of packs; after a change of those it is built
    /// anew.</summary>
    public bool ReadsBy(PackSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return packs.Words.IsSameAs(other.Words) && packs.TextOf(Pack) == other.TextOf(Pack);
    }

    /// <summary>So many articles have changed that an index built anew would find better.</summary>
    public bool IsWorn => search.IsWorn;

    /// <summary>
    /// The same index with articles added, replaced (by id) or taken away. It shares the rest with this one, so it
    /// takes as long as the articles changed since the index was built, however many there are.
    /// </summary>
    public AnswerIndex With(IReadOnlyCollection<IndexedArticle> changed, IReadOnlyCollection<string> removed)
    {
        ArgumentNullException.ThrowIfNull(changed);
        ArgumentNullException.ThrowIfNull(removed);
        return new(search.With(changed, removed), decision, packs);
    }

    /// <summary>
    /// Answers one question: up to 10 candidates, or the 2 to 4 worth asking about when it is unclear.
    /// </summary>
    /// <param name="text">The question.</param>
    /// <param name="limits">When it is sure enough; as shipped if not given.</param>
    public Answering Ask(string text, AnswerLimits? limits = null)
    {
        var answering = Rank(text, limits);
        return answering.Decision == Decision.Clarify
            ? answering with { Candidates = [.. answering.Candidates.Take(decision.OfferedMost)] }
            : answering;
    }

    /// <summary>The same with all of the up to 10 candidates, whatever the decision.</summary>
    internal Answering Rank(string text, AnswerLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return decision.Of(NormalText.Of(text, packs.Words), search.Find(text), limits ?? AnswerLimits.Shipped);
    }
}
