using FirstWindow.Language.Normal;
using FirstWindow.Language.Reading;

namespace FirstWindow.Language;

/// <summary>How a customer feels, and whether something went wrong for them.</summary>
/// <param name="Emotion">angry, sad, fear, surprise, happy or neutral.</param>
/// <param name="Negative">0 to 1: how far the feeling is a bad one.</param>
/// <param name="IsGrievance">A complaint is made, announced or plainly meant.</param>
public sealed record Mood(string Emotion, double Negative, bool IsGrievance)
{
    /// <summary>Reads the mood of a customer's words.</summary>
    public static Mood Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var normal = NormalText.Of(text);
        var emotion = EmotionRules.Shipped.Read(normal);
        return new(emotion.Name, emotion.Negative, ComplaintRules.Shipped.Read(normal).IsComplaint);
    }
}
