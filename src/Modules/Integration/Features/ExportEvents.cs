using System.Globalization;
using FirstWindow.Integration.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;

namespace FirstWindow.Integration.Features;

/// <summary>Gives another system what happened, page by page, from the place where it stopped. What it was given is in
/// the journal.</summary>
internal sealed class ExportEventsHandler(EventReader reader, EventKinds kinds, JournalBook journal, Database db)
{
    /// <summary>Events in one answer at most.</summary>
    public const int SizeMax = 1_000;

    private const int SizeUsual = 100;

    /// <summary>The events after a cursor.</summary>
    public async Task<Result<EventPage>> HandleAsync(
        string? after, int? size, string? only, Actor actor, CancellationToken ct)
    {
        if ((string.IsNullOrEmpty(after) ? EventPosition.Start : EventPosition.Parse(after)) is not { } from)
        {
            return WebhookErrors.BadCursor;
        }

        var codes = string.IsNullOrEmpty(only) ? kinds.Codes : only.Split(',');
        if (codes.Except(kinds.Codes).Any())
        {
            return WebhookErrors.BadKinds;
        }

        var page = await reader.ReadAsync(from, codes, Math.Clamp(size ?? SizeUsual, 1, SizeMax), ct);
        if (page.Events.Count > 0)
        {
            journal.Record(actor, EventActs.Exported, Subject.System, string.Create(
                CultureInfo.InvariantCulture, $"from={from};to={page.Next};count={page.Events.Count}"));
            await db.CommitAsync(ct);
        }

        return page;
    }
}
