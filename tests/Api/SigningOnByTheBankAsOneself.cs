using System.Net;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Domain;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>Whom the provider means, whose documents are taken, and what stays of its word.</summary>
public sealed partial class SigningOnByTheBank
{
    [Theory]
    [OnBothEngines]
    [Clause("A4.2.3b")]
    public async Task A_name_that_the_provider_gives_to_somebody_else_opens_nothing_until_two_reset_the_account(
        Engine engine)
    {
        var app = await WithProviderAsync(engine);
        var staff = await app.GivenStaffAsync(Role.Agent);
        Vouch(staff.UserName);
        var first = await new Browser(app).SignOnAsync(provider);

        provider.Bend = claims => (claims["preferred_username"], claims["sub"]) = (staff.UserName, "0816");
        await RefusedAsync(app, "subject");
        provider.Bend = claims =>
        {
            claims["preferred_username"] = staff.UserName;
            claims.Remove("sub");
        };
        var nobody = await new Browser(app).SignOnAsync(provider);
        Vouch(staff.UserName);
        var same = await new Browser(app).SignOnAsync(provider);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, same.StatusCode));
        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
    }

    [Theory]
    [OnBothEngines]
    [Clause("A4.2.3b")]
    public async Task Documents_that_name_another_issuer_are_not_taken(Engine engine)
    {
        provider.Issuer = "https://elsewhere.example";
        var app = await WithProviderAsync(engine);

        var refused = await app.Client().GetAsync("/sign-in/bank");
        var reason = await LastAsync(app);
        provider.Issuer = null;
        await new Browser(app).UntilAskedAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Null(refused.Headers.Location);
        Assert.Equal("reason=issuer", reason);
    }

    [Theory]
    [OnBothEngines]
    public async Task No_token_of_the_provider_reaches_the_browser_or_the_database(Engine engine)
    {
        var app = await WithProviderAsync(engine);
        var staff = await app.GivenStaffAsync(Role.Agent);
        Vouch(staff.UserName);
        var tokens = new List<string> { "opaque" };
        provider.Forge = token =>
        {
            tokens.AddRange(token.Split('.'));
            return token;
        };

        var browser = new Browser(app);
        var back = await browser.SignOnAsync(provider);
        var shown = await back.Content.ReadAsStringAsync() + back.Headers
            + await (await browser.GetAsync("/my-account")).Content.ReadAsStringAsync();
        var stored = await app.WithDatabaseAsync(async db => string.Join('\n',
            (await db.Set<StaffMember>().AsNoTracking().ToListAsync()).Select(s => $"{s.BankSubject} {s.PasswordHash}")
                .Concat(await db.Set<JournalEntry>().Where(e => e.Detail != null).Select(e => e.Detail!)
                    .ToListAsync())));

        Assert.Equal(HttpStatusCode.OK, back.StatusCode);
        Assert.Contains(AccessGate.Cookie, shown);
        Assert.Contains("0815", stored); // Who it is stays; the word that said so does not.
        Assert.Equal(4, tokens.Count);
        Assert.All(tokens, t => Assert.DoesNotContain(t, shown, StringComparison.Ordinal));
        Assert.All(tokens, t => Assert.DoesNotContain(t, stored, StringComparison.Ordinal));
    }
}
