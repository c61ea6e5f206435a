using FirstWindow.Knowledge.Contracts;
using FirstWindow.Knowledge.Domain;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Knowledge.Features;

/// <summary>How often a version was put into a reply, and how often it was shown first and left.</summary>
internal sealed record ScriptCounts(int Used, int Rejected);

/// <summary>A script in the list, with what it is worth.</summary>
internal sealed record ScriptRow(ScriptVersion Script, ScriptCounts Counts);

/// <summary>Reads the scripts library.</summary>
internal sealed class ScriptReader(Database db)
{
    /// <summary>Most scripts listed.</summary>
    public const int RowsMax = 500;

    /// <summary>Published scripts or drafts, by stage; with a feeling only those meant for it.</summary>
    public async Task<IReadOnlyList<ScriptRow>> ListAsync(
        ArticleState state, string? stage, string? emotion, string? words, CancellationToken ct)
    {
        var scripts = await db.Set<ScriptVersion>().AsNoTracking()
            .Where(s => s.State == state && (stage == null || s.Stage == stage)
                && (emotion == null || s.Emotion == emotion)
                && (words == null || s.Chinese.Contains(words) || s.English.Contains(words) || s.Slug.Contains(words)
                    || s.Scene.Contains(words)))
            .OrderBy(s => s.Slug).Take(RowsMax).ToListAsync(ct);
        var counts = await CountAsync([.. scripts.Select(s => s.Id)], ct);
        return [.. scripts.OrderBy(s => StageOrder(s.Stage))
            .Select(s => new ScriptRow(s, counts.GetValueOrDefault(s.Id, new(0, 0))))];
    }

    /// <summary>One version.</summary>
    public async Task<ScriptVersion?> FindAsync(Guid id, CancellationToken ct) =>
        await db.Set<ScriptVersion>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, ct);

    /// <summary>Every version of a script, newest first, with what each was worth.</summary>
    public async Task<IReadOnlyList<ScriptRow>> VersionsAsync(string slug, CancellationToken ct)
    {
        var versions = await db.Set<ScriptVersion>().AsNoTracking().Where(s => s.Slug == slug)
            .OrderByDescending(s => s.Version).Take(RowsMax).ToListAsync(ct);
        var counts = await CountAsync([.. versions.Select(s => s.Id)], ct);
        return [.. versions.Select(s => new ScriptRow(s, counts.GetValueOrDefault(s.Id, new(0, 0))))];
    }

    private static int StageOrder(string stage)
    {
        for (var i = 0; i < ScriptVersion.Stages.Count; i++)
        {
            if (ScriptVersion.Stages[i] == stage)
            {
                return i;
            }
        }

        return ScriptVersion.Stages.Count;
    }

    private async Task<Dictionary<Guid, ScriptCounts>> CountAsync(List<Guid?> versions, CancellationToken ct)
    {
        var counted = await db.Set<WordingUse>().Where(u => versions.Contains(u.Version))
            .GroupBy(u => new { u.Version, u.Outcome })
            .Select(g => new { g.Key.Version, g.Key.Outcome, Count = g.Count() }).ToListAsync(ct);
        return counted.GroupBy(c => c.Version!.Value).ToDictionary(g => g.Key, g => new ScriptCounts(
            g.Where(c => c.Outcome == WordingOutcome.Used).Sum(c => c.Count),
            g.Where(c => c.Outcome == WordingOutcome.Rejected).Sum(c => c.Count)));
    }
}
