namespace FirstWindow.Platform.Web.Pages;

/// <summary>Texts of the alarms on conduct.</summary>
internal static class ConductText
{
    public static readonly TextSource T = new(typeof(ConductText));
}
