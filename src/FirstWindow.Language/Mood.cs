namespace FirstWindow.Language;

/// <summary>How a customer feels, and whether something went wrong for them.</summary>
/// <param name="Emotion">angry, sad, fear, surprise, happy or neutral.</param>
/// <param name="Negative">0 to 1: how far the feeling is a bad one.</param>
/// <param name="IsGrievance">A complaint is made, announced or plainly meant.</param>
public sealed record Mood(string Emotion, double Negative, bool IsGrievance);
