using FirstWindow.Conversations.Domain;
using FirstWindow.Packs.Contracts;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FirstWindow.Conversations.Features;

/// <summary>
/// Watches the temper of contacts that a person serves, after each message: distress is owed empathy and the next step
/// within the time of <c>chat.empathy</c>, and an argument alerts the supervisors.
/// </summary>
[Clause("A2.3.3c")]
[Clause("B1.1.2b")]
internal sealed partial class TemperWatch(
    TemperQueue queue, IServiceScopeFactory scopes, PolicyBook policies, DatabaseClock clock,
    ILogger<TemperWatch> log) : BackgroundService
{
    private const int TurnsMax = 16;

    /// <summary>Looks at one contact now; looking again changes nothing.</summary>
    public async Task LookAsync(ConversationId id, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var lastSeq = await services.GetRequiredService<Database>().Set<Conversation>()
            .Where(c => c.Id == id && c.State == ConversationState.Assigned).Select(c => (int?)c.LastSeq)
            .SingleOrDefaultAsync(ct);
        if (lastSeq is null)
        {
            return;
        }

        var events = await services.GetRequiredService<ConversationReader>()
            .ReadAfterAsync(id, Math.Max(0, lastSeq.Value - TurnsMax), ct);
        var turns = events.Where(e => e.Kind is EventKind.Message).Select(e => new Turn(e.From, e.Text, e.At)).ToList();
        if (turns.Count == 0)
        {
            return;
        }

        turns = [.. turns.Concat(await RefusedAsync(services, id, turns[0].At, ct)).OrderBy(t => t.At)];
        if (await FindAsync(services, id, turns, ct) is { IsNews: true })
        {
            await ActAsync(services, id, turns, events.LastOrDefault(e => e.State?.State == "assigned")?.At, ct);
        }
    }

    // Rude words that the check has kept from the customer show the agent's temper all the same.
    private static async Task<IEnumerable<Turn>> RefusedAsync(
        IServiceProvider services, ConversationId id, DateTimeOffset since, CancellationToken ct) =>
        (await services.GetRequiredService<Database>().Set<JournalEntry>().AsNoTracking()
            .Where(e => e.Subject == id.Value && e.At >= since && e.Act == PlatformActs.Refused.Code
                && e.Detail == ConversationErrors.BreaksRule)
            .Select(e => e.At).ToListAsync(ct))
        .Select(at => new Turn(Sender.Agent, string.Empty, at, WasRefused: true));

    private static async Task<Sight> FindAsync(
        IServiceProvider services, ConversationId id, List<Turn> turns, CancellationToken ct)
    {
        var argument = await services.GetRequiredService<Database>().Set<Promise>().AsNoTracking()
            .Where(p => p.Kind == PendingPromises.Argument.Code && p.About == id.Value)
            .OrderByDescending(p => p.MadeAt).FirstOrDefaultAsync(ct);
        var owed = await services.GetRequiredService<PromiseBook>()
            .FindOpenAsync(PendingPromises.Empathy, Subject.Of(id), ct);
        var packs = services.GetRequiredService<ILivePacks>().Current;
        return new(Temper.Read(turns, packs, argument?.EndedAt), owed, argument is { EndedAt: null });
    }

    // Nothing is locked for a look; what it found is found again under the lock, because two nodes may look at once.
    private async Task ActAsync(
        IServiceProvider services, ConversationId id, List<Turn> turns, DateTimeOffset? acceptedAt,
        CancellationToken ct)
    {
        if (await services.GetRequiredService<ContactBook>().FindAsync(id, ct)
            is not { State: ConversationState.Assigned, Agent: { } agent })
        {
            return;
        }

        var about = Subject.Of(id);
        var db = services.GetRequiredService<Database>();
        var promises = services.GetRequiredService<PromiseBook>();
        var journal = services.GetRequiredService<JournalBook>();
        db.ChangeTracker.Clear();
        var sight = await FindAsync(services, id, turns, ct);
        if (sight.IsDistressNews)
        {
            var distressedAt = sight.Temper.DistressedAt!.Value;
            var from = acceptedAt > distressedAt ? acceptedAt.Value : distressedAt; // Before, nobody was there.
            var due = from + policies.Seconds(PendingPolicies.Empathy);
            promises.Make(PendingPromises.Empathy, about, agent.Value, due > clock.Now ? due : clock.Now);
            journal.Record(Actor.System, PendingActs.Distressed, about);
        }
        else if (sight.IsComfortNews)
        {
            promises.End(sight.Owed!, Actor.System, sight.Temper.ComfortedAt);
            journal.Record(Actor.System, PendingActs.Comforted, about, sight.Owed!.State.ToCode());
        }

        if (sight.IsArgumentNews)
        {
            promises.Make(
                PendingPromises.Argument, about, null, clock.Now + policies.Seconds(PendingPolicies.AlertTaken));
            journal.Record(Actor.System, PendingActs.Argued, about);
        }

        db.Announce(ContactBook.DeskTopic(agent));
        await db.CommitAsync(ct);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var id = await queue.NextAsync(stoppingToken);
            try
            {
                await LookAsync(id, stoppingToken);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                LogNotWatched(log, fault, id.Value); // The next message is looked at again.
            }
        }
    }

    [LoggerMessage(3102, LogLevel.Warning, "The temper of conversation {Conversation} could not be read.")]
    private static partial void LogNotWatched(ILogger log, Exception fault, Guid conversation);

    /// <summary>What a look found, beside what is on record.</summary>
    private sealed record Sight(Temper Temper, Promise? Owed, bool IsAlerted)
    {
        public bool IsDistressNews => Temper.DistressedAt is not null && Owed is null;

        public bool IsComfortNews => Temper is { DistressedAt: null, ComfortedAt: not null } && Owed is not null;

        public bool IsArgumentNews => Temper.IsArgument && !IsAlerted;

        public bool IsNews => IsDistressNews || IsComfortNews || IsArgumentNews;
    }
}
