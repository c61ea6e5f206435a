using FirstWindow.Language.Normal;
using FirstWindow.Language.Rules;

namespace FirstWindow.Language.Reading;

/// <summary>The strongest feeling of a text, and how angry and how negative it is, each 0 to 1.</summary>
internal sealed record Emotion(string Name, double Anger, double Negative);

/// <summary>Feelings from <c>packs/emotion.yaml</c> and <c>packs/signals.yaml</c>.</summary>
internal sealed class EmotionRules(RulePack signals, RulePack emotions, AngerModel angerModel)
{
    private const double FeltFrom = 0.35;

    public IReadOnlyList<Rule> Rules => emotions.Rules;

    public Emotion Read(NormalText text)
    {
        var found = emotions.Find(text);
        var others = signals.Find(text);
        var anger = Intensified(text.Original, angerModel.Of(text, others));
        var complaint = Chance.Of(others, "complaint");
        var distress = Chance.Of(others, "distress");
        var (sad, fear, surprise, happy) = (Chance.Of(found, "sad"), Math.Max(Chance.Of(found, "fear"), distress * 0.9),
            Chance.Of(found, "surprise"), Chance.Of(found, "happy"));

        // Grievance without a swear word is still a shade of anger; thanks take some of it away.
        anger = Math.Round(Math.Clamp(anger + 0.45 * complaint * (1 - anger) - 0.2 * happy, 0, 1), 4);
        var negative = Math.Round(1 - (1 - anger) * (1 - 0.8 * sad) * (1 - 0.7 * fear) * (1 - 0.3 * surprise), 4);
        (string Name, double Strength)[] all =
            [
                ("angry", anger), ("sad", sad), ("fear", fear), ("surprise", surprise * 0.85),
                ("happy", happy * (1 - anger)),
            ];
        var strongest = all.MaxBy(e => e.Strength);
        return new(strongest.Strength >= FeltFrom ? strongest.Name : "neutral", anger, negative);
    }

    // Exclamation and capitals make an angry text angrier, a calm one not.
    private static double Intensified(string text, double anger)
    {
        var shouts = Math.Min(text.Count(c => c is '!' or '!'), 5);
        return anger + (1 - anger) * Math.Min(0.08 * shouts, 0.3) * (anger > 0 ? 1 : 0.4);
    }
}
