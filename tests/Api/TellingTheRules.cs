using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using FirstWindow.Customers.Domain;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using Microsoft.AspNetCore.Routing;
using Xunit;
using static FirstWindow.Tests.Api.WalkingTheRoutes;

namespace FirstWindow.Tests.Api;

/// <summary>docs/validation.md tells every rule of form and every limit that holds, and no other: its tables are what
/// the running program says of itself. Run with FIRSTWINDOW_TEST_WRITE=1 to write them anew.</summary>
public sealed partial class TellingTheRules(Houses houses) : ApiTests(houses)
{
    private static readonly string Page = Path.Combine(RootFolder(), "docs/validation.md");

    [Fact]
    public async Task Every_body_stands_with_its_route_who_may_send_it_and_the_rule_of_each_field()
    {
        var app = await On(Engine.Sqlite);

        Hold("bodies", Routes(app).SelectMany(r => BodiesOf(r).Select(body =>
            $"| `{CallOf(r).Method} {r.RoutePattern.RawText}` | {WhoMay(r)} | {string.Join("; ", body.GetProperties().Select(RuleOf))} |")));
    }

    [Fact]
    public async Task Every_query_value_of_a_form_of_its_own_stands_with_its_route()
    {
        var app = await On(Engine.Sqlite);

        Hold("queries", Routes(app).Where(r => CallOf(r).Method == HttpMethod.Get && QueriesOf(r).Any()).Select(r =>
            $"| `{r.RoutePattern.RawText}` | {string.Join(", ", QueriesOf(r).Select(p => $"`{p.Name}` {KindOf(p.ParameterType)}"))} |"));
    }

    [Fact]
    public void Every_field_of_a_customers_card_stands_with_its_form_and_takes_the_good_one_only()
    {
        var told = File.ReadLines(Page).Select(l => l.Split('|'))
            .Where(c => c.Length == 6 && c[1].Trim().StartsWith('`'))
            .Select(c => (Code: c[1].Trim(' ', '`'), Good: c[3].Trim(), Bad: c[4].Trim().Replace("a line break", "a\nb")))
            .Where(f => CardFields.Find(f.Code) is not null).ToList();

        Assert.Equal(CardFields.All.Select(f => f.Code).Order(), told.Select(f => f.Code).Order());
        Assert.All(told, f => Assert.True(CardFields.Find(f.Code)!.IsWellFormed(f.Good), $"{f.Code}: {f.Good}"));
        Assert.All(told, f => Assert.False(CardFields.Find(f.Code)!.IsWellFormed(f.Bad), $"{f.Code}: {f.Bad}"));
    }

    [Fact]
    public void Every_policy_stands_with_its_value_and_bounds() =>
        Hold("policies", House.Modules.Fields<Policy>().Select(p => string.Create(CultureInfo.InvariantCulture,
            $"| `{p.Key}` | {p.Shipped} ({p.Least} to {p.Most}) {p.UnitIn(isEnglish: true)} | {p.English} |")));

    [Fact]
    public void Every_limit_that_is_no_policy_stands_with_its_value() =>
        Hold("limits", Directory.EnumerateFiles(Path.Combine(RootFolder(), "src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/") && !f.Contains("/FirstWindow.Simulator/"))
            .Select(f => (Name: Path.GetFileName(f), Limits: Limit().Matches(File.ReadAllText(f))
                .Select(m => $"`{m.Groups[1].Value}` {m.Groups[2].Value}").ToList()))
            .Where(f => f.Limits.Count > 0).Select(f => $"| `{f.Name}` | {string.Join(", ", f.Limits)} |"));

    [Fact]
    public void Every_rule_between_fields_names_a_refusal_that_is_and_a_test_that_shows_it()
    {
        var sources = AllText("src");
        var tests = AllText("tests");
        var rules = Between().Matches(File.ReadAllText(Page)).ToList();

        Assert.True(rules.Count >= 15, $"{rules.Count} rules");
        Assert.All(rules, r =>
        {
            Assert.All(r.Groups["codes"].Value.Split(", "), c => Assert.Contains($"\"{c.Trim('`')}\"", sources));
            Assert.Contains($" {r.Groups["test"].Value}(", tests);
        });
    }

