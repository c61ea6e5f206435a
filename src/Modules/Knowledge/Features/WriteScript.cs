using FirstWindow.Knowledge.Domain;
using FirstWindow.Packs.Contracts;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Knowledge.Features;

internal sealed record WriteScript(
    string Slug, string Stage, string Scene, string Emotion, string Chinese, string English);

/// <summary>Writes a new version of a script; agents go on with the old one until somebody else approves.</summary>
[Clause("B1.1.2a")]
internal sealed class WriteScriptHandler(Database db, JournalBook journal, ILivePacks packs, DatabaseClock clock)
{
    public async Task<Result<Guid>> HandleAsync(WriteScript request, Actor actor, CancellationToken ct)
    {
        if (!ScriptVersion.Stages.Contains(request.Stage) || !ScriptVersion.Emotions.Contains(request.Emotion)
            || string.IsNullOrWhiteSpace(request.Scene))
        {
            return ScriptErrors.WithoutTags;
        }

        // What nobody may send is no help to anybody.
        if (packs.Current.Check(request.Chinese).Concat(packs.Current.Check(request.English))
            .FirstOrDefault(f => f.Severity == "block") is { } blocking)
        {
            return ScriptErrors.BreaksRule(blocking.Clause);
        }

        await db.BeginAsync(ct);
        await db.LockAsync("script:" + request.Slug, ct);
        var last = await db.Set<ScriptVersion>().Where(s => s.Slug == request.Slug)
            .Select(s => (int?)s.Version).MaxAsync(ct) ?? 0;
        var version = new ScriptVersion
        {
            Slug = request.Slug,
            Version = last + 1,
            Stage = request.Stage,
            Scene = request.Scene,
            Emotion = request.Emotion,
            Chinese = request.Chinese,
            English = request.English,
            Author = actor.Id,
            WrittenAt = clock.Now,
        };
        db.Add(version);
        journal.Record(
            actor, ScriptActs.Written, new Subject("script", version.Id), $"{version.Slug};v{version.Version}");
        await db.CommitAsync(ct);
        return version.Id;
    }
}

/// <summary>Publishes a draft of somebody else; the version before it is retired.</summary>
[Clause("B1.1.2a")]
internal sealed class ApproveScriptHandler(Database db, JournalBook journal, DatabaseClock clock)
{
    public async Task<Result> HandleAsync(Guid id, Actor actor, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        if (await db.FindForUpdateAsync<ScriptVersion>("script_version", id, ct) is not { } draft)
        {
            return ScriptErrors.NotFound;
        }

        var result = draft.Approve(actor.StaffId, clock.Now);
        if (!result.IsSuccess)
        {
            return result;
        }

        if (await db.Set<ScriptVersion>()
            .SingleOrDefaultAsync(s => s.Slug == draft.Slug && s.State == ArticleState.Published, ct) is { } shown)
        {
            shown.Retire();
            await db.SaveChangesAsync(ct); // First, so that "one published version" holds at every moment.
        }

        journal.Record(actor, ScriptActs.Published, new Subject("script", id), $"{draft.Slug};v{draft.Version}");
        await db.CommitAsync(ct);
        return Result.Success;
    }
}
