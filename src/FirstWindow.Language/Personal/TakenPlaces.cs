using System.Collections;

namespace FirstWindow.Language.Personal;

/// <summary>Which characters of a text belong to something found already. Asked once a place, however many there
/// are, so that a long list of names is read in a time proportional to its length.</summary>
internal sealed class TakenPlaces
{
    private readonly BitArray taken;

    public TakenPlaces(string text, List<Entity> found)
    {
        taken = new(text.Length);
        found.ForEach(e => Take(e.Start, e.Length));
    }

    /// <summary>Takes a place; false when part of it is taken.</summary>
    public bool TryTake(int start, int length)
    {
        for (var i = start; i < start + length; i++)
        {
            if (taken[i])
            {
                return false;
            }
        }

        Take(start, length);
        return true;
    }

    private void Take(int start, int length)
    {
        for (var i = start; i < start + length; i++)
        {
            taken[i] = true;
        }
    }
}
