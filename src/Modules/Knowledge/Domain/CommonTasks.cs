namespace FirstWindow.Knowledge.Domain;

/// <summary>What people most often come for, by the slug of its article: each has a large-print guide.</summary>
internal static class CommonTasks
{
    /// <summary>For oneself.</summary>
    public static readonly IReadOnlyList<string> Own =
    [
        "debit-card-lost", "credit-card-lost", "passbook-or-certificate-lost", "debit-card-pin-locked",
        "forgot-login-password", "sms-code-not-received", "large-cash-withdrawal", "term-deposit-rollover",
        "transaction-statement-printing", "transfer-not-arrived", "cancel-atm-transfer", "change-mobile-number",
        "utility-direct-debit", "damaged-banknote-exchange", "social-security-card-activation",
        "police-safe-account-call", "how-to-complain",
    ];

    /// <summary>For children who act for their parents.</summary>
    public static readonly IReadOnlyList<string> ForParents =
    [
        "elder-help-and-child-acting", "deceased-relative-deposit", "hearing-impaired-text-service",
        "visually-impaired-service",
    ];

    /// <summary>Whether an article is one of the guides.</summary>
    public static bool HasGuide(string slug) => Own.Contains(slug) || ForParents.Contains(slug);

    /// <summary>When a card or a passbook is gone.</summary>
    public static readonly IReadOnlyList<string> StopCard =
        ["debit-card-lost", "credit-card-lost", "passbook-or-certificate-lost", "phone-lost-protect-accounts"];
}
