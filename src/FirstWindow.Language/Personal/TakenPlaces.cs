namespace FirstWindow.Language.Personal;

/// <summary>Which characters of a text belong to an entity already; looked up in a time that does not grow with their
/// number.</summary>
internal sealed class TakenPlaces
{
    private readonly HashSet<int> places = [];

    public TakenPlaces(List<Entity> found) => found.ForEach(e => Take(e.Start, e.Length));

    /// <summary>Takes a span of which nothing is taken yet.</summary>
    public bool TryTake(int start, int length)
    {
        for (var at = start; at < start + length; at++)
        {
            if (places.Contains(at))
            {
                return false;
            }
        }

        Take(start, length);
        return true;
    }

    private void Take(int start, int length)
    {
        for (var at = start; at < start + length; at++)
        {
            places.Add(at);
        }
    }
}
