namespace FirstWindow.Knowledge.Contracts;

/// <summary>An approved article as it is shown: which version, from which source, last reviewed when.</summary>
public sealed record PublishedArticle(
    Guid VersionId, string Slug, string Locale, int Version, string Line, string Scene, string Title, string Body,
    string Source,
    DateOnly ReviewedOn)
{
    /// <summary>The city it holds in; none when it holds everywhere.</summary>
    public string? City { get; init; }

    /// <summary>Slug of the general article it stands in for, in its city.</summary>
    public string? CityOf { get; init; }

    /// <summary>First day it may be told.</summary>
    public DateOnly? ValidFrom { get; init; }

    /// <summary>Last day it may be told.</summary>
    public DateOnly? ValidUntil { get; init; }

    /// <summary>Whether it may be told on a day.</summary>
    public bool HoldsOn(DateOnly day) => !(day < ValidFrom) && !(day > ValidUntil);
}

/// <summary>What the knowledge says to a question.</summary>
public enum Verdict
{
    /// <summary>One article answers it.</summary>
    Sure,

    /// <summary>It is one of a few.</summary>
    Choices,

    /// <summary>Nothing fits well enough.</summary>
    Unknown,
}

/// <summary>An answer from the knowledge: the article, or the choices, best first.</summary>
public sealed record KnowledgeAnswer(Verdict Verdict, double Confidence, IReadOnlyList<PublishedArticle> Articles);

/// <summary>The bank's approved knowledge.</summary>
public interface IKnowledge
{
    /// <summary>Looks for an answer in the language of the conversation; where the text names a city that the article
    /// has a bundle for, the answer is that bundle.</summary>
    KnowledgeAnswer Ask(string text, string locale);

    /// <summary>An approved article by its slug; Chinese where there is no English, the general one where a city's is
    /// out of date.</summary>
    PublishedArticle? Find(string slug, string locale);

    /// <summary>What stands in for a general article in single cities today.</summary>
    IReadOnlyList<PublishedArticle> CitiesOf(PublishedArticle article);

    /// <summary>Articles nearest to what is being typed, for a person to choose from.</summary>
    IReadOnlyList<PublishedArticle> Search(string text, string locale, int most);
}
