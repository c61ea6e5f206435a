using FirstWindow.Platform.Web;

namespace FirstWindow.Staff.Pages;

/// <summary>Texts of the pledge and of the locked desk.</summary>
internal static class PledgeText
{
    public static readonly TextSource T = new(typeof(PledgeText));
}
