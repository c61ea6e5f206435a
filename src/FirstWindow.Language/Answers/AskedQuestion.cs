namespace FirstWindow.Language.Answers;

/// <summary>One feature that was asked for: its weight by kind and rarity.</summary>
internal readonly record struct AskedFeature(uint Key, float Weight);

/// <summary>A question as it is searched for.</summary>
/// <param name="Features">Those that may occur in an article; of a long tale the most telling.</param>
/// <param name="Norm">Its length as a vector of weights.</param>
/// <param name="Total">The sum of its weights.</param>
internal readonly record struct AskedQuestion(AskedFeature[] Features, float Norm, float Total);
