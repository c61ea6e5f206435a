using FirstWindow.Platform.Web;

namespace FirstWindow.Conversations.Pages;

/// <summary>Texts of booked times.</summary>
internal static class AppointmentText
{
    public static readonly TextSource T = new(typeof(AppointmentText));
}
