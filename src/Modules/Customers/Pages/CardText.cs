using FirstWindow.Platform.Web;

namespace FirstWindow.Customers.Pages;

/// <summary>Texts of the customers' pages.</summary>
internal static class CardText
{
    public static readonly TextSource T = new(typeof(CardText));
}
