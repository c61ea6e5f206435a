namespace FirstWindow.Routing.Contracts;

/// <summary>What another module shows on the floor. Declared as a static field beside that module's pages.</summary>
/// <param name="Order">Place on the floor, ascending.</param>
/// <param name="Board">Component that is fetched again with the board.</param>
/// <param name="IsBelow">Whether it stands below who waits and who works, not above.</param>
/// <param name="Beside">Component that stays as it is, e.g. explanations that somebody may be reading.</param>
public sealed record FloorPart(int Order, Type Board, bool IsBelow = false, Type? Beside = null);
