using System.Net;
using BankPage;
using FirstWindow.Integration.Domain;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Web;
using Xunit;

namespace FirstWindow.Tests.Unit.Integration;

public sealed class SendingOutside
{
    [Fact]
    public void A_signature_is_the_specifications_own_example_and_the_sample_takes_it()
    {
        // github.com/standard-webhooks/standard-webhooks: the example of its reference libraries.
        const string secret = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        const string id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
        const string body = "{\"test\": 2432232314}";
        var at = DateTimeOffset.FromUnixTimeSeconds(1614265330);

        var signature = WebhookSignature.Sign(
            [Convert.FromBase64String(secret["whsec_".Length..])], id, at.ToUnixTimeSeconds(), body);

        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", signature);
        Assert.True(Webhook.IsGenuine(secret, id, "1614265330", body, $"v1,AAAA {signature}", at));
        Assert.False(Webhook.IsGenuine(secret, id, "1614265330", body, signature, at.AddMinutes(6)));
    }

    [Theory]
    [InlineData("93.184.215.14", true, true, false)]
    [InlineData("2606:2800:21f::1", true, true, false)]
    [InlineData("10.1.2.3", false, true, false)]
    [InlineData("172.31.255.255", false, true, false)]
    [InlineData("192.168.0.1", false, true, false)]
    [InlineData("100.64.0.1", false, true, false)]
    [InlineData("::ffff:10.1.2.3", false, true, false)]
    [InlineData("fd00::1", false, true, false)]
    [InlineData("127.0.0.1", false, true, true)]
    [InlineData("::1", false, true, true)]
    [InlineData("169.254.169.254", false, false, false)]
    [InlineData("::ffff:169.254.169.254", false, false, false)]
    [InlineData("fe80::1", false, false, false)]
    [InlineData("64:ff9b::a9fe:a9fe", false, false, false)]
    [InlineData("2002:a9fe:a9fe::1", false, false, false)]
    [InlineData("0.0.0.0", false, false, false)]
    [InlineData("::", false, false, false)]
    [InlineData("224.0.0.1", false, false, false)]
    [InlineData("255.255.255.255", false, false, false)]
    public void Addresses_are_public_or_named_and_plain_ones_this_very_machine(
        string address, bool isPublic, bool isAllowedWhenNamed, bool isAllowedPlain)
    {
        var judged = IPAddress.Parse(address);

        Assert.Equal(isPublic, AddressRule.Allows(judged, isNamed: false, isPlain: false));
        Assert.Equal(isAllowedWhenNamed, AddressRule.Allows(judged, isNamed: true, isPlain: false));
        Assert.Equal(isAllowedPlain, AddressRule.Allows(judged, isNamed: true, isPlain: true));
    }

    [Fact]
    public void Pauses_grow_to_an_hour_and_differ_by_a_fifth_at_most()
    {
        Assert.Equal([5, 20, 80, 320, 1_280, 3_600, 3_600],
            Enumerable.Range(1, 7).Select(n => Backoff.After(n, 0.5).TotalSeconds));
        Assert.Equal((4, 6), (Backoff.After(1, 0).TotalSeconds, Backoff.After(1, 1).TotalSeconds));
        Assert.True(Backoff.After(20, 1) <= TimeSpan.FromSeconds(4_320));
    }

    [Fact]
    public void Only_declared_parts_of_a_detail_go_out()
    {
        var kind = new OutsideKind("a.b", new Act("a.b"), "slug", "score") { OnlyWith = "class=complaint" };

        Assert.Null(kind.Read("loans;score=5"));
        Assert.Null(kind.Read(null));
        Assert.Equal(
            new Dictionary<string, string> { ["slug"] = "loans", ["score"] = "5" },
            kind.Read("loans;score=5;staff=0199;class=complaint"));
    }

    [Theory]
    [InlineData("https://crm.bank.example/x", true)]
    [InlineData("https://CRM.bank.example:443/x", true)]
    [InlineData("https://crm.bank.example:8443/x", false)]
    [InlineData("https://crm.bank.example.evil.example/", false)]
    [InlineData("https://evil.example/?crm.bank.example", false)]
    [InlineData("https://other.example:9443/", true)]
    [InlineData("https://other.example/", false)]
    public void Hosts_of_the_setting_are_meant_with_their_port(string address, bool isOnList) =>
        Assert.Equal(isOnList, new HostList(" crm.bank.example  other.example:9443 ").Has(new Uri(address)));
}
