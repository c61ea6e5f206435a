using System.Net;
using FirstWindow.Simulator.Bank;
using FirstWindow.Simulator.Proof;

namespace FirstWindow.Simulator.People;

/// <summary>A contact on an agent's desk, from the offer to its record.</summary>
internal sealed class ServedContact(string conversation, Line line, Ledger ledger, TalkBook talk, Pace pace)
{
    private const int RepliesMost = 8;
    private const int OtherWordsMost = 5;
    private const string Greeting = "您好，首窗示范银行为您服务，请问有什么可以帮您？";
    private static readonly string[] Categories =
        ["savings", "loans", "cards", "ebanking", "transfers", "wealth", "fx", "fees", "security", "other"];

    private readonly SemaphoreSlim news = new(0);
    private volatile bool hasLeft;
    private volatile bool isElsewhere;
    private volatile int spoken;

    /// <summary>The customer has spoken up to this number.</summary>
    public void Hear(int seq)
    {
        spoken = Math.Max(spoken, seq);
        news.Release();
    }

    /// <summary>The customer has gone; the record is still owed.</summary>
    public void Leave()
    {
        hasLeft = true;
        news.Release();
    }

    /// <summary>Somebody else has it now.</summary>
    public void GoElsewhere()
    {
        isElsewhere = true;
        news.Release();
    }

    /// <summary>Serves it.</summary>
    /// <param name="isAccepted">Whether it was accepted before, e.g. ahead of a break of the line.</param>
    /// <param name="until">Closing time: the record is still made.</param>
    /// <param name="ct">Breaks everything off.</param>
    public async Task ServeAsync(bool isAccepted, CancellationToken until, CancellationToken ct)
    {
        try
        {
            if (isAccepted || await AcceptAsync(until, ct))
            {
                await TalkAsync(until, ct);
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            await WrapUpAsync(ct);
        }
    }

    private async Task<bool> AcceptAsync(CancellationToken until, CancellationToken ct)
    {
        if (Random.Shared.NextDouble() < pace.Misses)
        {
            return false;
        }

        await Task.Delay(pace.PickingUp.Draw(), until);
        var accepted = await line.SendAsync(HttpMethod.Put, Path("acceptance"), null, ct);
        return accepted.IsSuccess && await ReplyAsync(Greeting, ct) is not Reply.NotOurs;
    }

    private async Task TalkAsync(CancellationToken until, CancellationToken ct)
    {
        var answered = 0;
        for (var replies = 0; replies < RepliesMost && !hasLeft && !isElsewhere; replies++)
        {
            if (!await news.WaitAsync(pace.SilenceMax, until))
            {
                break; // Silence: the customer has what they wanted.
            }

            if (spoken <= answered)
            {
                continue;
            }

            answered = spoken;
            await Task.Delay(pace.Typing.Draw(), until);
            if (Random.Shared.NextDouble() < pace.Transfers && await TransferAsync(ct))
            {
                return;
            }

            if (await SayAsync(ct) is Reply.NotOurs)
            {
                break;
            }
        }

        if (!isElsewhere)
        {
            await WrapUpAsync(ct);
        }
    }

    private async Task<Reply> SayAsync(CancellationToken ct)
    {
        // Some words in the book break a service rule: then the desk refuses them and a good agent finds others.
        var said = Reply.Refused;
        for (var tries = 0; tries < OtherWordsMost && said is Reply.Refused; tries++)
        {
            said = await ReplyAsync(TalkBook.Pick(talk.AgentReplies), ct);
        }

        return said;
    }

    private async Task<Reply> ReplyAsync(string text, CancellationToken ct)
    {
        var id = Guid.CreateVersion7();
        var transcript = ledger.Find(conversation);
        transcript?.Say(id, text);
        var answer = await line.SendAsync(HttpMethod.Post, Path("replies"), new { id, text }, ct);
        if (answer.IsSuccess)
        {
            transcript?.Acknowledge(id, answer.Body.GetProperty("seq").GetInt32());
            return Reply.Sent;
        }

        transcript?.Strike(id);
        return answer.Status is HttpStatusCode.UnprocessableEntity ? Reply.Refused : Reply.NotOurs;
    }

    private async Task<bool> TransferAsync(CancellationToken ct)
    {
        var answer = await line.SendAsync(
            HttpMethod.Post, Path("transfers"), new { queue = "expert", summary = TalkBook.Pick(talk.Summaries) }, ct);
        return answer.IsSuccess;
    }

    private Task<Answer> WrapUpAsync(CancellationToken ct) => line.SendAsync(HttpMethod.Put, Path("wrap-up"), new
    {
        contact = Random.Shared.Next(4) == 0
            ? (object)new { declined = "客户不愿留下联系方式" }
            : new { name = "模拟客户", way = $"138{Random.Shared.Next(100_000_000):D8}" },
        category = Categories[Random.Shared.Next(Categories.Length)],
        need = TalkBook.Pick(talk.Needs),
        outcome = "resolved", // A grievance may end in no other way without a ticket.
        remedy = "已向客户说明原因和恢复、办理的办法并确认", // Also of an account that was frozen.
        furtherNeed = "无",
        summary = TalkBook.Pick(talk.Summaries),
    }, ct);

    private string Path(string noun) => $"/api/v1/conversations/{conversation}/{noun}";

    private enum Reply
    {
        Sent,
        Refused,
        NotOurs,
    }
}
