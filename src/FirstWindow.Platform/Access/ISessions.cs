namespace FirstWindow.Platform.Access;

/// <summary>What a session is good for.</summary>
public enum SessionState
{
    /// <summary>Everything its person may do.</summary>
    Open,

    /// <summary>Nothing, until its person proves to be there.</summary>
    Locked,

    /// <summary>Nothing any more.</summary>
    Over,
}

/// <summary>Who is behind a cookie or bearer token. Implemented by the module that keeps the accounts.</summary>
public interface ISessions
{
    /// <summary>The actor of a session cookie; none when it ended, idled out or never was. An answer is at most 1 s
    /// old.</summary>
    ValueTask<Actor?> FindByCookieAsync(string token, CancellationToken ct);

    /// <summary>The actor of a service account's token.</summary>
    ValueTask<Actor?> FindByBearerAsync(string token, CancellationToken ct);

    /// <summary>Whether a session still stands, and open; streams ask once a second.</summary>
    ValueTask<SessionState> StateOfAsync(Guid session, CancellationToken ct);
}
