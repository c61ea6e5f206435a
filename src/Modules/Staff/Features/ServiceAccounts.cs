using System.Security.Cryptography;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Domain;

namespace FirstWindow.Staff.Features;

/// <summary>Makes a service account; its token is told once, here.</summary>
public sealed class ServiceAccounts(Database db, JournalBook journal, DatabaseClock clock)
{
    /// <summary>Makes the account.</summary>
    /// <param name="name">What the program is, e.g. <c>core-bank-events</c>.</param>
    /// <param name="role">The one role it has.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>The bearer token.</returns>
    public async Task<string> MakeAsync(string name, Role role, CancellationToken ct)
    {
        var token = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-')
            .Replace('/', '_');
        var account = new ServiceAccount
        {
            Name = name,
            Role = role.ToCode(),
            TokenHash = Sessions.HashOf(token),
            CreatedAt = clock.Now,
        };
        db.Add(account);
        journal.Record(
            Actor.System, StaffActs.ServiceAccountMade, new Subject("service-account", account.Id), account.Role);
        db.Announce(StaffDirectory.Topic);
        await db.CommitAsync(ct);
        return token;
    }
}
