using System.Collections.Frozen;

namespace FirstWindow.Platform.Access;

/// <summary>What a member of staff is there for. A person's rights are the sum of the roles; nobody approves their own
/// request.</summary>
public enum Role
{
    /// <summary>Serves customers at the desk.</summary>
    Agent,

    /// <summary>Leads a team and watches the floor.</summary>
    Supervisor,

    /// <summary>Takes hard cases on transfer.</summary>
    Expert,

    /// <summary>Settles complaints.</summary>
    ComplaintHandler,

    /// <summary>Writes articles.</summary>
    KnowledgeAuthor,

    /// <summary>Approves articles of others.</summary>
    KnowledgeApprover,

    /// <summary>Checks the quality of contacts.</summary>
    Quality,

    /// <summary>Trains and certifies.</summary>
    Trainer,

    /// <summary>Proposes and approves policies; sees confidential purposes.</summary>
    Compliance,

    /// <summary>Reads the journal; changes nothing.</summary>
    Auditor,

    /// <summary>Handles customers' rights over their data.</summary>
    RightsDesk,

    /// <summary>Leads in emergencies.</summary>
    DutyLead,

    /// <summary>Posts, joiners and leavers.</summary>
    StaffOfficer,

    /// <summary>Runs the installation; sees no customer.</summary>
    Administrator,

    /// <summary>A program of the bank that reads what happened; never a person.</summary>
    ConnectedSystem,
}

/// <summary>Who acts.</summary>
public enum ActorKind
{
    /// <summary>A member of staff with a session.</summary>
    Staff,

    /// <summary>A customer or an anonymous visitor with a conversation's token.</summary>
    Customer,

    /// <summary>A service account with a bearer token.</summary>
    Service,

    /// <summary>The program itself, e.g. a worker.</summary>
    System,
}

/// <summary>Codes as stored and sent: <c>ComplaintHandler</c> is <c>complaint-handler</c>.</summary>
public static class Codes
{
    private static readonly FrozenDictionary<string, Role> Roles =
        Enum.GetValues<Role>().ToFrozenDictionary(r => r.ToCode(), StringComparer.Ordinal);

    /// <summary>An enumeration's name in kebab case.</summary>
    public static string ToCode<TEnum>(this TEnum value)
        where TEnum : struct, Enum => Cache<TEnum>.Names[value];

    /// <summary>The role with this code.</summary>
    public static bool TryParseRole(string code, out Role role) => Roles.TryGetValue(code, out role);

    private static class Cache<TEnum>
        where TEnum : struct, Enum
    {
        public static readonly FrozenDictionary<TEnum, string> Names = Enum.GetValues<TEnum>()
            .ToFrozenDictionary(v => v, v => Storage.Conventions.ColumnName(v.ToString()).Replace('_', '-'));
    }
}
