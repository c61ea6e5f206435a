using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;

namespace FirstWindow.Routing.Domain;

/// <summary>That a colleague looked at the own appearance before a shift, before a customer does.</summary>
internal sealed class ShiftCheck
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public StaffId Staff { get; init; }

    /// <summary>The day it holds for.</summary>
    public DateOnly Day { get; init; }

    public DateTimeOffset At { get; init; }
}

/// <summary>A look by the own supervisor; where it found fault, the self-check is to be made again.</summary>
internal sealed class SpotCheck
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public StaffId Staff { get; init; }

    public StaffId Supervisor { get; init; }

    public DateTimeOffset At { get; init; }

    public bool IsGood { get; init; }

    public required string Words { get; init; }
}

internal static class ShiftActs
{
    public static readonly Act SelfChecked = new("shift.self-checked", "A2.1.1", "C3.1.1");
    public static readonly Act SpotChecked = new("shift.spot-checked", "A2.1.1", "C3.1.1");
}

internal static class ShiftPermissions
{
    public static readonly Permission SelfCheck = new("shift.self-check", Role.Agent, Role.Expert, Role.Supervisor);
    public static readonly Permission SpotCheck = new("shift.spot-check", Role.Supervisor);
}

internal static class ShiftErrors
{
    public static readonly Error NotWhole = new(ErrorKind.Refused, "shift.not-whole",
        "Dress, badge and ornaments: all three are looked at, and put right, before the shift.", "A2.1.1");

    public static readonly Error CheckMissing = new(ErrorKind.Refused, "shift.check-missing",
        "Who is seen by customers makes today's self-check before going on duty.", "C3.1.1");

    public static readonly Error NoWords = new(ErrorKind.Invalid, "shift.words",
        "Say in 4 to 200 characters what was seen.");
}
