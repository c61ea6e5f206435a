using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace FirstWindow.Platform.Rulebook;

/// <summary>A clause of the rulebook.</summary>
/// <param name="Id">E.g. <c>A3.1.2a</c>.</param>
/// <param name="Text">The clause in Chinese.</param>
/// <param name="Gist">The clause in English, short.</param>
/// <param name="Kind">enforce, detect, record or guide.</param>
/// <param name="Intent">What the control must do.</param>
public sealed record RuleClause(string Id, string Text, string Gist, string Kind, string Intent);

/// <summary>The 260 clauses, as shipped.</summary>
public static class Clauses
{
    private static readonly string Shipped = ReadText();

    /// <summary>All clauses in their own order.</summary>
    public static readonly IReadOnlyList<RuleClause> All = Read();

    /// <summary>Changes with every change of a clause: what somebody has read is the rules in this version.</summary>
    public static readonly string Version =
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Shipped)))[..8];

    /// <summary>The clauses by id.</summary>
    public static readonly FrozenDictionary<string, RuleClause> ById = All.ToFrozenDictionary(
        c => c.Id, StringComparer.Ordinal);

    private static RuleClause[] Read() =>
        [.. Shipped.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(line => line.TrimEnd('\r').Split('\t'))
            .Select(part => new RuleClause(part[0], part[1], part[2], part[3], part[4]))];

    private static string ReadText()
    {
        using var reader = new StreamReader(typeof(Clauses).Assembly.GetManifestResourceStream("clauses.tsv")!);
        return reader.ReadToEnd();
    }
}

/// <summary>What the code says: which type controls which clause, and which acts are evidence.</summary>
public sealed class ControlCatalog(Modules modules)
{
    private static readonly ConcurrentDictionary<Assembly, (string Clause, string Name)[]> Read = new();

    /// <summary>Names of the controls by clause.</summary>
    public ILookup<string, string> Controls { get; } = modules.Assemblies.SelectMany(a => Read.GetOrAdd(a, ControlsOf))
        .ToLookup(c => c.Clause, c => c.Name);

    /// <summary>Act codes by the clause they are evidence of.</summary>
    public ILookup<string, string> Acts { get; } = modules.Fields<Journal.Act>()
        .SelectMany(a => a.Clauses.Select(c => (Clause: c, a.Code)))
        .ToLookup(a => a.Clause, a => a.Code);

    private const BindingFlags Everything =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance
        | BindingFlags.DeclaredOnly;

    // Every member of every type is looked at: once a process is enough, code does not change.
    private static (string Clause, string Name)[] ControlsOf(Assembly assembly) => [.. assembly.GetTypes()
        .SelectMany(t => t.GetMembers(Everything).Cast<MemberInfo>().Prepend(t))
        .SelectMany(m => m.GetCustomAttributes<ClauseAttribute>(inherit: false).Select(c => (c.Id, NameOf(m))))
        .Distinct()];

    private static string NameOf(MemberInfo member) =>
        member is Type type ? type.FullName!["FirstWindow.".Length..]
            : $"{member.DeclaringType!.FullName!["FirstWindow.".Length..]}.{member.Name}";
}
