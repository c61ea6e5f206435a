using FirstWindow.Conversations.Domain;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FirstWindow.Conversations.Features;

/// <summary>Removes the bytes of files whose key was destroyed: nobody can read them any more, so they only take
/// room.</summary>
internal sealed class PurgeAttachments(Database db, JournalBook journal)
{
    private const int TogetherMax = 200;

    /// <summary>Removes what there is, some at a time so that nobody waits long.</summary>
    /// <returns>How many files.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var total = 0;
        for (var removed = TogetherMax; removed == TogetherMax; total += removed)
        {
            removed = await RemoveSomeAsync(ct);
        }

        return total;
    }

    private async Task<int> RemoveSomeAsync(CancellationToken ct)
    {
        await db.BeginAsync(ct);
        var dead = await db.Set<Attachment>().AsNoTracking()
            .Where(a => db.Set<Conversation>().Any(c => c.Id == a.Conversation
                && db.Set<DataKey>().Any(k => k.Id == c.KeyId && k.Wrapped == null)))
            .OrderBy(a => a.Id).Take(TogetherMax).Select(a => new { a.Id, a.Conversation }).ToListAsync(ct);
        if (dead.Count == 0)
        {
            await db.AbandonAsync();
            return 0;
        }

        var ids = dead.Select(a => a.Id).ToList();
        var removed = await db.Set<Attachment>().Where(a => ids.Contains(a.Id)).ExecuteDeleteAsync(ct);
        foreach (var files in dead.GroupBy(a => a.Conversation))
        {
            journal.Record(
                Actor.System, ConversationActs.FilesPurged, Subject.Of(files.Key), $"files={files.Count()}");
        }

        await db.CommitAsync(ct);
        return removed;
    }
}

/// <summary>Looks once an hour for files without a key.</summary>
internal sealed partial class AttachmentPurgeWorker(IServiceScopeFactory scopes, ILogger<AttachmentPurgeWorker> log)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause);
        do
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<PurgeAttachments>().RunAsync(stoppingToken);
            }
            catch (Exception fault) when (StorageUnavailableException.IsCausedBy(fault))
            {
                LogLater(log, fault);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(3190, LogLevel.Warning, "Files without a key are looked for in an hour: the database is away.")]
    private static partial void LogLater(ILogger log, Exception fault);
}
