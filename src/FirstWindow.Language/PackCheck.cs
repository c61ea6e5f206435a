using FirstWindow.Language.Rules;

namespace FirstWindow.Language;

/// <summary>Why a pack is refused.</summary>
/// <param name="Line">Line of the pack, from 1.</param>
/// <param name="Code">Stable name of the reason, e.g. <c>example-not-found</c>.</param>
/// <param name="About">The word, pattern or example it is about; may be empty.</param>
public sealed record PackFault(int Line, string Code, string About);

/// <summary>How the texts kept for one reading are read.</summary>
/// <param name="Name">fraud, anger, tone, matter or answers.</param>
/// <param name="Now">How many rightly with the shipped packs.</param>
/// <param name="Then">How many with the edited one.</param>
/// <param name="Of">How many there are.</param>
/// <param name="WorseMost">By which share of all it may be worse, 0 to 1.</param>
public sealed record HeldResult(string Name, int Now, int Then, int Of, double WorseMost)
{
    /// <summary>Whether it is worse by more than that.</summary>
    public bool IsTooLow => Now - Then > WorseMost * Of;
}

/// <summary>
/// Says whether a pack may take the place of the one in force: well written, its rules with names of their own, its
/// patterns quick whatever the text, every example found and every counter-example not.
/// </summary>
public static class PackCheck
{
    /// <summary>Longest pack.</summary>
    public const int CharsMax = 80_000;

    private const int FaultsMax = 50;

    /// <summary>Everything that is wrong, in the order of the lines; none when the pack may hold.</summary>
    /// <param name="name">Which pack it is to replace.</param>
    /// <param name="yaml">Its text.</param>
    /// <param name="isClause">Whether the rulebook has a clause; all are taken for known when left out.</param>
    public static IReadOnlyList<PackFault> Find(string name, string yaml, Func<string, bool>? isClause = null)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        if (PackFacts.Of(name) is not { } pack)
        {
            return [new(1, "unknown-pack", name)];
        }

        if (yaml.Length > CharsMax)
        {
            return [new(1, "too-long", FormattableString.Invariant($"{yaml.Length}/{CharsMax}"))];
        }

        var lines = PackLines.Read(yaml, out var faults);
        if (lines is not null)
        {
            faults = pack.HasRules ? RulePackCheck.Find(pack, yaml, lines, isClause ?? (_ => true))
                : pack.IsOfLexicon ? LexiconCheck.Find(pack, yaml, lines)
                : TermPackCheck.Find(pack, yaml, lines);
        }

        return [.. faults.OrderBy(f => f.Line).Take(FaultsMax)];
    }

    /// <summary>How the texts kept for the models are read with a pack of the lexicon that has passed
    /// <see cref="Find"/>, beside the shipped one; nothing for a pack of rules.</summary>
    public static IReadOnlyList<HeldResult> Judge(string name, string yaml) =>
        PackFacts.Of(name) is { IsOfLexicon: true } ? HeldTexts.Judge(PackSet.Shipped.With(name, yaml)) : [];
}
