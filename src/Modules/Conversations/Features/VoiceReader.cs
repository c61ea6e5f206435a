using System.Text.Json;
using FirstWindow.Conversations.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features;

/// <summary>A suggestion as the staff see it.</summary>
internal sealed record SuggestionView(
    Guid Id, ConversationId Conversation, string Reference, DateTimeOffset At, bool IsByCustomer, string Text,
    StaffId? Owner, string? OwnerName, DateTimeOffset DueAt, string? Answer, DateTimeOffset? AnsweredAt,
    Guid? Improvement, string? NoChange);

/// <summary>A low score as the staff see it.</summary>
internal sealed record RecoveryView(
    ConversationId Conversation, string Reference, int Score, string? Comment, DateTimeOffset OpenedAt,
    DateTimeOffset DueAt, DateTimeOffset? ClosedAt, string? Satisfied, RecoveryWords? Words);

/// <summary>Reads the customer's voice for the pages and the API: to each colleague what was said about contacts in
/// sight.</summary>
[Clause("A4.2.3a")]
internal sealed class VoiceReader(Database db, OwnTeam team, SubjectKeys keys, IActorNames names)
{
    /// <summary>Most rows on a page.</summary>
    public const int PageMax = 50;

    /// <summary>Suggestions in sight: about contacts one may look into, owned or written down by oneself.</summary>
    public async Task<IQueryable<Suggestion>> InSightAsync(Actor actor, CancellationToken ct)
    {
        StaffId? me = actor.StaffId;
        var contacts = await team.NarrowAsync(db.Set<Conversation>(), VoicePermissions.Read, actor, ct);
        return db.Set<Suggestion>().AsNoTracking().Where(s =>
            s.Owner == me || s.TakenBy == me || contacts.Any(c => c.Id == s.Conversation));
    }

    /// <summary>Suggestions, those that wait for an answer first, soonest due first.</summary>
    public async Task<IReadOnlyList<SuggestionView>> SuggestionsAsync(int page, Actor actor, CancellationToken ct)
    {
        var rows = await (await InSightAsync(actor, ct)).OrderBy(s => s.AnsweredAt != null)
            .ThenBy(s => s.AnsweredAt == null ? s.DueAt : default(DateTimeOffset?)).ThenByDescending(s => s.At)
            .Skip((page - 1) * PageMax).Take(PageMax).ToListAsync(ct);
        var views = new List<SuggestionView>();
        foreach (var row in rows)
        {
            views.Add(await ViewOfAsync(row, ct));
        }

        return views;
    }

    /// <summary>One suggestion.</summary>
    public async Task<SuggestionView?> FindSuggestionAsync(Guid id, Actor actor, CancellationToken ct) =>
        await (await InSightAsync(actor, ct)).SingleOrDefaultAsync(s => s.Id == id, ct) is { } row
            ? await ViewOfAsync(row, ct) : null;

    /// <summary>Low scores in sight.</summary>
    public async Task<IQueryable<Recovery>> RecoveriesInSightAsync(Actor actor, CancellationToken ct)
    {
        var contacts = await team.NarrowAsync(db.Set<Conversation>(), VoicePermissions.Lead, actor, ct);
        return db.Set<Recovery>().AsNoTracking().Where(r => contacts.Any(c => c.Id == r.Conversation));
    }

    /// <summary>Low scores that are open, soonest due first.</summary>
    public async Task<IReadOnlyList<RecoveryView>> RecoveriesAsync(Actor actor, CancellationToken ct)
    {
        var rows = await (await RecoveriesInSightAsync(actor, ct)).Where(r => r.ClosedAt == null).OrderBy(r => r.DueAt)
            .Take(PageMax).ToListAsync(ct);
        var views = new List<RecoveryView>();
        foreach (var row in rows)
        {
            views.Add(await ViewOfAsync(row, ct));
        }

        return views;
    }

    /// <summary>One low score.</summary>
    public async Task<RecoveryView?> FindRecoveryAsync(ConversationId id, Actor actor, CancellationToken ct) =>
        await (await RecoveriesInSightAsync(actor, ct)).SingleOrDefaultAsync(r => r.Conversation == id, ct) is { } row
            ? await ViewOfAsync(row, ct) : null;

    /// <summary>Improvements, open ones first.</summary>
    public async Task<IReadOnlyList<Improvement>> ImprovementsAsync(CancellationToken ct) =>
        await db.Set<Improvement>().AsNoTracking().OrderBy(i => i.DoneAt != null).ThenBy(i => i.DueAt).Take(PageMax)
            .ToListAsync(ct);

    /// <summary>One improvement.</summary>
    public Task<Improvement?> FindImprovementAsync(Guid id, CancellationToken ct) =>
        db.Set<Improvement>().AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, ct);

    /// <summary>Summaries, newest first.</summary>
    public async Task<IReadOnlyList<VoiceSummary>> SummariesAsync(CancellationToken ct) =>
        await db.Set<VoiceSummary>().AsNoTracking().OrderByDescending(s => s.FirstDay).Take(PageMax).ToListAsync(ct);

    /// <summary>One summary.</summary>
    public Task<VoiceSummary?> FindSummaryAsync(Guid id, CancellationToken ct) =>
        db.Set<VoiceSummary>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, ct);

    private Task<string?> ReferenceAsync(ConversationId id, CancellationToken ct) =>
        db.Set<Conversation>().Where(c => c.Id == id).Select(c => c.Reference).SingleOrDefaultAsync(ct);

    private async Task<SuggestionView> ViewOfAsync(Suggestion row, CancellationToken ct) => new(
        row.Id, row.Conversation, await ReferenceAsync(row.Conversation, ct) ?? string.Empty, row.At,
        row.TakenBy is null, await keys.DecryptAsync(row.Body, row.Id, ct) ?? string.Empty, row.Owner,
        row.Owner is { } owner ? await names.FindNameAsync(owner.Value, ct) : null, row.DueAt,
        row.Answer is null ? null : await keys.DecryptAsync(row.Answer, row.Id, ct), row.AnsweredAt, row.Improvement,
        row.NoChange);

    private async Task<RecoveryView> ViewOfAsync(Recovery row, CancellationToken ct)
    {
        var rating = await db.Set<Rating>().AsNoTracking()
            .SingleOrDefaultAsync(r => r.Conversation == row.Conversation, ct);
        var comment = rating?.Comment is { } body ? await keys.DecryptAsync(body, row.Conversation.Value, ct) : null;
        var words = row.Body is null ? null : await keys.DecryptAsync(row.Body, row.Conversation.Value, ct);
        return new(row.Conversation, await ReferenceAsync(row.Conversation, ct) ?? string.Empty, row.Score, comment,
            row.OpenedAt, row.DueAt, row.ClosedAt, row.Satisfied,
            words is null ? null : JsonSerializer.Deserialize<RecoveryWords>(words, JsonSettings.Options));
    }
}
