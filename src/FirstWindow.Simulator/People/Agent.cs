using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using FirstWindow.Simulator.Bank;
using FirstWindow.Simulator.Proof;

namespace FirstWindow.Simulator.People;

/// <summary>Somebody at a desk: takes what is offered, answers, records, and now and then takes a break.</summary>
internal sealed class Agent(Switchboard bank, Badge badge, int capacity, Ledger ledger, TalkBook talk, Pace pace)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(15);
    private readonly Line line = bank.NewLine();
    private readonly ConcurrentDictionary<string, (ServedContact Contact, Task Serving)> contacts = new();

    /// <summary>Works until closing time.</summary>
    /// <param name="until">Closing time: open contacts are still recorded.</param>
    /// <param name="ct">Breaks everything off.</param>
    public async Task RunAsync(CancellationToken until, CancellationToken ct)
    {
        try
        {
            if (!await badge.ShowAsync(line, until))
            {
                return;
            }

            using var leaving = CancellationTokenSource.CreateLinkedTokenSource(until);
            var listening = ListenAsync(leaving, ct);
            await WorkAsync(leaving.Token);
            await leaving.CancelAsync();
            await listening;
            await Task.WhenAll(contacts.Values.Select(c => c.Serving));
            await SetPresenceAsync("offline", null, ct);
        }
        catch (OperationCanceledException)
        {
            // Closing time before the work had begun, or broken off.
        }
    }

    private async Task WorkAsync(CancellationToken until)
    {
        try
        {
            await SetPresenceAsync("available", null, until);
            while (true)
            {
                await Task.Delay(LookEvery, until);
                if (Random.Shared.NextDouble() < pace.Breaks)
                {
                    await SetPresenceAsync("break", "休息", until);
                    await Task.Delay(pace.Break.Draw(), until);
                }

                // A missed offer, too, is answered with a break, by the bank.
                await ComeBackAsync(until);
            }
        }
        catch (OperationCanceledException)
        {
            // Closing time.
        }
    }

    private async Task ComeBackAsync(CancellationToken until)
    {
        var presence = await line.SendAsync(HttpMethod.Get, "/api/v1/desk/presence", null, until);
        if (presence.IsSuccess && presence.Body.GetProperty("state").GetString() is not "available")
        {
            await LookAtOneselfAsync(until);
            await SetPresenceAsync("available", null, until);
        }
    }

    // Whom customers see may not go on duty without.
    private Task<Answer> LookAtOneselfAsync(CancellationToken ct) => line.SendAsync(
        HttpMethod.Put, "/api/v1/desk/shift-check", new { dress = true, badge = true, ornaments = true }, ct);

    private Task<Answer> SetPresenceAsync(string state, string? reason, CancellationToken ct) =>
        line.SendAsync(HttpMethod.Put, "/api/v1/desk/presence", new { state, capacity, reason }, ct);

    private async Task ListenAsync(CancellationTokenSource leaving, CancellationToken ct)
    {
        try
        {
            await new EventReader(line, "/api/v1/desk/events").FollowAsync(
                () => 0, e => Hear(e, leaving, ct), leaving.Token);
        }
        catch (HttpRequestException refused)
            when (refused.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            await leaving.CancelAsync(); // A person signed in with this account: it is theirs.
        }
        catch (OperationCanceledException)
        {
            // Closing time.
        }
    }

    private void Hear(StreamEvent happening, CancellationTokenSource leaving, CancellationToken ct)
    {
        var data = happening.Data;
        switch (happening.Name)
        {
            case "snapshot":
                TakeSnapshot(data.GetProperty("contacts"), leaving, ct);
                break;
            case "assignment":
                Take(data, leaving, ct);
                break;
            case "released" when contacts.TryRemove(data.GetProperty("id").GetString()!, out var gone):
                gone.Contact.GoElsewhere();
                break;
            case "message" when data.GetProperty("from").GetString() is "customer"
                && contacts.TryGetValue(data.GetProperty("conversation").GetString()!, out var mine):
                mine.Contact.Hear(data.GetProperty("seq").GetInt32());
                break;
            case "signed-out":
                leaving.Cancel();
                break;
        }
    }

    private void TakeSnapshot(JsonElement list, CancellationTokenSource leaving, CancellationToken ct)
    {
        var now = list.EnumerateArray().ToDictionary(c => c.GetProperty("id").GetString()!);
        foreach (var id in contacts.Keys.Where(id => !now.ContainsKey(id)))
        {
            if (contacts.TryRemove(id, out var gone))
            {
                gone.Contact.GoElsewhere();
            }
        }

        foreach (var contact in now.Values)
        {
            Take(contact, leaving, ct);
        }
    }

    private void Take(JsonElement desk, CancellationTokenSource leaving, CancellationToken ct)
    {
        var id = desk.GetProperty("id").GetString()!;
        if (!contacts.TryGetValue(id, out var mine))
        {
            var contact = new ServedContact(id, line, ledger, talk, pace);
            var serving = contact.ServeAsync(desk.GetProperty("isAccepted").GetBoolean(), leaving.Token, ct);
            contacts[id] = mine = (contact, serving);
        }

        if (desk.GetProperty("state").GetString() is "wrap-up")
        {
            mine.Contact.Leave();
        }
        else
        {
            mine.Contact.Hear(desk.GetProperty("lastSeq").GetInt32()); // Somebody spoke before the desk saw it.
        }
    }
}
