namespace FirstWindow.Platform.Web.Pages;

/// <summary>Texts of the page that imports files.</summary>
internal static class ImportText
{
    public static readonly TextSource T = new(typeof(ImportText));
}
