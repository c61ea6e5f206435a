using FirstWindow.Language.Normal;
using FirstWindow.Language.Reading;
using FirstWindow.Language.Rules;

namespace FirstWindow.Language.Turns;

/// <summary>A message with what was read of it once.</summary>
internal sealed class HeardTurn
{
    private readonly HashSet<string> acts;

    public HeardTurn(Said said, int index, PackSet packs, Weights weights)
    {
        Said = said;
        Index = index;
        var normal = NormalText.Of(said.Text, packs.Words);
        acts = packs.Turns.ActsOf(normal);
        if (!said.ByAgent)
        {
            Emotion = packs.Emotions.Read(normal);
            IsGrievance = packs.Complaints.Read(normal).IsComplaint || Emotion.Anger >= weights["grievance_anger"];
            IsDistress = Emotion.Name is "sad" or "fear" && Emotion.Negative >= weights["distressed"];
        }
    }

    public Said Said { get; }

    public int Index { get; }

    public bool ByAgent => Said.ByAgent;

    /// <summary>The feeling; neutral for the agent.</summary>
    public Emotion Emotion { get; } = new("neutral", 0, 0);

    public bool IsGrievance { get; }

    public bool IsDistress { get; }

    public bool Does(string act) => acts.Contains(act);
}
