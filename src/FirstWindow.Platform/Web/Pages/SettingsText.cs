namespace FirstWindow.Platform.Web.Pages;

/// <summary>Texts of the page with the bank's settings.</summary>
internal static class SettingsText
{
    public static readonly TextSource T = new(typeof(SettingsText));
}
