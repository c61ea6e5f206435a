using FirstWindow.Customers.Domain;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Customers.Persistence;

internal sealed class CustomerMapping : IModelMapping
{
    /// <summary>What is encrypted.</summary>
    public static readonly IReadOnlyList<SealedColumn> Sealed =
    [
        new("customer_field", "value", "customer, code", "customer")
        {
            ContextOf = key => FieldBook.ContextOf(new(Conventions.ToGuid(key[0])), (string)key[1]),
        },
        new("customer_book", "name"), new("customer_book", "phone"),
        new("broken_glass", "reason"), new("acting_person", "person"),
        new("release", "file_key") { IsUnderMaster = true },
        new("rights_request", "words"), new("rights_request", "answer"),
    ];

    public void Map(ModelBuilder model)
    {
        model.Entity<Customer>(customer =>
        {
            customer.ToTable("customer");
            customer.HasKey(c => c.Id);
        });
        model.Entity<BookRow>(row =>
        {
            row.ToTable("customer_book");
            row.HasKey(r => r.Id);
        });
        model.Entity<CustomerField>(field =>
        {
            field.ToTable("customer_field");
            field.HasKey(f => new { f.Customer, f.Code });
        });
        model.Entity<CustomerLookup>(lookup =>
        {
            lookup.ToTable("customer_lookup");
            lookup.HasKey(l => new { l.Digest, l.Customer });
        });
        model.Entity<UsedToken>(token =>
        {
            token.ToTable("used_token");
            token.HasKey(t => t.Jti);
        });
        MapRow<BrokenGlass>(model, "broken_glass");
        MapRow<ActingPerson>(model, "acting_person");
        MapRow<Consent>(model, "consent");
        MapRow<RightsRequest>(model, "rights_request");
        MapRow<LegalHold>(model, "legal_hold");
        MapRow<Release>(model, "release");
        MapRow<TagVersion>(model, "tag_version");
        MapRow<CustomerTag>(model, "customer_tag");
        model.Entity<OfferRefusal>(refusal =>
        {
            refusal.ToTable("offer_refusal");
            refusal.HasKey(r => new { r.Customer, r.Offer });
        });
        model.Entity<ConsentWording>(wording =>
        {
            wording.ToTable("consent_wording");
            wording.HasKey(w => new { w.Purpose, w.Version });
        });
    }

    private static void MapRow<TRow>(ModelBuilder model, string table)
        where TRow : class => model.Entity<TRow>(row =>
        {
            row.ToTable(table);
            row.HasKey("Id");
            row.Property("Id").ValueGeneratedNever();
        });
}
