using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Promises;
using FirstWindow.Routing.Contracts;

namespace FirstWindow.Conversations.Domain;

/// <summary>What a customer who does not hear, or does not speak, books.</summary>
internal enum AppointmentKind
{
    /// <summary>Somebody who signs, by video.</summary>
    Sign,

    /// <summary>Somebody who telephones in the customer's name and writes here what is said.</summary>
    Relay,
}

internal enum AppointmentState
{
    Booked,

    /// <summary>A colleague has begun it.</summary>
    Begun,

    Cancelled,
}

/// <summary>A time the bank has promised to a customer, in a conversation that both come back to.</summary>
internal sealed class Appointment
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public ConversationId Conversation { get; init; }

    public AppointmentKind Kind { get; private set; }

    public DateTimeOffset StartsAt { get; private set; }

    public AppointmentState State { get; private set; }

    public DateTimeOffset MadeAt { get; init; }

    /// <summary>Who began it.</summary>
    public StaffId? Agent { get; private set; }

    public void Set(AppointmentKind kind, DateTimeOffset startsAt) => (Kind, StartsAt) = (kind, startsAt);

    public void Cancel() => State = AppointmentState.Cancelled;

    public void Begin(StaffId agent) => (State, Agent) = (AppointmentState.Begun, agent);

    /// <summary>The queue whose people keep it.</summary>
    public static string QueueOf(AppointmentKind kind) =>
        kind is AppointmentKind.Sign ? ServiceQueue.Sign : ServiceQueue.General;

    public static Subject SubjectOf(Guid id) => new("appointment", id);
}

internal static class AppointmentPolicies
{
    private const string Source = "FirstWindow 默认值（参考《残疾人保障法》信息交流无障碍的要求）";

    public static readonly Policy Notice = new("appointment.notice", 60, "分钟", 0, 1_440, Source,
        "手语视频和文字转接最晚提前多久预约", "How long before its time an appointment is booked at the latest");
    public static readonly Policy Ahead = new("appointment.ahead", 7, "日", 1, 60, Source,
        "手语视频和文字转接可以预约几日之内的时间", "How many days ahead an appointment can be booked");
    public static readonly Policy Grace = new("appointment.grace", 5, "分钟", 1, 60, Source,
        "预约时间到了，几分钟内须有人开始服务", "Minutes after its time within which an appointment has begun");
}

internal static class AppointmentPromises
{
    /// <summary>Somebody is there at the time.</summary>
    public static readonly PromiseKind Kept = new("appointment", [95], Role.Supervisor, Role.DutyLead);
}

internal static class AppointmentActs
{
    public static readonly Act Booked = new("appointment.booked", "B4.2.3a");
    public static readonly Act Moved = new("appointment.moved", "B4.2.3a");
    public static readonly Act Cancelled = new("appointment.cancelled", "B4.2.3a");
    public static readonly Act Begun = new("appointment.begun", "B4.2.3a");

    /// <summary>A telephone call in the customer's name, written down here, was booked.</summary>
    public static readonly Act RelayBooked = new("appointment.relay-booked", "B4.2.3b");
}

internal static class AppointmentPermissions
{
    /// <summary>See and begin what is booked, of the queues one may serve; supervisors see all.</summary>
    public static readonly Permission Keep = new("appointment.keep", Role.Agent, Role.Expert, Role.Supervisor);
}

internal static class AppointmentErrors
{
    public static readonly Error NotFound = new(
        ErrorKind.NotFound, "appointment.not-found", "There is no such appointment.");

    public static readonly Error BadTime = new(ErrorKind.Invalid, "appointment.time",
        "Choose one of the half hours that are offered.");

    public static readonly Error OutsideHours = new(ErrorKind.Refused, "appointment.outside-hours",
        "At this time nobody serves; please choose one within the hours of service.", "B4.2.3a");

    public static readonly Error Taken = new(ErrorKind.Refused, "appointment.taken",
        "At this time everybody is booked already; please choose another.", "B4.2.3a");

    public static readonly Error Double = new(ErrorKind.Refused, "appointment.double",
        "There is an appointment already; it can be moved or cancelled.", "B4.2.3a");
}
