using FirstWindow.Platform.Web;

namespace FirstWindow.Staff.Pages;

/// <summary>Texts of the review of rights and of those who leave.</summary>
internal static class ReviewText
{
    public static readonly TextSource T = new(typeof(ReviewText));
}
