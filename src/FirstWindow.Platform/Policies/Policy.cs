using System.Globalization;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Platform.Policies;

/// <summary>
/// A number of the law or of the service: shipped with its source, changed by two persons, possibly from a future day.
/// Declared as a static field of a class named after its area, e.g. <c>ChatPolicies.FirstReply</c>.
/// </summary>
/// <param name="Key">Stable key, e.g. <c>chat.first-reply</c>.</param>
/// <param name="Shipped">Value of version 1, a whole number.</param>
/// <param name="Unit">Unit of the value, e.g. <c>s</c>, <c>days</c>, <c>per s</c>.</param>
/// <param name="Least">Smallest value that may be set.</param>
/// <param name="Most">Largest value that may be set; a legal ceiling where there is one.</param>
/// <param name="Source">Law, standard or decision the number comes from.</param>
/// <param name="Meaning">What it decides, in Chinese, for the page.</param>
/// <param name="English">The same in English.</param>
public sealed record Policy(
    string Key, long Shipped, string Unit, long Least, long Most, string Source, string Meaning, string English)
{
    /// <summary>Every unit, as Chinese and English readers read it.</summary>
    public static readonly IReadOnlyDictionary<string, string> Units = new Dictionary<string, string>
    {
        ["秒"] = "s",
        ["分钟"] = "min",
        ["小时"] = "h",
        ["天"] = "days",
        ["日"] = "days",
        ["工作日"] = "working days",
        ["个工作日"] = "working days",
        ["个月"] = "months",
        ["年"] = "years",
        ["岁"] = "years of age",
        ["点"] = "o'clock",
        ["%"] = "%",
        ["个百分点"] = "percentage points",
        ["次"] = "times",
        ["倍"] = "times",
        ["次/秒"] = "a second",
        ["次/分钟"] = "a minute",
        ["条"] = "messages",
        ["条/秒"] = "a second",
        ["个"] = "in number",
        ["人"] = "people",
        ["份"] = "copies",
        ["步"] = "steps",
        ["分"] = "of 5",
        ["种"] = "kinds",
        ["个字符"] = "characters",
        ["档"] = "(level)",
        ["MB"] = "MB",
    };

    /// <summary>What it decides.</summary>
    public string MeaningIn(bool isEnglish) => isEnglish ? English : Meaning;

    /// <summary>What it is counted in.</summary>
    public string UnitIn(bool isEnglish) => isEnglish ? Units[Unit] : Unit;
}

/// <summary>State of a version of a policy.</summary>
public enum PolicyState
{
    /// <summary>Waits for a second person.</summary>
    Proposed,

    /// <summary>Holds from its day on.</summary>
    Approved,

    /// <summary>The second person said no.</summary>
    Rejected,
}

/// <summary>One version of a policy's value; 1 is the shipped one.</summary>
public sealed class PolicyVersion : TwoPersonVersion
{
    /// <summary>Which policy.</summary>
    public required string Key { get; init; }

    /// <summary>The number, in the policy's unit.</summary>
    public long Value { get; init; }

    /// <summary>First moment it holds.</summary>
    public DateTimeOffset EffectiveFrom { get; init; }

    /// <summary>Why it changes, and on what ground.</summary>
    public required string Reason { get; init; }

    /// <inheritdoc/>
    protected override Error AlreadyDecided => PolicyErrors.AlreadyDecided;

    /// <inheritdoc/>
    protected override Error OwnProposal => PolicyErrors.OwnProposal;

    /// <summary>The shipped version: approved by the product's own review.</summary>
    public static PolicyVersion Ship(Policy policy, DateTimeOffset at)
    {
        var version = new PolicyVersion
        {
            Key = policy.Key,
            Version = 1,
            Value = policy.Shipped,
            EffectiveFrom = DateTimeOffset.UnixEpoch,
            Reason = policy.Source,
            ProposedAt = at,
        };
        version.Settle(at);
        return version;
    }
}

/// <summary>Refusals around policies.</summary>
public static class PolicyErrors
{
    /// <summary>No policy has this key, or no proposal this id.</summary>
    public static readonly Error NotFound = new(ErrorKind.NotFound, "policy.not-found", "There is no such policy.");

    /// <summary>A decision stands.</summary>
    public static readonly Error AlreadyDecided = new(
        ErrorKind.Conflict, "policy.already-decided", "This proposal was decided already.");

    /// <summary>Nobody approves their own change.</summary>
    public static readonly Error OwnProposal =
        new(ErrorKind.Refused, "policy.own-proposal", "A second person must decide; you proposed this change yourself.",
            "A1.3.2");

    /// <summary>The value is outside what may be set.</summary>
    public static Error OutOfRange(Policy policy) => new(ErrorKind.Refused, "policy.out-of-range",
        string.Create(CultureInfo.InvariantCulture,
            $"{policy.Key} must lie between {policy.Least} and {policy.Most} {policy.Unit}."), "A1.3.2");

    /// <summary>Someone else proposed at the same time.</summary>
    public static readonly Error ProposalOpen =
        new(ErrorKind.Conflict, "policy.proposal-open", "Another proposal for this policy waits for its decision.");
}

internal sealed class PolicyMapping : IModelMapping
{
    public void Map(ModelBuilder model) => model.Entity<PolicyVersion>(version =>
    {
        version.ToTable("policy_version");
        version.HasKey(v => v.Id);
        version.Property(v => v.Id).ValueGeneratedNever();
    });
}
