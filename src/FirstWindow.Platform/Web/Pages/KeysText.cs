namespace FirstWindow.Platform.Web.Pages;

/// <summary>Texts of the page about keys.</summary>
internal static class KeysText
{
    public static readonly TextSource T = new(typeof(KeysText));
}
