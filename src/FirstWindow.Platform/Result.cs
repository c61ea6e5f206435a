namespace FirstWindow.Platform;

/// <summary>What sort of refusal an <see cref="Error"/> is; the edge turns it into a status code.</summary>
public enum ErrorKind
{
    /// <summary>The request itself is malformed: 400.</summary>
    Invalid,

    /// <summary>Absent, or not the caller's to see: 404.</summary>
    NotFound,

    /// <summary>It disagrees with what is already recorded: 409.</summary>
    Conflict,

    /// <summary>A rule of the bank or the law refuses: 422, with its clause.</summary>
    Refused,

    /// <summary>Too much at once: 429.</summary>
    TooMany,

    /// <summary>Larger than what may be sent: 413.</summary>
    TooLarge,

    /// <summary>Of a kind that is not taken: 415.</summary>
    Unsupported,

    /// <summary>Signed in, but nobody in this role may do this: 403.</summary>
    Forbidden,

    /// <summary>What it needs does not answer: 503.</summary>
    Away,
}

/// <summary>An expected refusal. <paramref name="Code"/> is stable; the text for people comes from it at the
/// edge.</summary>
/// <param name="Kind">Sort of refusal.</param>
/// <param name="Code">Stable code, e.g. <c>wrap-up.need-missing</c>.</param>
/// <param name="Detail">One clear sentence in English, without personal data.</param>
/// <param name="Clause">The clause that refuses, where one does.</param>
public sealed record Error(ErrorKind Kind, string Code, string Detail, string? Clause = null)
{
    /// <summary>More members for the problem document, e.g. the findings of a language check.</summary>
    public IReadOnlyDictionary<string, object?>? Extensions { get; init; }

    /// <summary>What it counts as at the edge, where one address that meets it again and again is told of.</summary>
    public string? CountsAs { get; init; }
}

/// <summary>Success, or the reason why not.</summary>
public readonly record struct Result(Error? Error)
{
    /// <summary>Nothing to complain about.</summary>
    public static Result Success => default;

    /// <summary>Whether it went through.</summary>
    public bool IsSuccess => Error is null;

    /// <summary>A refusal is a result.</summary>
    public static implicit operator Result(Error error) => new(error);
}

/// <summary>A value, or the reason why there is none.</summary>
public readonly record struct Result<T>(T? Value, Error? Error)
{
    /// <summary>Whether there is a value.</summary>
    public bool IsSuccess => Error is null;

    /// <summary>A value is a result.</summary>
    public static implicit operator Result<T>(T value) => new(value, null);

    /// <summary>A refusal is a result.</summary>
    public static implicit operator Result<T>(Error error) => new(default, error);
}
