using FirstWindow.Knowledge.Contracts;
using FirstWindow.Knowledge.Domain;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Knowledge.Features;

/// <summary>Keeps count of what the library's wording is worth: shown, used, left, not found.</summary>
internal sealed class WordingBook(Database db, DatabaseClock clock) : IWordings
{
    public async Task<bool?> NoteAsync(WordingLook look, CancellationToken ct)
    {
        if (await db.Set<WordingUse>().AnyAsync(u => u.Id == look.Id, ct))
        {
            return false;
        }

        if (look.Outcome is WordingOutcome.Nothing ? look.Version is not null : !await IsPublishedAsync(look, ct))
        {
            return null;
        }

        db.Add(new WordingUse
        {
            Id = look.Id,
            Kind = look.Kind,
            Version = look.Version,
            Conversation = look.Conversation,
            Staff = look.Staff,
            Outcome = look.Outcome,
            At = clock.Now,
        });
        return true;
    }

    public async Task<ApprovedScript?> FindScriptAsync(string slug, string locale, CancellationToken ct) =>
        await db.Set<ScriptVersion>().AsNoTracking()
            .SingleOrDefaultAsync(s => s.Slug == slug && s.State == ArticleState.Published, ct) is { } script
            ? new(script.Id, script.In(locale)) : null;

    public async Task<IReadOnlyList<NamedScript>> ListScriptsAsync(string locale, CancellationToken ct)
    {
        var scripts = await db.Set<ScriptVersion>().AsNoTracking().Where(s => s.State == ArticleState.Published)
            .OrderBy(s => s.Slug).Take(ScriptReader.RowsMax).ToListAsync(ct);
        return [.. scripts.Select(s => new NamedScript(s.Slug, s.Id, s.In(locale)))];
    }

    private Task<bool> IsPublishedAsync(WordingLook look, CancellationToken ct) => look.Kind is WordingKind.Script
        ? db.Set<ScriptVersion>().AnyAsync(s => s.Id == look.Version && s.State == ArticleState.Published, ct)
        : db.Set<ArticleVersion>().AnyAsync(a => a.Id == look.Version && a.State == ArticleState.Published, ct);
}
