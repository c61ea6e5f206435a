using FirstWindow.Staff.Domain;
using Xunit;

namespace FirstWindow.Tests.Unit.Platform;

public sealed class ComputingOneTimeCodes
{
    private static readonly byte[] Secret = "12345678901234567890"u8.ToArray();

    /// <summary>RFC 6238, appendix B (SHA-1), the last six of the eight digits.</summary>
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1_111_111_109, "081804")]
    [InlineData(1_111_111_111, "050471")]
    [InlineData(1_234_567_890, "005924")]
    [InlineData(2_000_000_000, "279037")]
    [InlineData(20_000_000_000, "353130")]
    public void They_are_the_standards_own(long unixSeconds, string code) =>
        Assert.Equal(code, Totp.CodeOf(Secret, Totp.StepOf(DateTimeOffset.FromUnixTimeSeconds(unixSeconds))));

    [Fact]
    public void A_code_works_in_its_own_step_and_its_neighbours_and_only_once()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_000_000);
        var step = Totp.StepOf(now);
        var code = Totp.CodeOf(Secret, step);

        Assert.Equal(step, Totp.Match(Secret, code, now, lastUsedStep: 0, neighbours: 1));
        Assert.Equal(step, Totp.Match(Secret, code, now.AddSeconds(30), lastUsedStep: 0, neighbours: 1));
        Assert.Null(Totp.Match(Secret, code, now.AddSeconds(90), lastUsedStep: 0, neighbours: 1));
        Assert.Null(Totp.Match(Secret, code, now, lastUsedStep: step, neighbours: 1));
        Assert.Null(Totp.Match(Secret, "abc", now, lastUsedStep: 0, neighbours: 1));
    }

    [Fact]
    public void Without_neighbours_a_code_lives_its_own_thirty_seconds_and_no_second_more()
    {
        var began = DateTimeOffset.FromUnixTimeSeconds(1_000_020);
        var code = Totp.CodeOf(Secret, Totp.StepOf(began));

        Assert.NotNull(Totp.Match(Secret, code, began, lastUsedStep: 0, neighbours: 0));
        Assert.NotNull(Totp.Match(Secret, code, began.AddSeconds(29), lastUsedStep: 0, neighbours: 0));
        Assert.Null(Totp.Match(Secret, code, began.AddSeconds(30), lastUsedStep: 0, neighbours: 0));
        Assert.Null(Totp.Match(Secret, code, began.AddSeconds(-1), lastUsedStep: 0, neighbours: 0));
    }

    [Fact]
    public void A_secret_survives_the_way_to_an_authenticator_app() =>
        Assert.Equal(Secret, Totp.FromBase32(Totp.ToBase32(Secret)));
}
