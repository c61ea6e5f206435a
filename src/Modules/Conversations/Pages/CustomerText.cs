using FirstWindow.Platform.Web;

namespace FirstWindow.Conversations.Pages;

/// <summary>Texts of the customer's page; those that begin with <c>js.</c> are handed to its script.</summary>
internal static class CustomerText
{
    public static readonly TextSource T = new(typeof(CustomerText));
}
