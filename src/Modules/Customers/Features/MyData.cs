using System.Buffers;
using System.Buffers.Text;
using System.Buffers.Binary;
using System.Security.Cryptography;
using FirstWindow.Customers.Contracts;
using FirstWindow.Customers.Domain;
using FirstWindow.Customers.Features.Tags;
using FirstWindow.Customers.Persistence;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Customers.Features;

/// <summary>
/// Says which customer a browser is, for some minutes after the bank's app vouched for it: id and end under our
/// signature. Nothing is stored but which passes were given back before their end.
/// </summary>
[Clause("A4.4.1")]
internal sealed class CustomerPasses(Database db, BearerCodes codes, DatabaseClock clock)
{
    public const string Cookie = "fw_customer";
    private const int PassBytes = 24;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    public string Make(CustomerId customer)
    {
        var pass = new byte[PassBytes + BearerCodes.Bytes];
        customer.Value.TryWriteBytes(pass, bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(pass.AsSpan(16), Conventions.ToMicroseconds(clock.Now + Lifetime));
        codes.Make(Signed(pass), pass.AsSpan(PassBytes));
        return Base64Url.EncodeToString(pass);
    }

    /// <summary>The customer of a request; none without a pass, with a forged one, an old one or one that was given
    /// back.</summary>
    public async Task<CustomerId?> FindAsync(HttpRequest request, CancellationToken ct) =>
        Read(request) is { } pass && !await db.Set<UsedToken>().AnyAsync(t => t.Jti == pass.Number, ct)
            ? pass.Customer : null;

    /// <summary>Ends the pass of a request, for whoever may have copied it too.</summary>
    public async Task EndAsync(HttpRequest request, CancellationToken ct)
    {
        if (Read(request) is not { } pass)
        {
            return;
        }

        await db.BeginAsync(ct);
        await db.LockAsync(pass.Number, ct);
        if (!await db.Set<UsedToken>().AnyAsync(t => t.Jti == pass.Number, ct))
        {
            db.Add(new UsedToken { Jti = pass.Number, ExpiresAt = pass.Until });
            await db.CommitAsync(ct);
        }
    }

    private (CustomerId Customer, string Number, DateTimeOffset Until)? Read(HttpRequest request)
    {
        Span<byte> pass = stackalloc byte[64];
        if (request.CookieOf(Cookie) is not { Length: <= 64 } text
            || Base64Url.DecodeFromChars(text, pass, out _, out var written) is not OperationStatus.Done
            || written != PassBytes + BearerCodes.Bytes
            || !codes.IsOurs(Signed(pass), pass.Slice(PassBytes, BearerCodes.Bytes)))
        {
            return null;
        }

        var until = Conventions.FromMicroseconds(BinaryPrimitives.ReadInt64BigEndian(pass[16..]));
        // Written anew: the same pass with a blank or a sign of filling more is still the same.
        var number = "pass " + Base64Url.EncodeToString(pass[..written]);
        return until > clock.Now ? (new(new Guid(pass[..16], bigEndian: true)), number, until) : null;
    }

    private static byte[] Signed(ReadOnlySpan<byte> pass) => [.. "my-data "u8, .. pass[..PassBytes]];
}

/// <summary>One look at a customer's data, as the customer sees it: when, which post, what, why. Never who.</summary>
internal sealed record OwnLook(DateTimeOffset At, string? Post, string What, string? Purpose);

/// <summary>A field of the own data, masked.</summary>
internal sealed record OwnField(
    string Code, string Masked, string Source, string State, string Purpose, string Retention);

/// <summary>The own page.</summary>
internal sealed record OwnData(
    string Reference, IReadOnlyList<OwnField> Fields, IReadOnlyList<ConsentView> Consents, IReadOnlyList<OwnLook> Looks,
    IReadOnlyList<RightsView> Requests)
{
    /// <summary>What behaviour says of the customer, why, and who sees it.</summary>
    public IReadOnlyList<TagView> Tags { get; init; } = [];
}

/// <summary>Shows customers what is known of them and who looked. Looks for confidential purposes are left out, and so
/// is every sign that there were any.</summary>
[Clause("C2.4.1")]
[Clause("A4.3.3b")]
internal sealed class OwnDataReader(
    Database db, FieldBook fields, ConsentBook consents, RightsDesk rights, ICustomerContacts contacts,
    TagBook tags, JournalBook journal, DatabaseClock clock)
{
    private const int LooksMax = 200;

    private static readonly string[] Looking =
    [
        CardActs.Opened.Code, CardActs.Revealed.Code, CardActs.GlassBroken.Code, ReleaseActs.Fetched.Code,
        "conversation.looked-at",
    ];

    public async Task<OwnData?> ReadAsync(CustomerId id, CancellationToken ct)
    {
        if (await db.Set<Customer>().AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct) is not { } customer)
        {
            return null;
        }

        journal.Record(Of(id), RightsActs.OwnDataRead, Subject.Of(id));
        await db.CommitAsync(ct);
        var known = await fields.ReadAsync(id, ct);
        return new(customer.Reference,
            [.. CardFields.All.SelectMany(f => known.Where(k => k.Row.Code == f.Code).Select(k => new OwnField(
                f.Code, f.Mask(k.Value), k.Row.Source, k.Row.State.ToCode(), k.Row.Purpose, f.Retention.ToCode())))],
            [.. (await consents.CurrentAsync(id, ct)).Values
                .Select(c => new ConsentView(c.Purpose, c.Decision.ToCode(), c.Wording, c.Channel, c.At))],
            await LooksAsync(id, ct), await rights.ListAsync(id, ct))
        {
            Tags = await tags.ReadAsync(id, ct),
        };
    }

