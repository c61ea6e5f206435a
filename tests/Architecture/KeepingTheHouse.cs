using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using FirstWindow.Platform;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Rulebook;
using FirstWindow.Platform.Web.Pages;
using Microsoft.AspNetCore.Mvc;
using Xunit;

namespace FirstWindow.Tests.Architecture;

/// <summary>The borders between modules, and the rules every file keeps.</summary>
public sealed partial class KeepingTheHouse
{
    internal static readonly string Root = FindRoot();

    [Fact]
    public void Modules_meet_only_through_contracts()
    {
        var modules = House.Modules.Assemblies.Skip(1).ToList();
        foreach (var file in Directory.EnumerateFiles(
            Path.Combine(Root, "src/Modules"), "*.cs", SearchOption.AllDirectories))
        {
            var own = Path.GetRelativePath(Path.Combine(Root, "src/Modules"), file).Split('/')[0];
            foreach (Match use in OtherModule().Matches(File.ReadAllText(file)))
            {
                var module = use.Groups[1].Value;
                Assert.True(module == own || use.Groups[2].Value == "Contracts"
                    || !modules.Any(m => m.GetName().Name == $"FirstWindow.{module}"),
                    $"{file} uses {use.Value}");
            }
        }
    }

    [Fact]
    public void Domain_code_knows_no_database_web_or_clock()
    {
        foreach (var file in Directory.EnumerateFiles(
            Path.Combine(Root, "src/Modules"), "*.cs", SearchOption.AllDirectories)
            .Where(f => f.Contains("/Domain/")))
        {
            Assert.DoesNotMatch(@"EntityFrameworkCore|AspNetCore|TimeProvider|DatabaseClock", File.ReadAllText(file));
        }
    }

    [Fact]
    public void Language_is_pure()
    {
        var references = typeof(Language.PackSet).Assembly.GetReferencedAssemblies().Select(a => a.Name!)
            .ToList();

        Assert.DoesNotContain(references, r =>
            r.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || r.Contains("EntityFramework"));
    }

    [Fact]
    public void Language_keeps_nothing_that_changes_so_that_words_belong_to_a_house()
    {
        var changing = typeof(Language.PackSet).Assembly.GetTypes()
            .Where(t => t.Namespace?.StartsWith("FirstWindow", StringComparison.Ordinal) ?? false)
            .Where(t => !t.IsDefined(typeof(CompilerGeneratedAttribute)))
            .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            // The working memory of a thread is emptied before each use.
            .Where(f => f is { IsInitOnly: false, IsLiteral: false } && !f.IsDefined(typeof(ThreadStaticAttribute)))
            .Select(f => $"{f.DeclaringType}.{f.Name}");

        Assert.Empty(changing);
    }

    [Fact]
    public void Every_clause_that_code_or_tests_name_exists()
    {
        var named = House.Modules.Assemblies.SelectMany(a => a.GetTypes())
            .SelectMany(t => t.GetCustomAttributes<ClauseAttribute>(false))
            .Select(c => c.Id).Concat(House.Modules.Fields<Act>().SelectMany(a => a.Clauses));

        Assert.All(named, id => Assert.True(Clauses.ById.ContainsKey(id), $"There is no clause {id}."));
        Assert.Equal(260, Clauses.All.Count);
    }

    [Fact]
    public void Every_act_has_a_code_of_its_own()
    {
        var codes = House.Modules.Fields<Act>().Select(a => a.Code).ToList();

        Assert.Equal(codes.Count, codes.Distinct().Count());
    }

    [Theory]
    [InlineData("zh-CN", "^[^a-z]*[\u4e00-\u9fff][^a-z]*$")]
    [InlineData("en", "^[ -~]+$")]
    public void Every_act_has_a_name_in_the_readers_language(string language, string letters)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        var codes = House.Modules.Fields<Act>().Select(a => a.Code).Order(StringComparer.Ordinal);

