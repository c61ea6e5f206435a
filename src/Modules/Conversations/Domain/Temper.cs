using FirstWindow.Language;

namespace FirstWindow.Conversations.Domain;

/// <summary>A message, as far as the temper of a conversation goes; or a reply that was refused, without its
/// words.</summary>
internal readonly record struct Turn(Sender From, string Text, DateTimeOffset At, bool WasRefused = false);

/// <summary>How a conversation with a person stands: pure, from its last messages.</summary>
/// <param name="DistressedAt">The customer's words of distress that nobody has answered with empathy and the next step
/// yet.</param>
/// <param name="ComfortedAt">When the last distress was answered so.</param>
/// <param name="IsArgument">Customer and agent heat each other up.</param>
internal sealed record Temper(DateTimeOffset? DistressedAt, DateTimeOffset? ComfortedAt, bool IsArgument)
{
    private const double DistressFrom = 0.35;
    private const int ArgumentTurns = 8;
    private const int HeatedMin = 2;

    /// <summary>Reads the messages in their order.</summary>
    /// <param name="turns">The last messages.</param>
    /// <param name="packs">What they are read by.</param>
    /// <param name="settledAt">When a supervisor last settled an argument: what came before is over.</param>
    public static Temper Read(IReadOnlyList<Turn> turns, PackSet packs, DateTimeOffset? settledAt)
    {
        DateTimeOffset? distressedAt = null;
        DateTimeOffset? comfortedAt = null;
        var (isFelt, isPreview) = (false, false);
        foreach (var turn in turns)
        {
            if (turn.From is Sender.Customer && distressedAt is null && IsDistressed(turn.Text, packs))
            {
                (distressedAt, isFelt, isPreview) = (turn.At, false, false);
            }
            else if (turn.From is Sender.Agent && distressedAt is not null)
            {
                var empathy = packs.ReadEmpathy(turn.Text);
                (isFelt, isPreview) = (isFelt || empathy.IsFelt, isPreview || empathy.IsPreview);
                if (isFelt && isPreview)
                {
                    (distressedAt, comfortedAt) = (null, turn.At);
                }
            }
        }

        return new(distressedAt, comfortedAt, IsArguing([.. turns.Where(t => t.At > (settledAt ?? default))], packs));
    }

    /// <summary>Whether a customer's words tell of distress.</summary>
    public static bool IsDistressed(string text, PackSet packs) => packs.ReadMood(text).Negative >= DistressFrom;

    // Twice each, one after the other: a cold answer to an angry word, and again.
    private static bool IsArguing(List<Turn> turns, PackSet packs)
    {
        var last = turns.TakeLast(ArgumentTurns).ToList();
        var hot = last.Where(t => t.From is Sender.Customer && IsHot(t.Text, packs)).ToList();
        var cold = last.Where(t => t.From is Sender.Agent && (t.WasRefused || IsCold(t.Text, packs))).ToList();
        return hot.Count >= HeatedMin && cold.Count >= HeatedMin && hot[^1].At > cold[0].At;
    }

    private static bool IsHot(string text, PackSet packs) =>
        packs.ReadMood(text) is { Emotion: "angry", Negative: >= DistressFrom }
        || packs.ReadInsult(text) is not Insult.None;

    private static bool IsCold(string text, PackSet packs) =>
        packs.Check(text).Any(f => f.Severity is "warn" or "block");
}
