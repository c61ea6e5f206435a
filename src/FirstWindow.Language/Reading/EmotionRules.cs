using FirstWindow.Language.Normal;
using FirstWindow.Language.Rules;

namespace FirstWindow.Language.Reading;

/// <summary>The strongest feeling of a text, and how angry and how negative it is, each 0 to 1.</summary>
internal sealed record Emotion(string Name, double Anger, double Negative);

/// <summary>Feelings from <c>packs/emotion.yaml</c> and <c>packs/signals.yaml</c>.</summary>
internal sealed class EmotionRules(RulePack signals, RulePack emotions, AngerModel angerModel)
{
    private readonly Weights weights = emotions.Weights;

    public IReadOnlyList<Rule> Rules => emotions.Rules;

    public Emotion Read(NormalText text)
    {
        var found = emotions.Find(text);
        var others = signals.Find(text);
        var anger = Intensified(text.Original, angerModel.Of(text, others, weights["anger_model"]));
        var complaint = Chance.Of(others, "complaint");
        var distress = Chance.Of(others, "distress");
        var (sad, fear, surprise, happy) = (Chance.Of(found, "sad"),
            Math.Max(Chance.Of(found, "fear"), distress * weights["distress_as_fear"]),
            Chance.Of(found, "surprise"), Chance.Of(found, "happy"));

        // Grievance without a swear word is still a shade of anger; thanks take some of it away.
        anger = Math.Round(Math.Clamp(
            anger + weights["complaint_as_anger"] * complaint * (1 - anger) - weights["happy_calms"] * happy, 0, 1), 4);
        var negative = Math.Round(1 - (1 - anger) * (1 - weights["sad_is_negative"] * sad) * (1 - weights["fear_is_negative"] * fear)
            * (1 - weights["surprise_is_negative"] * surprise), 4);
        (string Name, double Strength)[] all =
            [
                ("angry", anger), ("sad", sad), ("fear", fear), ("surprise", surprise * weights["surprise_strength"]),
                ("happy", happy * (1 - anger)),
            ];
        var strongest = all.MaxBy(e => e.Strength);
        return new(strongest.Strength >= weights["felt_from"] ? strongest.Name : "neutral", anger, negative);
    }

    // Exclamation and capitals make an angry text angrier, a calm one not.
    private double Intensified(string text, double anger)
    {
        var shouts = Math.Min(text.Count(c => c is '!' or '!'), weights["shouts_most"]);
        return anger + (1 - anger) * Math.Min(weights["shout"] * shouts, weights["shouts_together"])
            * (anger > 0 ? 1 : weights["shout_in_calm"]);
    }
}
