namespace FirstWindow.Simulator.Bank;

/// <summary>Gives each simulated person a line of their own to one bank.</summary>
internal sealed class Switchboard(HttpClient http, Uri server)
{
    public Line NewLine(string? bearer = null) => new(http, server) { Bearer = bearer };
}
