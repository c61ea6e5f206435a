using FirstWindow.Platform;
using FirstWindow.Platform.Journal;

namespace FirstWindow.Staff.Domain;

/// <summary>Somebody leaves: whose the work becomes, and when nothing of it is left.</summary>
internal sealed class Leaving
{
    public StaffId Staff { get; init; }

    public StaffId? Successor { get; set; }

    public StaffId BegunBy { get; init; }

    public DateTimeOffset BegunAt { get; init; }

    public StaffId? DoneBy { get; private set; }

    public DateTimeOffset? DoneAt { get; private set; }

    public void Complete(StaffId by, DateTimeOffset at) => (DoneBy, DoneAt) = (by, at);
}

internal static class LeavingActs
{
    public static readonly Act Begun = new("leaving.begun", "A4.4.4a");
    public static readonly Act HandedOver = new("leaving.handed-over", "A4.4.4b");
    public static readonly Act Done = new("leaving.done", "A4.4.4b");
}

internal static class LeavingErrors
{
    public static readonly Error NotBegun = new(
        ErrorKind.NotFound, "leaving.not-begun", "Nobody said that this colleague leaves.");

    public static readonly Error WorkLeft = new(ErrorKind.Refused, "leaving.work-left",
        "Work of this colleague is still open: hand it over first.", "A4.4.4b");

    public static readonly Error BadSuccessor = new(ErrorKind.Refused, "leaving.successor",
        "Name a colleague who works here to take the work over.", "A4.4.4b");
}
