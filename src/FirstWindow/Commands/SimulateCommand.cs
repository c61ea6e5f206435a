using System.CommandLine;

namespace FirstWindow.Commands;

/// <summary><c>simulate</c>: customers and agents over the public API; proves that nothing was lost, doubled or reordered.</summary>
internal static class SimulateCommand
{
    public static Command Make() => new("simulate", "Lets simulated customers and agents talk to a server.");
}
