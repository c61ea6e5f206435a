using FirstWindow.Simulator.Bank;

namespace FirstWindow.Simulator.People;

/// <summary>How an agent gets to the desk: a service account's token, or a sign-in with a one-time code.</summary>
internal sealed record Badge(string? Token, SimulatedAccount? Account)
{
    private const int SignInsMost = 3; // The bank locks an account after five failures.

    /// <summary>Shows the badge.</summary>
    /// <returns>Whether it was accepted.</returns>
    public async Task<bool> ShowAsync(Line line, CancellationToken ct)
    {
        if (Account is null)
        {
            line.Bearer = Token;
            return true;
        }

        for (var tries = 0; tries < SignInsMost; tries++)
        {
            var now = TimeProvider.System.GetUtcNow();
            var body = new
            {
                userName = Account.UserName,
                password = Account.Password,
                code = OneTimeCode.At(now, Account.TotpSecret),
            };
            if ((await line.SendAsync(HttpMethod.Post, "/api/v1/session", body, ct)).IsSuccess)
            {
                return true;
            }

            // Each code counts once; the one before may have been used.
            await Task.Delay(OneTimeCode.UntilNext(now), ct);
        }

        return false;
    }
}
