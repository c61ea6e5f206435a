using FirstWindow.Language.Etiquette;
using FirstWindow.Language.Reading;

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
public static class Insults
{
    private const double DoubtfulFrom = 0.9;
    private static readonly HashSet<string> PlainRules = ["stupid", "are-you-ill", "shut-up"];
    private static readonly HashSet<string> RespectClauses = ["C2.1.1b", "C2.1.1c"];

    /// <summary>Reads a text as it stands, without its context.</summary>
    public static Insult Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var blocking = ReplyRules.Shipped.Check(text, new ReplyContext())
            .Where(f => f.Severity == "block" && RespectClauses.Contains(f.Clause)).ToList();
        return blocking.Exists(f => PlainRules.Contains(f.Rule)) ? Insult.Plain
            : blocking.Count > 0 || OffenceModel.Read(text).Score >= DoubtfulFrom ? Insult.Doubtful
            : Insult.None;
    }
}
