using FirstWindow.Language.Rules;

namespace FirstWindow.Language;

/// <summary>Why a pack is refused.</summary>
/// <param name="Line">Line of the pack, from 1.</param>
/// <param name="Code">Stable name of the reason, e.g. <c>example-not-found</c>.</param>
/// <param name="About">The word, pattern or example it is about; may be empty.</param>
public sealed record PackFault(int Line, string Code, string About);

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
        if (PackFacts.Of(name) is not { IsEditable: true } pack)
        {
            return [new(1, "not-editable", name)];
        }

        if (yaml.Length > CharsMax)
        {
            return [new(1, "too-long", FormattableString.Invariant($"{yaml.Length}/{CharsMax}"))];
        }

        var lines = PackLines.Read(yaml, out var faults);
        if (lines is not null)
        {
            faults = pack.HasRules ? RulePackCheck.Find(pack, yaml, lines, isClause ?? (_ => true))
                : TermPackCheck.Find(pack, yaml, lines);
        }

        return [.. faults.OrderBy(f => f.Line).Take(FaultsMax)];
    }
}
