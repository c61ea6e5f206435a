namespace FirstWindow.Platform.Web.Pages;

/// <summary>What acts of the journal, and what they are about, are called by people.</summary>
internal static class ActText
{
    private static readonly TextSource T = new(typeof(ActText));

    /// <summary>Every act with its name.</summary>
    public static IReadOnlyDictionary<string, string> Names => T.StartingWith("act.");

    /// <summary>The name of an act; its code when an older version of the program wrote it.</summary>
    public static string NameOf(string act) => T.Find("act." + act) ?? act;

    /// <summary>The name of a kind of subject; its code where none was written.</summary>
    public static string KindOf(string kind) => T.Find("kind." + kind) ?? kind;
}
