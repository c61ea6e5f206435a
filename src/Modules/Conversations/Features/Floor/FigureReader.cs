using System.Data.Common;
using FirstWindow.Conversations.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Contracts;

namespace FirstWindow.Conversations.Features.Floor;

/// <summary>What was counted in a span.</summary>
/// <param name="Queues">By queue.</param>
/// <param name="Agents">By agent; who has nothing to count is not there.</param>
internal sealed record SpanCounts(
    IReadOnlyDictionary<string, Counts> Queues, IReadOnlyDictionary<StaffId, Counts> Agents)
{
    /// <summary>The whole centre: what is told of queues is told by them, everything else by agents.</summary>
    public Counts Whole => Agents.Values.Aggregate(new Counts(), (a, b) => a + b)
        + Queues.Values.Aggregate(new Counts(), (a, b) => a + b with { Handlings = 0, HandlingMicroseconds = 0 });

    /// <summary>By team, in the order of their names.</summary>
    public IReadOnlyList<(string Team, Counts Counts)> Teams(IReadOnlyDictionary<StaffId, StaffCard> cards) =>
        [.. Agents.GroupBy(a => cards.GetValueOrDefault(a.Key)?.Team ?? string.Empty)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => (g.Key, g.Aggregate(new Counts(), (sum, a) => sum + a.Value)))];
}

/// <summary>Counts a span of time, for the floor and the reports alike.</summary>
[Clause("A1.1.1")]
internal sealed class FigureReader(Connections connections, PolicyBook policies, DatabaseClock clock)
{
    /// <summary>Whoever comes back in the same matter within this was not helped the first time.</summary>
    public static readonly TimeSpan ComesBackWithin = TimeSpan.FromDays(7);

    private const string LeasePolicy = "routing.lease"; // Declared by routing, whose presence it is.

    /// <summary>Whether the customers of contacts closed in a span came back, by agent.</summary>
    public async Task<IReadOnlyDictionary<StaffId, Counts>> JudgeAsync(
        DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        (string, object)[] values = [("@from", from), ("@to", to), ("@week", MicrosecondsOf(ComesBackWithin))];
        return (await connections.ReadAsync(FigureSql.Judged, values, r => (
            Staff: StaffOf(r), Counts: new Counts { Judged = r.Number(1), JudgedOnce = r.Number(2) }), ct))
            .ToDictionary(j => j.Staff, j => j.Counts);
    }

    /// <summary>Counts a span, together with what was judged.</summary>
    public async Task<SpanCounts> ReadAsync(
        DateTimeOffset from, DateTimeOffset to, IReadOnlyDictionary<StaffId, Counts> judged, CancellationToken ct)
    {
        (string, object)[] values =
        [
            ("@from", from), ("@to", to), ("@now", clock.Now),
            ("@target", MicrosecondsOf(policies.Seconds(ChatPolicies.FirstReply))),
            ("@moment", MicrosecondsOf(policies.Seconds(FloorPolicies.Moment))),
            ("@lease", MicrosecondsOf(policies.Seconds(policies.Known[LeasePolicy]))),
            ("@code", ConversationErrors.BreaksRule),
        ];
        var queues = new Dictionary<string, Counts>(StringComparer.Ordinal);
        var agents = new Dictionary<StaffId, Counts>(judged);
        await AddAsync(FigureSql.Asked, Some("@from", "@to", "@now", "@target", "@moment"), r => Put(queues, r.GetString(0), new()
        {
            Asked = r.Number(1),
            InTime = r.Number(2),
            Late = r.Number(3),
            Abandoned = r.Number(4),
        }));
        await AddAsync(FigureSql.Handled, Some("@from", "@to"), r =>
        {
            var counts = new Counts { Handlings = r.Number(2), HandlingMicroseconds = r.Number(3) };
            Put(agents, StaffOf(r), counts);
            Put(queues, r.GetString(1), counts);
        });
        await AddAsync(FigureSql.Present, Some("@from", "@to", "@now", "@lease"), r => Put(agents, StaffOf(r),
            new() { PresentMicroseconds = r.Number(1), BusyMicroseconds = r.Number(2) }));
        await AddAsync(FigureSql.Closed, Some("@from", "@to"), r => Put(agents, StaffOf(r), new()
        {
            Closed = r.Number(1),
            Resolved = r.Number(2),
            Complaints = r.Number(3),
            Rated = r.Number(4),
            Stars = r.Number(5),
            Satisfied = r.Number(6),
        }));
        await AddAsync(FigureSql.Stopped, Some("@from", "@to", "@code"), r =>
            Put(agents, StaffOf(r), new() { Stopped = r.Number(1) }));
        return new(queues, agents);

        (string, object)[] Some(params string[] names) => [.. values.Where(v => names.Contains(v.Item1))];

        Task AddAsync(string sql, (string, object)[] some, Action<DbDataReader> put) =>
            connections.ReadAsync(sql, some, r =>
            {
                put(r);
                return true;
            }, ct);
    }

    private static StaffId StaffOf(DbDataReader row) => new(row.Id(0)!.Value);

    private static void Put<TKey>(Dictionary<TKey, Counts> all, TKey key, Counts counts)
        where TKey : notnull => all[key] = all.GetValueOrDefault(key, new()) + counts;

    private static long MicrosecondsOf(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMicrosecond;
}
