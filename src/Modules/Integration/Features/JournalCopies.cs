using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Net.Http.Headers;
using FirstWindow.Integration.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Outgoing;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FirstWindow.Integration.Features;

/// <summary>Section "JournalCopy": the bank's log system, which gets the journal as it is sealed.</summary>
public sealed class JournalCopyOptions : OutgoingHostOptions, IValidatableObject
{
    /// <summary>Address that takes it by POST. Empty: no copy.</summary>
    public string Endpoint { get; set; } = string.Empty;

    /// <summary>File with the bearer token of that address, and nothing else.</summary>
    public string? TokenFile { get; set; }

    /// <summary>How long the other system may take.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often is looked for new blocks.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan PassInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Endpoint.Length > 0 && !(Uri.TryCreate(Endpoint, UriKind.Absolute, out var address)
            && address.UserInfo.Length == 0 && address.Query.Length == 0 && MakeHosts().IsOnList(address)))
        {
            yield return new("Endpoint is an address whose host stands in AllowedHosts (https) or PrivateHosts, without name, key or query.");
        }

        if (TokenFile is not null && !File.Exists(TokenFile))
        {
            yield return new("TokenFile does not exist.");
        }
    }
}

/// <summary>
/// Copies the journal, block by block in order, to a system that whoever breaks into this one cannot change. Each body
/// is a whole export that proves itself; what was not acknowledged is sent again, so nothing is lost and a block may
/// come twice, under its number.
/// </summary>
[Clause("A4.3.3a")]
internal sealed partial class JournalCopies(
    IServiceScopeFactory scopes, JournalCopyOptions options, DatabaseClock clock, Alarms alarms,
    ILogger<JournalCopies> log) : BackgroundService
{
    /// <summary>The alarm that stands while the other system takes nothing.</summary>
    public const string Alarm = "upkeep.journal-not-copied";

    private const int BlocksMax = 200;
    private static readonly TimeSpan LeaseBeyondPatience = TimeSpan.FromSeconds(5);
    private readonly Guid node = Guid.CreateVersion7();
    private readonly OutsideClient client = new(options.MakeHosts(), options.Timeout);

    /// <summary>Copies all that is sealed, or as much as is taken.</summary>
    public async Task RunPassAsync(CancellationToken ct)
    {
        while (options.Endpoint.Length > 0 && await CopyAsync(ct))
        {
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        client.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.PassInterval);
        while (options.Endpoint.Length > 0 && await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunPassAsync(stoppingToken);
            }
            catch (Exception fault) when (StorageUnavailableException.IsCausedBy(fault))
            {
                LogNotCopied(log, "database");
            }
        }
    }

    // The lease is taken and the end recorded in transactions of their own: nobody waits for the other system.
    private async Task<bool> CopyAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Database>();
        var newest = await db.Set<JournalBlock>().MaxAsync(b => (long?)b.Number, ct) ?? 0;
        var known = await db.Set<JournalCopy>().AsNoTracking()
            .SingleOrDefaultAsync(c => c.Address == options.Endpoint, ct);
        if (newest == (known?.Block ?? 0) || await LeaseAsync(db, ct) is not { } copy)
        {
            return false;
        }

        var (from, to) = (copy.Block + 1, Math.Min(newest, copy.Block + BlocksMax));
        var lines = await scope.ServiceProvider.GetRequiredService<JournalExporter>().WriteAsync(from, to, ct);
        var outcome = await SendAsync(lines, from, to, ct);
        if (outcome.Fault is { } fault)
        {
            alarms.Raise(Alarm, "The system that keeps a copy of the journal does not take it.");
            LogNotCopied(log, fault);
            return false;
        }

        alarms.Clear(Alarm);
        await db.BeginAsync(ct);
        var row = (await db.FindForUpdateAsync<JournalCopy>("journal_copy", copy.Id, ct))!;
        row.Acknowledge(to, clock.Now);
        await db.CommitAsync(ct);
        return to < newest;
    }

    private async Task<JournalCopy?> LeaseAsync(Database db, CancellationToken ct)
    {
        await db.BeginAsync(ct);
        await db.LockAsync("journal.copy", ct);
        var copy = await db.Set<JournalCopy>().SingleOrDefaultAsync(c => c.Address == options.Endpoint, ct);
        if (copy is null)
        {
            copy = new() { Address = options.Endpoint };
            db.Add(copy);
        }

        var isOurs = copy.TryLease(node, clock.Now, options.Timeout + LeaseBeyondPatience);
        await db.CommitAsync(ct);
        db.ChangeTracker.Clear();
        return isOurs ? copy : null;
    }

    private async Task<Outcome> SendAsync(byte[] lines, long from, long to, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, options.Endpoint);
        request.Content = new ByteArrayContent(lines);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/jsonl");
        request.Headers.Add("X-FirstWindow-Blocks", string.Create(CultureInfo.InvariantCulture, $"{from}-{to}"));
        try
        {
            request.Headers.Authorization = options.TokenFile is { } file
                ? new("Bearer", (await File.ReadAllTextAsync(file, ct)).Trim()) : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return new(null, "token-file"); // Being changed, or gone: nothing is sent without it.
        }

        return await client.SendAsync(request, ct);
    }

    [LoggerMessage(1721, LogLevel.Warning, "The journal could not be copied outside: {Reason}")]
    private static partial void LogNotCopied(ILogger log, string reason);
}
