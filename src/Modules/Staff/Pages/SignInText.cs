using FirstWindow.Platform.Web;

namespace FirstWindow.Staff.Pages;

/// <summary>Texts of the sign-in page.</summary>
internal static class SignInText
{
    public static readonly TextSource T = new(typeof(SignInText));
}
