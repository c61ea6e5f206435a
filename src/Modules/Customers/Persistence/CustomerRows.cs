using FirstWindow.Customers.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;

namespace FirstWindow.Customers.Persistence;

internal static class CustomerRows
{
    /// <summary>Adds a customer with the key its identity fields are encrypted under.</summary>
    public static Customer AddCustomer(this Database db, SubjectKeys keys, NewCustomer customer)
    {
        var id = CustomerId.New();
        var key = keys.Create("customer", id.Value, RetentionClass.Identity);
        db.Add(key);
        var row = new Customer
        {
            Id = id,
            Reference = customer.Reference,
            Kind = customer.Kind,
            Segment = customer.Segment,
            Language = customer.Language,
            BirthYear = customer.BirthYear,
            CardLast4 = customer.CardLast4,
            KeyId = key.Id,
            Name = keys.Encrypt(key.Id, customer.Name, id.Value),
            Phone = customer.Phone is null ? null : keys.Encrypt(key.Id, customer.Phone, id.Value),
        };
        db.Add(row);
        return row;
    }
}
