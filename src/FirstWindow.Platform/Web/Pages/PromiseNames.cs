namespace FirstWindow.Platform.Web.Pages;

/// <summary>Names of kinds of promises, for every page that lists some.</summary>
public static class PromiseNames
{
    /// <summary>The name; its code where none was written.</summary>
    public static string NameOf(string kind) => PlatformText.T.Find("promises.kind." + kind) ?? kind;
}
