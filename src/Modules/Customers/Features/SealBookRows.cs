using FirstWindow.Customers.Domain;
using FirstWindow.Customers.Persistence;
using FirstWindow.Platform;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FirstWindow.Customers.Features;

/// <summary>Moves what records of before the card had fields hold, a transaction each hundred; nothing once it is
/// done.</summary>
internal sealed class SealBookRows(IServiceScopeFactory scopes) : IStartupTask
{
    private const int TogetherMax = 100;

    public async Task RunAsync(CancellationToken ct)
    {
        while (await MoveSomeAsync(ct))
        {
        }
    }

    private async Task<bool> MoveSomeAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Database>();
        var keys = scope.ServiceProvider.GetRequiredService<SubjectKeys>();
        var fields = scope.ServiceProvider.GetRequiredService<FieldBook>();
        await db.BeginAsync(ct);
        await db.LockAsync("customer-book", ct);
        var rows = await db.Set<BookRow>().OrderBy(r => r.Id).Take(TogetherMax).ToListAsync(ct);
        foreach (var row in rows)
        {
            var name = await keys.DecryptAsync(row.Name, row.Id.Value, ct);
            var phone = row.Phone is null ? null : await keys.DecryptAsync(row.Phone, row.Id.Value, ct);
            var customer = await db.Set<Customer>().SingleAsync(c => c.Id == row.Id, ct);
            var known = new NewCustomer(row.Reference, name ?? string.Empty, row.Kind, row.Segment, row.Language,
                row.BirthYear, phone, row.CardLast4);
            foreach (var (code, value) in known.Fields())
            {
                var origin = new FieldOrigin("bank", FieldState.Verified, Purposes.Service, null);
                await fields.SaveAsync(customer, CardFields.Find(code)!, value, origin, ct);
            }

            db.Remove(row);
        }

        await db.CommitAsync(ct);
        return rows.Count == TogetherMax;
    }
}
