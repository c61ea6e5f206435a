namespace FirstWindow.Platform.Web.Pages;

/// <summary>Texts of the maintenance calendar.</summary>
internal static class UpkeepText
{
    public static readonly TextSource T = new(typeof(UpkeepText));
}
