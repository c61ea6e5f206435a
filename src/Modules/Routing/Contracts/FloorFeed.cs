namespace FirstWindow.Routing.Contracts;

/// <summary>What the floor page listens to.</summary>
public static class FloorFeed
{
    /// <summary>Topic of every change of a contact that a supervisor would notice.</summary>
    public const string Topic = "floor";
}
