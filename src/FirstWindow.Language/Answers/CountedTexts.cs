namespace FirstWindow.Language.Answers;

/// <summary>
/// The features of many texts laid end to end, each with the level of its weight, before they are turned over into
/// <see cref="Postings"/>.
/// </summary>
internal sealed class CountedTexts
{
    public List<uint> Keys { get; } = [];

    public List<byte> Levels { get; } = [];

    /// <summary>Where each text ends in the lists.</summary>
    public List<int> Ends { get; } = [];

    /// <summary>Takes over what the bag holds as the next text.</summary>
    public void Add(FeatureBag bag, Func<float, byte> levelOf)
    {
        for (var i = 0; i < bag.Count; i++)
        {
            Keys.Add(bag.KeyAt(i));
            Levels.Add(levelOf(bag.AmountAt(i)));
        }

        Ends.Add(Keys.Count);
    }
}
