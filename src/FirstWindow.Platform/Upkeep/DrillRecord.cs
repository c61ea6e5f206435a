namespace FirstWindow.Platform.Upkeep;

/// <summary>Section "Backup".</summary>
public sealed class BackupOptions
{
    /// <summary>Folder under which each backup has a folder of its own; drills take the newest. None: no drill runs by
    /// itself, and its task in the calendar goes late.</summary>
    public string? Folder { get; set; }

    /// <summary>Whether the server makes backups there by itself, by the policies.</summary>
    public bool Scheduled { get; set; } = true;

    /// <summary>Whether the keys go with them: whoever has such a backup can read everything in it.</summary>
    public bool WithKeys { get; set; }

    /// <summary>Whether they are encrypted whole, under a key that the master key seals; then without keys.</summary>
    public bool Encrypted { get; set; }
}

/// <summary>A restore that was tried for practice.</summary>
public sealed class DrillRecord
{
    /// <summary>Id.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Who began it; none when it began by itself.</summary>
    public Guid? BegunBy { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset BegunAt { get; init; }

    /// <summary>When it ended; none while it runs, or when the server was killed meanwhile.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Name of the backup's folder.</summary>
    public string? Backup { get; set; }

    /// <summary>When the backup was made.</summary>
    public DateTimeOffset? BackupMadeAt { get; set; }

    /// <summary>Tables that came back.</summary>
    public long TableCount { get; set; }

    /// <summary>Rows in them.</summary>
    public long RowCount { get; set; }

    /// <summary>Entries of the journal that were recomputed.</summary>
    public long Entries { get; set; }

    /// <summary>Code of what was wrong; none when it passed, or has not ended.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether it ended well.</summary>
    public bool HasPassed => EndedAt is not null && Problem is null;

    /// <summary>Ends it.</summary>
    public void End(string? problem, DateTimeOffset at) => (Problem, EndedAt) = (problem, at);
}

/// <summary>A drill cannot go on.</summary>
/// <param name="code">Stable code of the reason.</param>
/// <param name="message">What an operator needs.</param>
internal sealed class DrillProblem(string code, string message) : Exception(message)
{
    public string Code => code;
}
