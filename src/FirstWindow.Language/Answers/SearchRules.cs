using FirstWindow.Language.Rules;

namespace FirstWindow.Language.Answers;

/// <summary>
/// How articles and questions are compared: by which words, and what each part of an article and each kind of feature
/// counts (<c>packs/answers.yaml</c>).
/// </summary>
internal sealed class SearchRules(Lexicon words, Weights weights)
{
    public Lexicon Words => words;

    public float Title { get; } = (float)weights["title"];

    public float Questions { get; } = (float)weights["questions"];

    public float Answer { get; } = (float)weights["answer"];

    public float LengthShare { get; } = (float)weights["length_share"];

    public float Saturation { get; } = (float)weights["saturation"];

    public float Character { get; } = (float)weights["character"];

    public float Concept { get; } = (float)weights["concept"];

    public float Word { get; } = (float)weights["word"];

    public float WordPair { get; } = (float)weights["word_pair"];

    public float CharacterPair { get; } = (float)weights["character_pair"];

    /// <summary>How much of a score is the likeness to a title or known question.</summary>
    public float LikenessShare { get; } = (float)weights["likeness_share"];

    /// <summary>How far words that no article holds count against all.</summary>
    public float UnknownShare { get; } = (float)weights["unknown_share"];
}
