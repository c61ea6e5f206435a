namespace FirstWindow.Platform;

/// <summary>
/// Marks a control, or the test that tries to break it, with the clause of the rulebook it serves. Only on what can be
/// broken by trying.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method | AttributeTargets.Struct, AllowMultiple = true)]
public sealed class ClauseAttribute(string id) : Attribute
{
    /// <summary>Id of the clause, e.g. <c>A3.1.2a</c>.</summary>
    public string Id { get; } = id;
}
