using System.Threading.Channels;
using FirstWindow.Simulator.Bank;
using FirstWindow.Simulator.Proof;

namespace FirstWindow.Simulator.People;

/// <summary>A conversation as its customer has it: a page that speaks and listens.</summary>
internal sealed class Contact : IAsyncDisposable
{
    private static readonly TimeSpan CatchUpMax = TimeSpan.FromSeconds(15);
    private readonly Line line;
    private readonly Transcript transcript;
    private readonly CancellationToken ct;
    private readonly CancellationTokenSource leaving;
    private readonly Channel<string> voices = Channel.CreateUnbounded<string>();
    private readonly Task listening;
    private volatile string state = "assistant";

    private Contact(Line line, Transcript transcript, CancellationToken ct)
    {
        (this.line, this.transcript, this.ct) = (line, transcript, ct);
        leaving = CancellationTokenSource.CreateLinkedTokenSource(ct);
        listening = ListenAsync();
    }

    public Transcript Transcript => transcript;

    public bool IsOver => state is "closed" or "ended";

    public bool IsWithPerson => state is "assigned";

    /// <summary>Opens a conversation.</summary>
    /// <param name="bank">The bank.</param>
    /// <param name="ledger">Where its transcript goes.</param>
    /// <param name="ct">Breaks everything off.</param>
    public static async Task<Contact> OpenAsync(Switchboard bank, Ledger ledger, CancellationToken ct)
    {
        var answer = await bank.NewLine().SendAsync(
            HttpMethod.Post, "/api/v1/conversations",
            new { channel = "web", locale = "zh-CN", customerToken = (string?)null }, ct);
        if (!answer.IsSuccess)
        {
            throw new InvalidOperationException(
                $"The bank does not open a conversation: {(int)answer.Status} {answer.Body}");
        }

        var (id, token) = (answer.Body.GetProperty("id").GetString()!, answer.Body.GetProperty("token").GetString()!);
        return new(bank.NewLine(token), ledger.Open(id, token), ct);
    }

    /// <summary>Says something, under one id however often it must be tried.</summary>
    /// <returns>Whether the bank took it; not when the conversation is over.</returns>
    public async Task<bool> SayAsync(string text)
    {
        var id = Guid.CreateVersion7();
        transcript.Say(id, text);
        var answer = await line.SendAsync(HttpMethod.Post, Path("messages"), new { id, text }, ct);
        if (answer.IsSuccess)
        {
            transcript.Acknowledge(id, answer.Body.GetProperty("seq").GetInt32());
        }
        else
        {
            transcript.Strike(id);
        }

        return answer.IsSuccess;
    }

    /// <summary>Waits until somebody of the bank says something.</summary>
    /// <returns>Whether somebody did.</returns>
    public async Task<bool> HearAsync(TimeSpan most, CancellationToken until)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(until);
        patience.CancelAfter(most);
        try
        {
            await voices.Reader.ReadAsync(patience.Token);
            return true;
        }
        catch (OperationCanceledException) when (!until.IsCancellationRequested)
        {
            return false;
        }
    }

    public Task AskForPersonAsync() => line.SendAsync(HttpMethod.Post, Path("person"), null, ct);

    public Task EndAsync() => line.SendAsync(HttpMethod.Post, Path("end"), null, ct);

    public Task RateAsync(int score, string? comment) =>
        line.SendAsync(HttpMethod.Post, Path("rating"), new { score, comment }, ct);

    /// <summary>Listens until everything acknowledged has come, then closes the page.</summary>
    public async ValueTask DisposeAsync()
    {
        var patience = Task.Delay(CatchUpMax, ct);
        while (!transcript.IsCaughtUp && !patience.IsCompleted)
        {
            await Task.WhenAny(patience, Task.Delay(20, ct));
        }

        await leaving.CancelAsync();
        await listening;
        leaving.Dispose();
    }

    private string Path(string noun) => $"/api/v1/conversations/{transcript.Conversation}/{noun}";

    private async Task ListenAsync()
    {
        try
        {
            await new EventReader(line, Path("events")).FollowAsync(() => transcript.LastSeq, Hear, leaving.Token);
        }
        catch (Exception fault) when (Line.IsOfTheNetwork(fault))
        {
            // Left, or refused for good; what is missing then shows in the second reading.
        }
    }

    private void Hear(StreamEvent happening)
    {
        if (happening.Seq is not { } seq)
        {
            return;
        }

        var data = happening.Data;
        transcript.Hear(seq, data.GetProperty("id").GetGuid(), data.GetProperty("text").GetString()!);
        if (happening.Name == "state")
        {
            state = data.GetProperty("state").GetString()!;
        }
        else if (data.GetProperty("from").GetString() is not "customer")
        {
            voices.Writer.TryWrite(string.Empty);
        }
    }
}
