using FirstWindow.Platform.Web;

namespace FirstWindow.Routing.Pages;

/// <summary>Texts of the queues.</summary>
internal static class QueueText
{
    public static readonly TextSource T = new(typeof(QueueText));
}
