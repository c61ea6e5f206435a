namespace FirstWindow.Platform.Web.Pages;

/// <summary>Texts of the platform's pages.</summary>
internal static class PlatformText
{
    public static readonly TextSource T = new(typeof(PlatformText));
}
