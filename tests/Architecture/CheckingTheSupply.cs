using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace FirstWindow.Tests.Architecture;

/// <summary>What others made: which it is, where it comes from, and how long a weakness of it may stay.</summary>
public sealed partial class CheckingTheSupply
{
    private static readonly string Root = KeepingTheHouse.Root;

    [Fact]
    public void The_bill_of_materials_is_what_the_lock_files_and_the_pages_hold()
    {
        using var bill = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root, "docs/bill-of-materials.json")));
        var listed = bill.RootElement.GetProperty("components").EnumerateArray()
            .Select(c => $"{c.GetProperty("purl").GetString()} {c.GetProperty("hashes")[0].GetProperty("content").GetString()}");
        var locked = LockedPackages().Select(p => $"pkg:nuget/{p.Name}@{p.Version} {Convert.ToHexStringLower(
            Convert.FromBase64String(p.Digest))}").Distinct();
        var vendored = new[] { ("htmx.org", "htmx/htmx.min.js"), ("@tabler/core", "tabler/tabler.min.css") }.Select(v =>
            $"pkg:npm/{v.Item1.Replace("@", "%40")}@{VersionOf(v.Item1)} " + Convert.ToHexStringLower(SHA512.HashData(
                File.ReadAllBytes(Path.Combine(Root, "src/FirstWindow.Platform/Web/wwwroot/lib", v.Item2)))));

        Assert.Equal("1.6", bill.RootElement.GetProperty("specVersion").GetString());
        Assert.Equal(locked.Concat(vendored).Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
        Assert.Equal(Directory.GetDirectories(Path.Combine(Root, "src/FirstWindow.Platform/Web/wwwroot/lib")).Length, vendored.Count());
    }

    [Fact]
    public void Every_package_comes_from_one_source_and_has_its_digest()
    {
        var mapping = XDocument.Load(Path.Combine(Root, "nuget.config")).Root!.Element("packageSourceMapping")!;
        var sources = mapping.Elements("packageSource").ToList();

        Assert.Equal("clear", mapping.Elements().First().Name.LocalName);
        Assert.Equal("nuget.org", Assert.Single(sources).Attribute("key")!.Value);
        Assert.Equal("*", Assert.Single(sources[0].Elements()).Attribute("pattern")!.Value);
        Assert.All(LockedPackages(), p => Assert.Equal(64, Convert.FromBase64String(p.Digest).Length));
        Assert.Contains("<RestorePackagesWithLockFile>true<", File.ReadAllText(Path.Combine(Root, "Directory.Build.props")));
    }

    [Theory]
    [InlineData("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 3, "critical", true)] // 9.8
    [InlineData("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 2, "critical", false)]
    [InlineData("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", 8, "high", true)] // 7.5
    [InlineData("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", 7, "high", false)]
    [InlineData("CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 31, "medium", true)] // 6.1
    [InlineData("CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N", 91, "low", true)] // 1.8
    [InlineData(null, 3, "critical", true)] // Nobody said how bad: as bad as can be.
    public async Task A_weakness_known_for_longer_than_its_severity_allows_fails(
        string? vector, int days, string severity, bool fails)
    {
        var (code, output) = await CheckAsync(Advisory("Npgsql", "0", "99.0.0", days, vector));

        Assert.Equal((fails ? 1 : 0, true), (code, output.Contains($"FW-1 Npgsql ", StringComparison.Ordinal)));
        Assert.Contains($"{severity}, known for {days} days, {(fails ? "beyond" : "within")}", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_does_not_concern_a_version_in_use_is_not_told()
    {
        var version = LockedPackages().First(p => p.Name == "Npgsql").Version;
        foreach (var other in new[]
        {
            Advisory("Npgsql", "0", version, 900, null), // Mended in the very version.
            Advisory("Npgsql", "99.0.0", "99.0.1", 900, null),
            Advisory("SomebodysPackage", "0", "99.0.0", 900, null),
            Advisory("Npgsql", "0", "99.0.0", 900, null).Replace("NuGet", "npm"),
            Advisory("Npgsql", "0", "99.0.0", 900, null).Replace("\"id\"", "\"withdrawn\":\"2026-01-01T00:00:00Z\",\"id\""),
        })
        {
            Assert.Equal((0, string.Empty), await CheckAsync(other));
        }

        var (code, _) = await CheckAsync(Advisory("npgsql", "0", $"{version}-rc.1", 900, null)
            + "\n" + Advisory("Npgsql", version, "99.0.0", 900, null)); // One a line, the second one hits.
        Assert.Equal(1, code);
    }

    private static string Advisory(string package, string introduced, string mended, int days, string? vector) =>
        JsonSerializer.Serialize(new Dictionary<string, object?>
        {
            ["id"] = "FW-1",
            ["published"] = TimeProvider.System.GetUtcNow().AddDays(-days).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            ["severity"] = vector is null ? [] : new object[] { new { type = "CVSS_V3", score = vector } },
            ["affected"] = new object[]
            {
                new
                {
                    package = new { ecosystem = "NuGet", name = package },
                    ranges = new object[]
                    {
                        new { type = "ECOSYSTEM", events = new object[] { new { introduced }, new Dictionary<string, string> { ["fixed"] = mended } } },
                    },
                },
            },
        });

    private static async Task<(int Code, string Output)> CheckAsync(string advisories)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, advisories);
        var start = new ProcessStartInfo(Path.Combine(Root, "tools/check-dependencies"), ["--advisories", file])
        {
            RedirectStandardOutput = true,
        };
        using var check = Process.Start(start)!;
        var output = await check.StandardOutput.ReadToEndAsync();
        await check.WaitForExitAsync();
        File.Delete(file);
        return (check.ExitCode, output);
    }

    private static IEnumerable<(string Name, string Version, string Digest)> LockedPackages() =>
        Directory.EnumerateFiles(Root, "packages.lock.json", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/artifacts/", StringComparison.Ordinal)).SelectMany(file =>
                JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty("dependencies").EnumerateObject()
                    .SelectMany(f => f.Value.EnumerateObject())
                    .Where(p => p.Value.GetProperty("type").GetString() != "Project")
                    .Select(p => (p.Name, p.Value.GetProperty("resolved").GetString()!,
                        p.Value.GetProperty("contentHash").GetString()!)));

    private static string VersionOf(string package) => Fetched().Matches(File.ReadAllText(Path.Combine(Root, "tools/vendor")))
        .Single(m => m.Groups[1].Value == package).Groups[2].Value;

    [GeneratedRegex(@"^fetch (\S+)@([\d.]+) ", RegexOptions.Multiline)]
    private static partial Regex Fetched();
}
