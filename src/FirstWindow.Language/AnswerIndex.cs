using FirstWindow.Language.Answers;

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

/// <summary>An article that may answer, with its score from 0 to 1.</summary>
public readonly record struct Candidate(string ArticleId, double Score);

/// <summary>Finds the articles that answer a question. Never changes, so any number of threads may ask it.</summary>
public sealed class AnswerIndex
{
    private const int OfferedMax = 4;

    private readonly ArticleSearch search;

    private AnswerIndex(ArticleSearch search) => this.search = search;

    /// <summary>Builds the index; the articles' order settles ties.</summary>
    public static AnswerIndex Build(IReadOnlyCollection<IndexedArticle> articles)
    {
        ArgumentNullException.ThrowIfNull(articles);
        return new(new ArticleSearch([.. articles]));
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
        return new(search.With(changed, removed));
    }

    /// <summary>
    /// Answers one question: up to 10 candidates, or the 2 to 4 worth asking about when it is unclear.
    /// </summary>
    public Answering Ask(string text)
    {
        var answering = Rank(text);
        return answering.Decision == Decision.Clarify
            ? answering with { Candidates = [.. answering.Candidates.Take(OfferedMax)] }
            : answering;
    }

    /// <summary>The same with all of the up to 10 candidates, whatever the decision.</summary>
    internal Answering Rank(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return AnswerDecision.Of(text, search.Find(text));
    }
}
