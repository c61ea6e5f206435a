using FirstWindow.Platform.Web;

namespace FirstWindow.Knowledge.Pages;

/// <summary>Texts of the public pages.</summary>
internal static class HelpText
{
    public static readonly TextSource H = new(typeof(HelpText));

    /// <summary>The order in which product lines are shown.</summary>
    public static readonly IReadOnlyList<string> Lines =
        ["cards", "savings", "transfers", "ebanking", "fees", "loans", "wealth", "fx", "security", "special"];

    /// <summary>Name of a product line.</summary>
    public static string LineName(string line) => KnowledgeText.T.Find("line." + line) ?? line;
}
