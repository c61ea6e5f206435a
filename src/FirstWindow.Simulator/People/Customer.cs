using FirstWindow.Simulator.Bank;
using FirstWindow.Simulator.Proof;

namespace FirstWindow.Simulator.People;

/// <summary>Somebody with a question, and another one later. Asks, doubts, repeats, gets angry, waits or leaves,
/// thanks.</summary>
internal sealed class Customer(Switchboard bank, Ledger ledger, TalkBook talk, Pace pace)
{
    private const int RoundsMost = 5;

    /// <summary>Has one contact after the other.</summary>
    /// <param name="keepsTranscripts">False when nobody will check them.</param>
    /// <param name="until">Closing time: nothing new is said, what was said is brought to its end.</param>
    /// <param name="ct">Breaks everything off.</param>
    public async Task RunAsync(bool keepsTranscripts, CancellationToken until, CancellationToken ct)
    {
        try
        {
            await Task.Delay(pace.Arriving.Draw(), until);
            while (!until.IsCancellationRequested)
            {
                await HaveContactAsync(keepsTranscripts, until, ct);
                await Task.Delay(pace.BetweenContacts.Draw(), until);
            }
        }
        catch (OperationCanceledException)
        {
            // Closing time.
        }
    }

    private async Task HaveContactAsync(bool keepsTranscripts, CancellationToken until, CancellationToken ct)
    {
        await using var contact = await Contact.OpenAsync(bank, ledger, ct);
        try
        {
            await AskAsync(contact, until);
        }
        finally
        {
            if (!keepsTranscripts)
            {
                ledger.Forget(contact.Transcript);
            }
        }
    }

    private async Task AskAsync(Contact contact, CancellationToken until)
    {
        await TypeAsync(contact, TalkBook.Pick(talk.Asks), until);
        await contact.HearAsync(pace.Patience.Draw(), until);
        if (Random.Shared.NextDouble() < pace.Satisfied)
        {
            await TypeAsync(contact, TalkBook.Pick(talk.Thanks), until);
            await contact.EndAsync();
            await RateAsync(contact);
            return;
        }

        if (Random.Shared.Next(3) == 0 && await TypeAsync(contact, talk.NextWords(), until))
        {
            await contact.HearAsync(pace.Patience.Draw(), until);
        }

        await contact.AskForPersonAsync();
        if (await IsServedAsync(contact, until))
        {
            await ChatAsync(contact, until);
        }

        await contact.EndAsync();
        await RateAsync(contact);
    }

    // Abandons when nobody comes, not without having said so.
    private async Task<bool> IsServedAsync(Contact contact, CancellationToken until)
    {
        for (var times = 0; times < pace.PatienceTimes && !contact.IsOver; times++)
        {
            if (await contact.HearAsync(pace.Patience.Draw(), until) && contact.IsWithPerson)
            {
                return true;
            }

            await TypeAsync(contact, talk.Impatience(), until);
        }

        return contact.IsWithPerson;
    }

    private async Task ChatAsync(Contact contact, CancellationToken until)
    {
        var rounds = Random.Shared.Next(1, RoundsMost + 1);
        for (var round = 0; round < rounds && !contact.IsOver; round++)
        {
            if (!await TypeAsync(contact, talk.NextWords(), until))
            {
                return;
            }

            if (!await contact.HearAsync(pace.Patience.Draw(), until))
            {
                await TypeAsync(contact, talk.Impatience(), until);
                await contact.HearAsync(pace.Patience.Draw(), until);
            }
        }

        await TypeAsync(contact, TalkBook.Pick(talk.Thanks), until);
        await contact.HearAsync(pace.Patience.Draw(), until);
    }

    private async Task<bool> TypeAsync(Contact contact, string text, CancellationToken until)
    {
        await Task.Delay(pace.Typing.Draw(), until);
        return await contact.SayAsync(text);
    }

    private async Task RateAsync(Contact contact)
    {
        if (Random.Shared.Next(2) == 0)
        {
            await contact.RateAsync(
                Random.Shared.Next(1, 6), Random.Shared.Next(3) == 0 ? TalkBook.Pick(talk.Thanks) : null);
        }
    }
}
