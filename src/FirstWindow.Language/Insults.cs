namespace FirstWindow.Language;

/// <summary>How far a text insults a person.</summary>
public enum Insult
{
    /// <summary>Nothing says so.</summary>
    None,

    /// <summary>It may hurt somebody; a person decides.</summary>
    Doubtful,

    /// <summary>A word of abuse.</summary>
    Plain,
}

/// <summary>Finds insults, whoever writes: a customer to an agent, or one colleague to another.</summary>
internal static class Insults
{
    private static readonly HashSet<string> RespectClauses = ["C2.1.1b", "C2.1.1c"];

    /// <summary>Rules of the pack of etiquette that name a word of abuse.</summary>
    public static IReadOnlySet<string> PlainRules { get; } = new HashSet<string> { "stupid", "are-you-ill", "shut-up" };

    /// <param name="findings">What the rules for replies find.</param>
    /// <param name="offence">The chance that it offends.</param>
    /// <param name="doubtfulFrom">From which chance on a person must look.</param>
    public static Insult Of(IReadOnlyList<Finding> findings, double offence, double doubtfulFrom)
    {
        var blocking = findings.Where(f => f.Severity == "block" && RespectClauses.Contains(f.Clause)).ToList();
        return blocking.Exists(f => PlainRules.Contains(f.Rule)) ? Insult.Plain
            : blocking.Count > 0 || offence >= doubtfulFrom ? Insult.Doubtful
            : Insult.None;
    }
}
