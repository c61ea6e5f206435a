using FirstWindow.Platform.Web;

namespace FirstWindow.Staff.Pages;

/// <summary>Texts of the certificates.</summary>
internal static class CertificateText
{
    public static readonly TextSource T = new(typeof(CertificateText));
}
