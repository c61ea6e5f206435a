namespace FirstWindow.Platform.Web.Pages;

/// <summary>Texts of the page of bulletins.</summary>
internal static class BulletinText
{
    public static readonly TextSource T = new(typeof(BulletinText));
}
