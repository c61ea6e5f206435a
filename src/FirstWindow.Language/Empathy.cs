namespace FirstWindow.Language;

/// <summary>What an answer to a customer in distress holds.</summary>
/// <param name="IsFelt">It says sorry, or that the feeling is understood.</param>
/// <param name="IsPreview">It says what is done next.</param>
public sealed record Empathy(bool IsFelt, bool IsPreview);
