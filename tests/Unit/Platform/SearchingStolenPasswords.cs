using System.Security.Cryptography;
using System.Text;
using FirstWindow.Staff.Domain;
using Xunit;

namespace FirstWindow.Tests.Unit.Platform;

public sealed class SearchingStolenPasswords : IDisposable
{
    private readonly string path = Path.GetTempFileName();

    [Theory]
    [InlineData("\r\n", true)]
    [InlineData("\n", true)]
    [InlineData("\n", false)]
    public void Every_line_of_a_file_of_any_length_is_found_and_nothing_else(string end, bool endsLast)
    {
        foreach (var count in new[] { 1, 2, 3, 7, 64, 500 })
        {
            var lines = Enumerable.Range(0, count).Select(i => LineOf($"stolen-{i}", i * i * i))
                .Order(StringComparer.Ordinal);
            File.WriteAllText(path, string.Join(end, lines) + (endsLast ? end : string.Empty));

            Assert.True(StolenPasswords.IsReadable(path));
            Assert.All(Enumerable.Range(0, count), i => Assert.True(StolenPasswords.Hold(path, $"stolen-{i}")));
            Assert.All(Enumerable.Range(0, 100), i => Assert.False(StolenPasswords.Hold(path, $"fresh-{i}")));
        }
    }

    [Fact]
    public void What_is_no_such_file_is_not_taken()
    {
        var (early, late) = (new string('1', 40) + ":1\n", new string('F', 40) + ":1\n");
        var unsorted = late + string.Concat(Enumerable.Repeat(early, 10));
        foreach (var text in new[] { "", "password\n", $"{"word",40}:1\n", unsorted })
        {
            File.WriteAllText(path, text);
            Assert.False(StolenPasswords.IsReadable(path), text);
        }

        Assert.False(StolenPasswords.IsReadable(path + ".gone"));
    }

    [Fact]
    public void The_shipped_list_refuses_more_than_3000_passwords_that_keep_the_rules_of_either_profile()
    {
        Assert.InRange(LeakedPasswords.All.Count, 49_000, 60_000);
        foreach (var (charsMin, kindsMin, ending) in new[] { (10, 3, "!7"), (12, 1, "2019") })
        {
            var keepTheRules = LeakedPasswords.All.Select(word => char.ToUpperInvariant(word[0]) + word[1..] + ending)
                .Where(p => PasswordRules.Check(p, [], charsMin, kindsMin) is null).ToList();

            Assert.True(keepTheRules.Count > 3_000, $"{keepTheRules.Count}");
            Assert.DoesNotContain(keepTheRules, p => !LeakedPasswords.Hold(p));
        }

        Assert.False(LeakedPasswords.Hold("Blue-Kettle-42"));
        Assert.False(LeakedPasswords.Hold("seven kettles stood on a quiet table"));
    }

    public void Dispose() => File.Delete(path);

    private static string LineOf(string password, int count) =>
        $"{Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(password)))}:{count}";
}
