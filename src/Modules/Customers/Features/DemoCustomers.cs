using FirstWindow.Customers.Domain;
using FirstWindow.Customers.Persistence;
using FirstWindow.Platform;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace FirstWindow.Customers.Features;

/// <summary>The demo bank's customers, and the app that vouches for them.</summary>
internal sealed class DemoCustomers(Database db, FieldBook fields, CustomerTokens tokens) : IDemoSeed
{
    public int Order => 20;

    public async Task SeedAsync(string folder, CancellationToken ct)
    {
        tokens.TryOpenForShow();
        if (await db.Set<Customer>().AnyAsync(ct))
        {
            return;
        }

        var yaml = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance)
            .IgnoreUnmatchedProperties().Build();
        foreach (var person in yaml.Deserialize<List<Person>>(
            await File.ReadAllTextAsync(Path.Combine(folder, "customers.yaml"), ct)))
        {
            fields.Add(new(person.Reference, person.Name, person.Kind, person.Segment, person.Language,
                person.BirthYear, person.Phone, person.CardLast4)
            { Needs = person.Needs });
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

        public List<string> Needs { get; set; } = [];
    }
}