        Assert.Equal(codes, ActText.Names.Keys.Order(StringComparer.Ordinal));
        Assert.All(ActText.Names.Values, name => Assert.Matches(letters, name));
    }

    [Fact]
    public void Every_policy_is_told_in_english_too()
    {
        Assert.All(House.Modules.Fields<Policy>(), policy =>
        {
            Assert.DoesNotMatch("[\u4e00-\u9fff]", policy.MeaningIn(isEnglish: true) + policy.UnitIn(isEnglish: true));
            Assert.NotEqual(policy.MeaningIn(isEnglish: true), policy.MeaningIn(isEnglish: false));
        });
    }

    // A browser leaves out a box that is not ticked and the fields of other forms; the framework takes a field without
    // which the record cannot be made for a fault of the browser's.
    [Fact]
    public void A_form_can_be_read_when_a_field_is_left_out()
    {
        var forms = House.Modules.Assemblies.SelectMany(a => a.GetTypes())
            .SelectMany(t => t.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public
                | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .SelectMany(m => m.GetParameters().Where(p => p.IsDefined(typeof(FromFormAttribute))))
            .Select(p => p.ParameterType).Where(t => t.IsClass && t != typeof(string)).Distinct().ToList();

        Assert.NotEmpty(forms);
        Assert.All(forms, form => Assert.True(form.GetConstructor(Type.EmptyTypes) is not null, form.Name));
    }

    [Fact]
    public void Files_keep_to_their_limits()
    {
        var faults = new List<string>();
        foreach (var file in Sources())
        {
            var lines = File.ReadAllLines(file);
            var name = Path.GetRelativePath(Root, file);
            if (lines.Length > 400)
            {
                faults.Add($"{name} has {lines.Length} lines");
            }

            faults.AddRange(TooLong(lines).Select(i => $"{name}:{i + 1} is {lines[i].Length} long"));
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public void No_file_uses_what_is_banned()
    {
        var faults = new List<string>();
        foreach (var file in Sources().Where(f => !f.EndsWith("KeepingTheHouse.cs", StringComparison.Ordinal)))
        {
            var text = File.ReadAllText(file);
            faults.AddRange(
                Banned().Matches(text).Select(m => $"{Path.GetRelativePath(Root, file)}: {m.Value.Trim()}"));
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public void No_class_is_called_after_nothing()
    {
        var types = House.Modules.Assemblies.Append(typeof(Language.PackSet).Assembly)
            .SelectMany(a => a.GetTypes())
            .Where(t => t.Namespace?.StartsWith("FirstWindow", StringComparison.Ordinal) ?? false)
            .Select(t => t.Name.Split('`')[0]);

        Assert.DoesNotContain(types, t => EmptyName().IsMatch(t));
    }

    [Fact]
    public void English_texts_have_straight_quotes() // A Chinese font draws the others as wide as a character.
    {
        var texts = Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.en.resx", SearchOption.AllDirectories);

        Assert.All(texts, text => Assert.DoesNotMatch("[\u2018\u2019\u201c\u201d]", File.ReadAllText(text)));
    }

    [Fact]
    public void Htmx_gets_nothing_that_the_content_security_policy_forbids()
    {
        var pages = Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.razor", SearchOption.AllDirectories);

        Assert.All(pages, page =>
            Assert.DoesNotMatch(@"hx-on|hx-vals=.js:|<script>|style=""|onclick=", File.ReadAllText(page)));
    }

    // 120 characters; text that people or databases read may be longer.
    private static IEnumerable<int> TooLong(string[] lines)
    {
        var isInText = false;
        for (var i = 0; i < lines.Length; i++)
        {
            isInText ^= lines[i].Split("\"\"\"").Length % 2 == 0;
            if (lines[i].Length > (isInText || lines[i].Contains('"') ? 190 : 120))
            {
                yield return i;
            }
        }
    }

    private static IEnumerable<string> Sources() => new[] { "src", "tests", "benchmarks", "samples" }
        .Select(d => Path.Combine(Root, d)).Where(Directory.Exists)
        .SelectMany(d => Directory.EnumerateFiles(d, "*.cs", SearchOption.AllDirectories));

    private static string FindRoot()
    {
        var folder = Environment.GetEnvironmentVariable("FIRSTWINDOW_ROOT") ?? AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "FirstWindow.slnx")))
        {
            folder = Path.GetDirectoryName(folder)
                ?? throw new InvalidOperationException("FirstWindow.slnx was not found.");
        }

        return folder;
    }

    [GeneratedRegex(
        @"FirstWindow\.(Staff|Packs|Customers|Knowledge|Routing|Conversations|Integration)\.(\w+)")]
    private static partial Regex OtherModule();

    [GeneratedRegex(
        @"DateTime\.(Now|UtcNow)|DateTimeOffset\.(Now|UtcNow)|Thread\.Sleep\(|#region|\{@|catch\s*\{\s*\}|//\s*TODO(?! #)"
        + @"|\.WaitForRe(sponse|quest)Async\(")] // Comes after the act that it waits for, and so at times too late.
    private static partial Regex Banned();

    [GeneratedRegex(@"(Manager|Helper|Util|Utils|Common|Base|Info|V2|New)$")]
    private static partial Regex EmptyName();
}
