using FirstWindow.Platform.Web;

namespace FirstWindow.Knowledge.Pages;

/// <summary>Texts of the knowledge pages.</summary>
internal static class KnowledgeText
{
    public static readonly TextSource T = new(typeof(KnowledgeText));
}
