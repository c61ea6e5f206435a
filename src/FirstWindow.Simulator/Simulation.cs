using System.Diagnostics;
using FirstWindow.Simulator.Bank;
using FirstWindow.Simulator.People;
using FirstWindow.Simulator.Proof;

namespace FirstWindow.Simulator;

/// <summary>A sign-in for a simulated agent.</summary>
public sealed record SimulatedAccount(string UserName, string Password, string TotpSecret, IReadOnlyList<string> Roles)
{
    /// <summary>Whether this account serves contacts.</summary>
    public bool IsOfTheDesk => Roles.Contains("agent") || Roles.Contains("expert");
}

/// <summary>What to simulate.</summary>
/// <param name="Server">Address of the bank.</param>
/// <param name="Customers">How many customers.</param>
/// <param name="Agents">How many agents, as far as there are tokens and accounts for them.</param>
/// <param name="Duration">For how long new things are said; bringing them to an end takes longer.</param>
/// <param name="SeedFolder">Folder with the words.</param>
/// <param name="Tokens">Service accounts that serve contacts.</param>
/// <param name="Accounts">Sign-ins of staff.</param>
public sealed record SimulationPlan(
    Uri Server,
    int Customers,
    int Agents,
    TimeSpan Duration,
    string SeedFolder,
    IReadOnlyList<string> Tokens,
    IReadOnlyList<SimulatedAccount> Accounts);

/// <summary>
/// Customers and agents who talk over the public interface, and the proof that nothing acknowledged is lost, doubled or
/// out of order — also when the bank is killed and started again meanwhile.
/// </summary>
public sealed class Simulation(SimulationPlan plan)
{
    private const int ContactsAtOnceMax = 20; // What the bank allows one desk.
    private const int RereadersMax = 16;
    private static readonly TimeSpan GraceMax = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan RereadMax = TimeSpan.FromSeconds(30);
    private readonly Ledger ledger = new();

    /// <summary>Runs it.</summary>
    public async Task<SimulationReport> RunAsync(CancellationToken ct)
    {
        using var http = Line.NewClient();
        var bank = new Switchboard(http, plan.Server);
        var talk = TalkBook.Read(plan.SeedFolder);
        var badges = plan.Tokens.Select(t => new Badge(t, null))
            .Concat(plan.Accounts.Where(a => a.IsOfTheDesk).Select(a => new Badge(null, a))).Take(plan.Agents).ToList();
        var capacity = Math.Clamp(badges.Count == 0 ? 1 : plan.Customers / badges.Count, 4, ContactsAtOnceMax);
        using var closing = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var breakingOff = CancellationTokenSource.CreateLinkedTokenSource(ct);
        closing.CancelAfter(plan.Duration);
        breakingOff.CancelAfter(plan.Duration + GraceMax);
        var started = Stopwatch.GetTimestamp();
        var people = badges.Select(
            b => new Agent(bank, b, capacity, ledger, talk, Pace.Brisk).RunAsync(closing.Token, breakingOff.Token))
            .Concat(Enumerable.Range(0, plan.Customers).Select(_ =>
                new Customer(bank, ledger, talk, Pace.Brisk)
                    .RunAsync(keepsTranscripts: true, closing.Token, breakingOff.Token)))
            .ToList();
        await Task.WhenAll(people);
        var took = TimeSpan.FromTicks(Math.Min(Stopwatch.GetElapsedTime(started).Ticks, plan.Duration.Ticks));
        await Parallel.ForEachAsync(
            ledger.All, new ParallelOptions { MaxDegreeOfParallelism = RereadersMax, CancellationToken = ct },
            async (transcript, stop) => await RereadAsync(bank, transcript, stop));
        return SimulationReport.Of(ledger.All, took);
    }

    /// <summary>Reads a conversation from its beginning; what does not come within the time is not there.</summary>
    private static async Task RereadAsync(Switchboard bank, Transcript transcript, CancellationToken ct)
    {
        var events = new List<(int Seq, Guid Id, string Text)>();
        using var done = CancellationTokenSource.CreateLinkedTokenSource(ct);
        done.CancelAfter(RereadMax);
        var last = transcript.SeqMost;
        if (last == 0)
        {
            return;
        }

        void Hear(StreamEvent happening)
        {
            if (happening.Seq is { } seq)
            {
                events.Add(
                    (seq, happening.Data.GetProperty("id").GetGuid(), happening.Data.GetProperty("text").GetString()!));
                if (seq >= last)
                {
                    done.Cancel();
                }
            }
        }

        try
        {
            var path = $"/api/v1/conversations/{transcript.Conversation}/events";
            await new EventReader(bank.NewLine(transcript.Token), path)
                .FollowAsync(() => events.Count == 0 ? 0 : events[^1].Seq, Hear, done.Token);
        }
        catch (Exception fault) when (Line.IsOfTheNetwork(fault) && !ct.IsCancellationRequested)
        {
            // Everything came, or it never will.
        }

        transcript.Compare(events);
    }
}
