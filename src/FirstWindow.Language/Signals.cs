namespace FirstWindow.Language;

/// <summary>What a customer's text tells besides its question.</summary>
/// <param name="WantsPerson">A person is asked for.</param>
/// <param name="Anger">0 to 1.</param>
/// <param name="Distress">0 to 1: need, fear or despair.</param>
/// <param name="Complaint">A complaint is made or announced.</param>
/// <param name="Fraud">0 to 1: the chance that a fraud is in progress or just happened.</param>
/// <param name="FraudSigns">The signs of fraud that were found.</param>
/// <param name="Greeting">It greets.</param>
/// <param name="Thanks">It thanks and asks nothing more.</param>
/// <param name="NotHelpful">It says that the last answer did not help.</param>
public sealed record TextSignals(
    bool WantsPerson,
    double Anger,
    double Distress,
    bool Complaint,
    double Fraud,
    IReadOnlyList<string> FraudSigns,
    bool Greeting,
    bool Thanks,
    bool NotHelpful)
{
    /// <summary>How it tells of a fraud.</summary>
    public FraudKind FraudKind { get; init; }
}

/// <summary>How a text tells of fraud.</summary>
public enum FraudKind
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>What frauds are and how they are avoided is asked or told.</summary>
    Question,

    /// <summary>One that is over is reported.</summary>
    Report,

    /// <summary>One is going on, or the text itself is one.</summary>
    InProgress,
}
