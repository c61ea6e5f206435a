using System.Text.Json;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Platform.Rulebook;

/// <summary>How far a clause is served.</summary>
public enum ClauseStatus
{
    /// <summary>Its control left evidence during a passed test that carries the same id, in this very build.</summary>
    Live,

    /// <summary>Control and test exist; the outcomes of this build's tests are missing or do not show the control at
    /// work.</summary>
    Unproved,

    /// <summary>A control without a test.</summary>
    Partial,

    /// <summary>Nothing yet.</summary>
    Planned,
}

/// <summary>A clause with its controls, tests and evidence.</summary>
public sealed record ClauseStanding(
    string Id, string Kind, IReadOnlyList<string> Controls, IReadOnlyList<string> Tests, long Evidence,
    ClauseStatus Status);

/// <summary>What the last run of <c>./test</c> showed: for each clause the passed tests during which its control left
/// evidence.</summary>
/// <param name="Build">Identity of the build that was tested.</param>
/// <param name="Proved">Clause to names of tests that proved it.</param>
/// <param name="Tested">Clause to names of all passed tests that carry it.</param>
public sealed record TestOutcomes(
    string Build, IReadOnlyDictionary<string, IReadOnlyList<string>> Proved, IReadOnlyDictionary<string,
    IReadOnlyList<string>> Tested)
{
    /// <summary>File name, beside the program.</summary>
    public const string FileName = "test-outcomes.json";

    /// <summary>No outcomes.</summary>
    public static readonly TestOutcomes None =
        new(string.Empty, new Dictionary<string, IReadOnlyList<string>>(), new Dictionary<string,
            IReadOnlyList<string>>());

    /// <summary>Reads the outcomes; none when there is no file or it is of another build.</summary>
    public static TestOutcomes Read(string file, string build)
    {
        if (!File.Exists(file))
        {
            return None;
        }

        var outcomes = JsonSerializer.Deserialize<TestOutcomes>(File.ReadAllBytes(file), JsonSettings.Options);
        return outcomes is not null && outcomes.Build == build ? outcomes : None;
    }

    /// <summary>Identity of a build: builds are deterministic, so the same sources give the same ids of their
    /// assemblies.</summary>
    public static string BuildOf(Modules modules) =>
        string.Join('-', modules.Assemblies.Select(a => a.ManifestModule.ModuleVersionId.ToString("n")[..8]));
}

/// <summary>Joins the clauses with controls, tests and the journal.</summary>
public sealed class RulebookReport(Database db, ControlCatalog catalog, TestOutcomes outcomes)
{
    /// <summary>Every clause as it stands.</summary>
    public async Task<IReadOnlyList<ClauseStanding>> ListAsync(CancellationToken ct)
    {
        var byAct = await db.Set<JournalEntry>().GroupBy(e => e.Act).Select(g => new { g.Key, Count = g.LongCount() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        var byRefusal = await db.Set<JournalEntry>().Where(e => e.Clause != null).GroupBy(e => e.Clause!)
            .Select(g => new { g.Key, Count = g.LongCount() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        return [.. Clauses.All.Select(clause => StandingOf(clause, byAct, byRefusal))];
    }

    private ClauseStanding StandingOf(
        RuleClause clause, Dictionary<string, long> byAct, Dictionary<string, long> byRefusal)
    {
        var controls = catalog.Controls[clause.Id].Order(StringComparer.Ordinal).ToArray();
        var tests = outcomes.Tested.GetValueOrDefault(clause.Id) ?? [];
        var evidence = catalog.Acts[clause.Id]
            .Sum(a => byAct.GetValueOrDefault(a)) + byRefusal.GetValueOrDefault(clause.Id);
        var status = controls.Length == 0 ? ClauseStatus.Planned
            : outcomes.Proved.ContainsKey(clause.Id) ? ClauseStatus.Live
            : tests.Count > 0 || outcomes == TestOutcomes.None ? ClauseStatus.Unproved
            : ClauseStatus.Partial;
        return new(clause.Id, clause.Kind, controls, tests, evidence, status);
    }
}