    // The table between two marks on the page is exactly these lines.
    private static void Hold(string name, IEnumerable<string> lines)
    {
        var said = lines.Distinct().Order(StringComparer.Ordinal).ToList();
        var page = File.ReadAllText(Page);
        var (from, to) = ($"<!-- {name} -->\n", $"\n<!-- end of {name} -->");
        var start = page.IndexOf(from, StringComparison.Ordinal) + from.Length;
        start = page.IndexOf("---|\n", start, StringComparison.Ordinal) + 5;
        var end = page.IndexOf(to, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("FIRSTWINDOW_TEST_WRITE") is not null)
        {
            File.WriteAllText(Page, page[..start] + string.Join('\n', said) + page[end..]);
            return;
        }

        Assert.Equal(said, page[start..end].Split('\n'));
    }

    private static IEnumerable<Type> BodiesOf(RouteEndpoint route) => MethodOf(route)?.GetParameters()
        .Select(p => p.ParameterType).Where(t => t.Name.EndsWith("Body", StringComparison.Ordinal)) ?? [];

    private static MethodInfo? MethodOf(RouteEndpoint route) => route.Metadata.OfType<MethodInfo>().FirstOrDefault();

    /// <summary>What a route reads from the query.</summary>
    internal static IEnumerable<ParameterInfo> QueriesOf(RouteEndpoint route) => MethodOf(route)?.GetParameters()
        .Where(p =>
        (Nullable.GetUnderlyingType(p.ParameterType) ?? p.ParameterType) is var type
        && (type == typeof(string) || (type.IsValueType && type != typeof(CancellationToken)))
        && !route.RoutePattern.Parameters.Any(r => r.Name == p.Name)) ?? [];

    private static string WhoMay(RouteEndpoint route) => route.Metadata.GetMetadata<Permission>() is { } permission
        ? $"`{permission.Code}`" : "open";

    private static string RuleOf(PropertyInfo field)
    {
        var rules = field.GetCustomAttributes<ValidationAttribute>().Select(a => a switch
        {
            RequiredAttribute => "needed",
            StringLengthAttribute s => string.Create(
                CultureInfo.InvariantCulture, $"{Math.Max(s.MinimumLength, 0)} to {s.MaximumLength} characters"),
            RangeAttribute r => string.Create(CultureInfo.InvariantCulture, $"{r.Minimum} to {r.Maximum}"),
            MaxLengthAttribute m => string.Create(CultureInfo.InvariantCulture, $"at most {m.Length}"),
            RegularExpressionAttribute e => $"`{e.Pattern.Replace("|", "\\|")}`",
            AllowedValuesAttribute v => "one of " + string.Join(", ", v.Values),
            var other => other.GetType().Name.Replace("Attribute", string.Empty),
        }).Order(StringComparer.Ordinal);
        return $"`{JsonName(field.Name)}` {string.Join(", ", new[] { KindOf(field.PropertyType) }.Concat(rules))}";
    }

    private static string JsonName(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private static string KindOf(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain == typeof(string) ? "text"
            : plain == typeof(bool) ? "yes or no"
            : plain == typeof(Guid) ? "id"
            : plain.IsEnum ? "one of " + string.Join(", ", Enum.GetNames(plain))
            : plain == typeof(int) || plain == typeof(long) ? "whole number"
            : plain == typeof(double) || plain == typeof(decimal) ? "number"
            : plain == typeof(DateOnly) || plain == typeof(DateTime) ? "day"
            : plain == typeof(TimeOnly) ? "time of day"
            : plain == typeof(DateTimeOffset) ? "instant"
            : plain.IsArray ? "list of " + KindOf(plain.GetElementType()!)
            : plain.IsGenericType && plain.IsAssignableTo(typeof(System.Collections.IEnumerable))
                ? "list of " + string.Join(" to ", plain.GetGenericArguments().Select(KindOf))
            : plain.Name.EndsWith("Body", StringComparison.Ordinal)
                ? $"({string.Join("; ", plain.GetProperties().Select(RuleOf))})"
            : plain.Name;
    }

    private static string AllText(string folder) => string.Join('\n', Directory
        .EnumerateFiles(Path.Combine(RootFolder(), folder), "*.cs", SearchOption.AllDirectories)
        .Where(f => !f.Contains("/obj/")).Select(File.ReadAllText));

    private static string RootFolder() => Environment.GetEnvironmentVariable("FIRSTWINDOW_ROOT")!;

    [GeneratedRegex(@"const (?:int|long|double) (\w+(?:Max|Most|Min))\b\s*=\s*([^;]+);")]
    private static partial Regex Limit();

    [GeneratedRegex(@"^\| [^|]+ \| [^|]+ \| (?<codes>`[a-z.-]+`(, `[a-z.-]+`)*) \| `\w+\.(?<test>\w+)` \|$", RegexOptions.Multiline)]
    private static partial Regex Between();
}
