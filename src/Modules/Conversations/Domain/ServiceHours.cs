using FirstWindow.Platform.Calendar;

namespace FirstWindow.Conversations.Domain;

/// <summary>When people answer: from one hour to another, on working days or on every day. A pure value, in the bank's
/// time zone.</summary>
internal sealed record ServiceHours(int From, int Until, bool OnEveryDay)
{
    /// <summary>Whether people answer at that moment.</summary>
    public bool IsOpen(BankCalendar calendar, DateTimeOffset at)
    {
        var hour = at.ToOffset(BankCalendar.Zone).Hour;
        return (OnEveryDay || calendar.IsWorkday(BankCalendar.DateOf(at))) && hour >= From && hour < Until;
    }
}
