namespace FirstWindow.Language;

/// <summary>What is known about the conversation in which a reply is about to be sent.</summary>
public sealed record ReplyContext
{
    /// <summary>The customer counts as elderly: short messages, one step at a time.</summary>
    public bool IsCustomerElderly { get; init; }

    /// <summary>The agent is verifying who the customer is, so the full name may be said.</summary>
    public bool IsVerifying { get; init; }

    /// <summary>The customer has refused an offer; a second pitch breaks clause C4.3.4.</summary>
    public bool HasCustomerRefused { get; init; }
}

/// <summary>One place where a reply breaks a service rule. Offsets count UTF-16 units.</summary>
/// <param name="Clause">The clause that is broken.</param>
/// <param name="Rule">The id of the rule in its pack.</param>
/// <param name="Severity">"block", "warn" or "coach".</param>
/// <param name="Start">Where the place begins.</param>
/// <param name="Length">How long it is.</param>
/// <param name="Suggestion">Better wording, when there is one.</param>
public sealed record Finding(string Clause, string Rule, string Severity, int Start, int Length, string? Suggestion);
