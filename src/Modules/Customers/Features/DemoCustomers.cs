using FirstWindow.Customers.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace FirstWindow.Customers.Features;

/// <summary>The demo bank's customers.</summary>
internal sealed class DemoCustomers(Database db, SubjectKeys keys) : IDemoSeed
{
    public int Order => 20;

    public async Task SeedAsync(string folder, CancellationToken ct)
    {
        if (await db.Set<Customer>().AnyAsync(ct))
        {
            return;
        }

        var yaml = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance)
            .IgnoreUnmatchedProperties().Build();
        foreach (var person in yaml.Deserialize<List<Person>>(
            await File.ReadAllTextAsync(Path.Combine(folder, "customers.yaml"), ct)))
        {
            var id = CustomerId.New();
            var key = keys.Create("customer", id.Value, RetentionClass.Identity);
            db.Add(key);
            db.Add(new Customer
            {
                Id = id,
                Reference = person.Reference,
                Kind = person.Kind,
                Segment = person.Segment,
                Language = person.Language,
                BirthYear = person.BirthYear,
                CardLast4 = person.CardLast4,
                KeyId = key.Id,
                Name = keys.Encrypt(key.Id, person.Name, id.Value),
                Phone = person.Phone is null ? null : keys.Encrypt(key.Id, person.Phone, id.Value),
            });
        }

        await db.CommitAsync(ct);
    }

    private sealed class Person
    {
        public string Reference { get; set; } = string.Empty;

        public string Name { get; set; } = string.Empty;

        public string Kind { get; set; } = "person";

        public int? BirthYear { get; set; }

        public string Segment { get; set; } = "mass";

        public string Language { get; set; } = "zh";

        public string? Phone { get; set; }

        public string? CardLast4 { get; set; }
    }
}
