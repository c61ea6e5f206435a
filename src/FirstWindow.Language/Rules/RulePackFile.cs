namespace FirstWindow.Language.Rules;

/// <summary>A pack of rules as it stands in its file.</summary>
internal sealed class RulePackFile
{
    public string Id { get; init; } = "";
    public string Source { get; init; } = "";

    /// <summary>Numbers by which what the rules find is added up.</summary>
    public Dictionary<string, double> Weights { get; init; } = [];

    /// <summary>What is advised by a finding that no rule of the pack makes, by its name.</summary>
    public Dictionary<string, string> Advice { get; init; } = [];

    /// <summary>Lists of alternatives that patterns name in braces.</summary>
    public Dictionary<string, List<string>> Lists { get; init; } = [];

    public List<RuleEntry> Rules { get; init; } = [];

    /// <summary>Whole contacts and what is missed in them, by which the weights are tried.</summary>
    public List<ContactEntry> Contacts { get; init; } = [];

    /// <summary>A few articles, and what questions asked of them must give.</summary>
    public List<ArticleEntry> Articles { get; init; } = [];

    public List<AskedEntry> Asked { get; init; } = [];
}

/// <summary>One article as it stands in a pack.</summary>
internal sealed class ArticleEntry
{
    public string Id { get; init; } = "";
    public string Title { get; init; } = "";
    public string Answer { get; init; } = "";
    public List<string> Questions { get; init; } = [];
}

/// <summary>One question: what is decided, by which article first (any when empty), and the wishes it holds.</summary>
internal sealed class AskedEntry
{
    public string Said { get; init; } = "";
    public string Decision { get; init; } = "";
    public string Article { get; init; } = "";
    public List<string> Wishes { get; init; } = [];
}

/// <summary>One contact as it stands in a pack.</summary>
internal sealed class ContactEntry
{
    public bool Over { get; init; }
    public List<SaidEntry> Said { get; init; } = [];
    public List<string> Misses { get; init; } = [];
}

/// <summary>One message of a contact: what the customer says, or the agent.</summary>
internal sealed class SaidEntry
{
    public string? Customer { get; init; }
    public string? Agent { get; init; }
}

/// <summary>One rule as it stands in its file.</summary>
internal sealed class RuleEntry
{
    public string Id { get; init; } = "";
    public string Clause { get; init; } = "";
    public string Source { get; init; } = "";
    public string Severity { get; init; } = "";
    public string Group { get; init; } = "";
    public double Weight { get; init; } = 1;
    public string? Suggestion { get; init; }
    public List<string> Patterns { get; init; } = [];
    public List<string> UnlessBefore { get; init; } = [];
    public List<string> UnlessAfter { get; init; } = [];
    public List<string> UnlessInside { get; init; } = [];
    public List<string> UnlessText { get; init; } = [];
    public List<string> NeedsText { get; init; } = [];
    public List<string> Examples { get; init; } = [];
    public List<string> CounterExamples { get; init; } = [];
}