    /// <summary>Everything in clear as a file that programs can read; only while a copy is ready.</summary>
    public async Task<object?> CopyAsync(CustomerId id, CancellationToken ct)
    {
        var now = clock.Now;
        if (!await db.Set<RightsRequest>().AnyAsync(r => r.Customer == id && r.CopyUntil > now, ct))
        {
            return null;
        }

        journal.Record(Of(id), RightsActs.CopyFetched, Subject.Of(id));
        await db.CommitAsync(ct);
        var customer = await db.Set<Customer>().AsNoTracking().SingleAsync(c => c.Id == id, ct);
        return new
        {
            Format = "firstwindow-customer-data/1",
            MadeAt = now,
            customer.Reference,
            customer.Kind,
            customer.Segment,
            customer.Language,
            Fields = (await fields.ReadAsync(id, ct)).Select(f => new
            {
                f.Row.Code,
                f.Value,
                f.Row.Source,
                State = f.Row.State.ToCode(),
                f.Row.Purpose,
                f.Row.At,
            }),
            Consents = (await consents.CurrentAsync(id, ct)).Values.Select(c => new
            {
                c.Purpose,
                Decision = c.Decision.ToCode(),
                c.Wording,
                c.Channel,
                c.At,
            }),
            Tags = await tags.ReadAsync(id, ct),
            Contacts = await contacts.ListAsync(id, ct),
            Looks = await LooksAsync(id, ct),
        };
    }

    /// <summary>The customer as the journal names one.</summary>
    public static Actor Of(CustomerId customer) =>
        new(ActorKind.Customer, customer.Value, new HashSet<Role>());

    private async Task<IReadOnlyList<OwnLook>> LooksAsync(CustomerId id, CancellationToken ct)
    {
        List<Guid> about = [id.Value, .. (await contacts.ListAsync(id, ct)).Select(c => c.Id.Value)];
        var entries = await db.Set<JournalEntry>().AsNoTracking()
            .Where(e => about.Contains(e.Subject) && Looking.Contains(e.Act)
                && (e.Purpose == null || !Purposes.Confidential.Contains(e.Purpose)))
            .OrderByDescending(e => e.Entry).Take(LooksMax).ToListAsync(ct);
        return [.. entries.Select(e => new OwnLook(e.At, e.Role,
            e.Act == CardActs.Revealed.Code ? e.Detail!["field=".Length..] : e.Act, e.Purpose))];
    }
}
