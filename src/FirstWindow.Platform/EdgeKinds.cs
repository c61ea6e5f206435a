namespace FirstWindow.Platform;

/// <summary>What a refusal at the edge counts as.</summary>
public static class EdgeKinds
{
    /// <summary>Too many requests.</summary>
    public const string TooMany = "too-many";

    /// <summary>More than anybody may send at once.</summary>
    public const string TooLarge = "too-large";

    /// <summary>A form or a call that did not come from our own pages.</summary>
    public const string Forged = "forged";

    /// <summary>A host this installation does not serve.</summary>
    public const string ForeignHost = "foreign-host";

    /// <summary>A customer token that does not hold.</summary>
    public const string CustomerToken = "customer-token";

    /// <summary>A token of a program that does not hold.</summary>
    public const string ProgramToken = "program-token";

    /// <summary>A sign-in that failed.</summary>
    public const string SignIn = "sign-in";
}
