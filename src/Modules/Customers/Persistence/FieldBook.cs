using System.Security.Cryptography;
using System.Text;
using FirstWindow.Customers.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Customers.Persistence;

/// <summary>Where a value comes from and what it was collected for.</summary>
internal sealed record FieldOrigin(string Source, FieldState State, string Purpose, Guid? RecordedBy);

/// <summary>
/// Reads and writes the fields of cards. Each is encrypted by itself under the key of its retention class, bound to
/// customer and code: whoever moves a ciphertext to another row finds nothing readable there.
/// </summary>
[Clause("A4.2.1a")]
[Clause("A4.2.1b")]
internal sealed class FieldBook(Database db, SubjectKeys keys, Digests digests, DatabaseClock clock)
{
    /// <summary>What a customer can be found by.</summary>
    public static readonly IReadOnlyList<string> LookupCodes = [CardFields.Phone, CardFields.IdNumber];

    private static readonly FieldOrigin FromTheBank = new("bank", FieldState.Verified, Purposes.Service, null);

    /// <summary>What a field's ciphertext is bound to; also how a promise names the field.</summary>
    public static Guid ContextOf(CustomerId customer, string code)
    {
        Span<byte> name = stackalloc byte[16 + 64];
        customer.Value.TryWriteBytes(name, bigEndian: true, out _);
        var written = Encoding.ASCII.GetBytes(code, name[16..]);
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(name[..(16 + written)], digest);
        return new Guid(digest[..16], bigEndian: true);
    }

    /// <summary>Adds a customer from the bank's books, with its keys.</summary>
    public Customer Add(NewCustomer customer)
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
            KeyId = key.Id,
        };
        db.Add(row);
        foreach (var (code, value) in customer.Fields())
        {
            AddField(row, CardFields.Find(code)!, value, FromTheBank);
        }

        return row;
    }

    /// <summary>Adds a field that the card does not have yet; its key must be in memory.</summary>
    public void AddField(Customer customer, CardField field, string value, FieldOrigin origin)
    {
        db.Add(new CustomerField
        {
            Customer = customer.Id,
            Code = field.Code,
            Value = Seal(customer, field, value),
            Source = origin.Source,
            State = origin.State,
            Purpose = origin.Purpose,
            At = clock.Now,
            RecordedBy = origin.RecordedBy,
        });
        AddLookup(customer.Id, field.Code, value);
    }

    /// <summary>Writes a field, new or changed.</summary>
    public async Task SaveAsync(
        Customer customer, CardField field, string value, FieldOrigin origin, CancellationToken ct)
    {
        await LoadKeysAsync(customer, ct);
        if (await FindRowAsync(customer.Id, field.Code, ct) is not { } row)
        {
            AddField(customer, field, value, origin);
            return;
        }

        (row.Value, row.At) = (Seal(customer, field, value), clock.Now);
        (row.Source, row.State, row.Purpose, row.RecordedBy) =
            (origin.Source, origin.State, origin.Purpose, origin.RecordedBy);
        await db.Set<CustomerLookup>().Where(l => l.Customer == customer.Id && l.Code == field.Code)
            .ExecuteDeleteAsync(ct);
        AddLookup(customer.Id, field.Code, value);
    }

    /// <summary>One field's row.</summary>
    public async Task<CustomerField?> FindRowAsync(CustomerId customer, string code, CancellationToken ct) =>
        await db.Set<CustomerField>().SingleOrDefaultAsync(f => f.Customer == customer && f.Code == code, ct);

    /// <summary>All fields of a card with their values; one whose key was destroyed is left out.</summary>
    public async Task<IReadOnlyList<(CustomerField Row, string Value)>> ReadAsync(
        CustomerId customer, CancellationToken ct)
    {
        var fields = new List<(CustomerField, string)>();
        foreach (var row in await db.Set<CustomerField>().AsNoTracking().Where(f => f.Customer == customer)
            .ToListAsync(ct))
        {
            if (await OpenAsync(row, ct) is { } value)
            {
                fields.Add((row, value));
            }
        }

        return fields;
    }

    /// <summary>The value of a field; none when its key was destroyed.</summary>
    public ValueTask<string?> OpenAsync(CustomerField row, CancellationToken ct) =>
        keys.DecryptAsync(row.Value, ContextOf(row.Customer, row.Code), ct);

    /// <summary>Who has this number. A value that nobody has costs the same as one that somebody has.</summary>
    public async Task<CustomerId?> FindCustomerAsync(string by, string value, CancellationToken ct)
    {
        if (by == "reference")
        {
            return await db.Set<Customer>().Where(c => c.Reference == value).Select(c => (CustomerId?)c.Id)
                .SingleOrDefaultAsync(ct);
        }

        var forms = digests.FormsOf(UseOf(by), Plain(value));
        return await db.Set<CustomerLookup>().Where(l => forms.Contains(l.Digest)).OrderBy(l => l.Customer)
            .Select(l => (CustomerId?)l.Customer).FirstOrDefaultAsync(ct);
    }

    /// <summary>Brings the keys of a card into memory, making the profile's when there is none.</summary>
    public async Task LoadKeysAsync(Customer customer, CancellationToken ct)
    {
        await keys.LoadAsync(customer.KeyId, ct);
        if (customer.ProfileKeyId is { } profile && !await keys.LoadAsync(profile, ct))
        {
            customer.ProfileKeyId = null; // Destroyed: what comes now is under a fresh one.
        }
    }

    private byte[] Seal(Customer customer, CardField field, string value) =>
        keys.Encrypt(KeyOf(customer, field.Retention), value, ContextOf(customer.Id, field.Code));

    private Guid KeyOf(Customer customer, RetentionClass retention)
    {
        if (retention is RetentionClass.Identity)
        {
            return customer.KeyId;
        }

        if (customer.ProfileKeyId is null)
        {
            var key = keys.Create("customer", customer.Id.Value, RetentionClass.Profile);
            db.Add(key);
            customer.ProfileKeyId = key.Id;
        }

        return customer.ProfileKeyId.Value;
    }

    private void AddLookup(CustomerId customer, string code, string value)
    {
        if (LookupCodes.Contains(code))
        {
            db.Add(new CustomerLookup { Digest = DigestOf(code, value), Customer = customer, Code = code });
        }
    }

    /// <summary>What a customer is found by in this field, as it is written now.</summary>
    public byte[] DigestOf(string code, string value) => digests.Of(UseOf(code), Plain(value));

    private static string UseOf(string code) => code + "\n";

    // People write numbers with blanks and hyphens; the digest must not care.
    private static string Plain(string value) =>
        string.Concat(value.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
}
