using FirstWindow.Platform.Web;

namespace FirstWindow.Conversations.Pages;

/// <summary>Texts of the pages on answers and fairness.</summary>
internal static class QualityText
{
    public static readonly TextSource T = new(typeof(QualityText));
}
