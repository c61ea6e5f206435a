using System.Text.Json;
using System.Text.RegularExpressions;
using FirstWindow.Customers.Contracts;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Web;

namespace FirstWindow.Customers.Domain;

/// <summary>From which behaviour a customer gets a tag, for how long, on which consent, for whose eyes.</summary>
internal sealed record TagRule
{
    public required string Code { get; init; }

    public required string NameZh { get; init; }

    public required string NameEn { get; init; }

    /// <summary>Categories and slugs of articles that count.</summary>
    public required IReadOnlyList<string> Topics { get; init; }

    /// <summary>How often, at least.</summary>
    public int TimesMin { get; init; } = 3;

    /// <summary>Within how many days.</summary>
    public int WithinDays { get; init; } = 30;

    /// <summary>How many days the tag lasts after the last time that counts.</summary>
    public int LastsDays { get; init; } = 90;

    /// <summary>The consent without which nobody is tagged.</summary>
    public string Consent { get; init; } = ConsentPurposes.Profiling;

    /// <summary>Whether it tells something sensitive; then it needs that consent besides.</summary>
    public bool IsSensitive { get; init; }

    /// <summary>Posts that see it on the card.</summary>
    public required IReadOnlyList<Role> SeenBy { get; init; }

    /// <summary>Whether it still gives tags.</summary>
    public bool IsActive { get; init; } = true;

    /// <summary>Every consent it rests on.</summary>
    public IReadOnlyList<string> Consents() => IsSensitive ? [Consent, ConsentPurposes.Sensitive] : [Consent];

    public string Name(bool inEnglish) => inEnglish ? NameEn : NameZh;
}

/// <summary>What may be said to a customer with a tag: the text as it was approved.</summary>
internal sealed record Offer
{
    public required string Code { get; init; }

    public required string NameZh { get; init; }

    public required string NameEn { get; init; }

    /// <summary>Code of the tag it is for.</summary>
    public required string Tag { get; init; }

    public required string TextZh { get; init; }

    public required string TextEn { get; init; }

    /// <summary>Wealth advice: only certified colleagues see it, and only for customers it suits.</summary>
    public bool IsWealth { get; init; }

    /// <summary>Risk of the product, 1 to 5.</summary>
    public int Risk { get; init; } = 1;

    public bool IsActive { get; init; } = true;

    public string Name(bool inEnglish) => inEnglish ? NameEn : NameZh;

    public string Text(bool inEnglish) => inEnglish ? TextEn : TextZh;
}

/// <summary>A rule or an offer as somebody left it.</summary>
internal sealed class TagVersion : TwoPersonVersion
{
    public const string Rule = "rule";
    public const string Offer = "offer";

    /// <summary>rule or offer.</summary>
    public required string Kind { get; init; }

    public required string Code { get; init; }

    /// <summary>The rule or offer, as JSON.</summary>
    public required string Content { get; init; }

    protected override Error AlreadyDecided => TagErrors.Decided;

    protected override Error OwnProposal => TagErrors.OwnProposal;

    public T Read<T>() => JsonSerializer.Deserialize<T>(Content, JsonSettings.Options)!;
}

/// <summary>What is wrong with a rule or an offer, and which behaviour counts for a rule.</summary>
internal static partial class TagRules
{
    /// <summary>Consents a tag may rest on.</summary>
    public static readonly IReadOnlyList<string> Consents = [ConsentPurposes.Profiling, ConsentPurposes.Marketing];

    /// <summary>Posts that may be shown tags.</summary>
    public static readonly IReadOnlyList<Role> Viewers =
        [Role.Agent, Role.Expert, Role.Supervisor, Role.ComplaintHandler];

    /// <summary>Categories whose very mention tells something sensitive: who needs special help, who was
    /// robbed.</summary>
    public static readonly IReadOnlyList<string> SensitiveCategories = ["special", "security"];

    public const string WealthCategory = "wealth";
    private const int TopicsMax = 20;

    /// <summary>What is wrong with a rule; none when all is well.</summary>
    public static Error? Check(TagRule rule, IReadOnlyList<BehaviourTopic> topics)
    {
        var about = rule.Topics.Select(t => topics.FirstOrDefault(k => k.Code == t)).ToList();
        return !CodePattern().IsMatch(rule.Code) || !IsName(rule.NameZh) || !IsName(rule.NameEn) ? TagErrors.BadName
            : about.Count is 0 or > TopicsMax || about.Contains(null) ? TagErrors.BadTopics
            : rule.TimesMin is < 1 or > 100 || rule.WithinDays is < 1 or > 366 || rule.LastsDays is < 1 or > 366
                ? TagErrors.BadNumbers
            : !Consents.Contains(rule.Consent) ? TagErrors.BadConsent
            : rule.SeenBy.Count == 0 || rule.SeenBy.Except(Viewers).Any() ? TagErrors.BadViewers
            : !rule.IsSensitive && about.Any(t => SensitiveCategories.Contains(t!.Category)) ? TagErrors.Sensitive
            : null;
    }

    /// <summary>What is wrong with an offer; none when all is well.</summary>
    public static Error? Check(Offer offer, TagRule? rule, IReadOnlyList<BehaviourTopic> topics) =>
        !CodePattern().IsMatch(offer.Code) || !IsName(offer.NameZh) || !IsName(offer.NameEn) ? TagErrors.BadName
        : rule is null ? TagErrors.NoTag
        : !IsText(offer.TextZh) || !IsText(offer.TextEn) || offer.Risk is < 1 or > 5 ? TagErrors.BadOffer
        : !offer.IsWealth && topics.Any(t => rule.Topics.Contains(t.Code) && t.Category == WealthCategory)
            ? TagErrors.WealthUnmarked
        : null;

    /// <summary>
    /// What counts for a rule, oldest first: every question on its topics within its days, and the record of a contact
    /// in which no question counted. One contact never counts twice for the same thing.
    /// </summary>
    public static IReadOnlyList<Behaviour> Counting(TagRule rule, IEnumerable<Behaviour> heard, DateTimeOffset now)
    {
        var since = now.AddDays(-rule.WithinDays);
        var about = heard.Where(b => b.At > since && b.At <= now && (rule.Topics.Contains(b.Category)
            || (b.Article is not null && rule.Topics.Contains(b.Article)))).ToList();
        var asked = about.Where(b => b.IsQuestion).Select(b => b.Conversation).ToHashSet();
        return [.. about.Where(b => b.IsQuestion || asked.Add(b.Conversation)).OrderBy(b => b.At)];
    }

    private static bool IsName(string name) => name.Trim().Length is >= 1 and <= 40 && !name.Any(char.IsControl);

    private static bool IsText(string text) =>
        text.Trim().Length is >= 4 and <= 500 && !text.Any(c => char.IsControl(c) && c is not '\n' and not '\r');

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{1,39}\z")]
    private static partial Regex CodePattern();
}
