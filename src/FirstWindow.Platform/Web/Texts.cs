namespace FirstWindow.Platform.Web;

/// <summary>The platform's own texts, and the titles of all refusals.</summary>
public static class Texts
{
    /// <summary>Navigation, roles, common words.</summary>
    public static readonly TextSource Common = new(typeof(Texts));

    /// <summary>Title of a refusal for people; a general one where none was written.</summary>
    public static string TitleOf(string errorCode) => Common.Find("error." + errorCode) ?? Common["error.general"];
}
