using FirstWindow.Customers.Contracts;
using FirstWindow.Customers.Domain;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Customers.Features;

/// <summary>Whom the journal means by a customer's number: the customer, and the customer's contacts.</summary>
internal sealed class CustomerNumbers(Database db, ICustomerContacts contacts) : ISubjectNumbers
{
    public async Task<IReadOnlyList<Guid>> FindAsync(string number, CancellationToken ct)
    {
        var customer = await db.Set<Customer>().Where(c => c.Reference == number).Select(c => c.Id)
            .SingleOrDefaultAsync(ct);
        return customer == default ? []
            : [customer.Value, .. (await contacts.ListAsync(customer, ct)).Select(c => c.Id.Value)];
    }
}
