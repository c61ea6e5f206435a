using System.Diagnostics;
using FirstWindow.Customers.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FirstWindow.Customers.Persistence;

/// <summary>What customers are found by, computed anew from their fields after a change of keys or algorithms. A row
/// that a server wrote meanwhile is left to it: it is of the key in force already.</summary>
internal sealed class LookupDigests(Connections connections, Digests digests, IServiceScopeFactory scopes)
    : IRenewedDigests
{
    private const int TogetherMax = 200;

    public string Where => "customer_lookup.digest";

    public async Task<long> CountOldAsync(CancellationToken ct) => (await connections.ReadAsync(
        $"SELECT COUNT(*) FROM customer_lookup WHERE {digests.IsOldSql("digest")}", digests.IsOldValues,
        r => r.Number(0), ct))[0];

    public async Task<long> RenewAsync(CancellationToken ct)
    {
        var renewed = 0L;
        while (await ReadAsync(ct) is { Count: > 0 } old)
        {
            var began = Stopwatch.GetTimestamp();
            await RenewAsync(old, ct);
            renewed += old.Count;
            await Task.Delay(Stopwatch.GetElapsedTime(began), ct); // Half of the time belongs to the servers.
        }

        return renewed;
    }

    private Task<List<CustomerLookup>> ReadAsync(CancellationToken ct) => connections.ReadAsync(
        $"SELECT digest, customer, code FROM customer_lookup WHERE {digests.IsOldSql("digest")} LIMIT {TogetherMax}",
        digests.IsOldValues, r => new CustomerLookup
        {
            Digest = (byte[])r.GetValue(0),
            Customer = new(Conventions.ToGuid(r.GetValue(1))),
            Code = r.GetString(2),
        }, ct);

    private async Task RenewAsync(IReadOnlyList<CustomerLookup> old, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Database>();
        var fields = scope.ServiceProvider.GetRequiredService<FieldBook>();
        await db.BeginAsync(ct);
        foreach (var lookup in old)
        {
            var row = await fields.FindRowAsync(lookup.Customer, lookup.Code, ct);
            var value = row is null ? null : await fields.OpenAsync(row, ct);
            var here = db.Set<CustomerLookup>().Where(l => l.Digest == lookup.Digest && l.Customer == lookup.Customer);
            if (value is null)
            {
                await here.ExecuteDeleteAsync(ct); // By what is erased nobody is found.
                continue;
            }

            var anew = fields.DigestOf(lookup.Code, value);
            await here.ExecuteUpdateAsync(l => l.SetProperty(x => x.Digest, anew), ct);
        }

        await db.CommitAsync(ct);
    }
}
