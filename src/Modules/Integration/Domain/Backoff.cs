namespace FirstWindow.Integration.Domain;

/// <summary>How long an endpoint is left alone after an attempt that failed: 5 s, then four times as long each time, at
/// most an hour; a fifth more or less, so that many do not come back at once.</summary>
internal static class Backoff
{
    private const double FirstSeconds = 5;
    private const double MostSeconds = 3_600;
    private const double Spread = 0.2;

    /// <summary>The pause after so many failed attempts.</summary>
    /// <param name="attempts">Attempts so far, from 1.</param>
    /// <param name="chance">Between 0 and 1.</param>
    public static TimeSpan After(int attempts, double chance)
    {
        var seconds = Math.Min(FirstSeconds * Math.Pow(4, attempts - 1), MostSeconds);
        return TimeSpan.FromSeconds(seconds * (1 - Spread + (2 * Spread * chance)));
    }
}
