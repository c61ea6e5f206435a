namespace FirstWindow.Language.Classifying;

/// <summary>
/// Numbers of names that models were fitted with: an edited pack may reorder, drop and add names, and each model still
/// reads what it has learnt.
/// </summary>
internal sealed class StableNumbers
{
    private readonly Dictionary<string, int> numbers = [];

    /// <param name="fitted">The names in the order in which the models met them.</param>
    public StableNumbers(IEnumerable<string> fitted)
    {
        foreach (var name in fitted)
        {
            numbers.TryAdd(name, numbers.Count);
        }
    }

    /// <summary>How many numbers there are.</summary>
    public int Count => numbers.Count;

    /// <summary>The number of a name; the next one if it is new.</summary>
    public int Of(string name)
    {
        numbers.TryAdd(name, numbers.Count);
        return numbers[name];
    }
}
