using FirstWindow.Platform;
using FirstWindow.Platform.Access;

namespace FirstWindow.Staff.Contracts;

/// <summary>A kind of work that somebody who leaves may have open; implemented by its owner.</summary>
public interface IOpenWork
{
    /// <summary>Stable code, e.g. <c>contacts</c>.</summary>
    string Kind { get; }

    /// <summary>How much of it this person has.</summary>
    Task<int> CountAsync(StaffId staff, CancellationToken ct);

    /// <summary>Gives all of it to the successor, or back to where it came from; part of the caller's
    /// transaction.</summary>
    Task HandOverAsync(StaffId from, StaffId successor, Actor by, CancellationToken ct);
}
