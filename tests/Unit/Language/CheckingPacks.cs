using FirstWindow.Language;
using Xunit;

namespace FirstWindow.Tests.Unit.Language;

public sealed class CheckingPacks
{
    private const string Courtesy = "id: courtesy\n"; // Line 1 of every wrong one is right.

    public static TheoryData<string> Editable => [.. PackFacts.All.Where(p => p.IsEditable).Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Editable))]
    public void What_the_program_comes_with_passes(string name) =>
        Assert.Empty(PackCheck.Find(name, PackSet.Shipped.TextOf(name)));

    [Theory]
    [InlineData("    patterns: ['(早安|早上好']", 7, "pattern-syntax", "(早安|早上好")]
    [InlineData("    patterns: ['早安', '[早']", 7, "pattern-syntax", "[早")]
    [InlineData("    patterns: ['早{nobody}']", 7, "unknown-list", "早{nobody}")]
    [InlineData("    patterns: ['(?=早)早安']", 7, "pattern-syntax", "(?=早)早安")]
    [InlineData("    patterns: ['(早)\\1']", 7, "pattern-syntax", "(早)\\1")]
    [InlineData("    patterns: ['早\\G安']", 7, "pattern-syntax", "早\\G安")]
    [InlineData("    patterns: ['((早{99}){99}){99}']", 7, "pattern-large", "((早{99}){99}){99}")]
    [InlineData("    patterns: ['早?']", 7, "pattern-empty", "早?")]
    [InlineData("    patterns: ['晚安']", 8, "example-not-found", "早安")]
    [InlineData("    patterns: ['早安', '账单']", 9, "counter-example-found", "账单来了")]
    public void A_pattern_that_is_wrong_is_named_with_its_line(string patterns, int line, string code, string about)
    {
        var fault = Assert.Single(PackCheck.Find("courtesy", WithRule(patterns)));

        Assert.Equal(new PackFault(line, code, about), fault);
    }

    [Theory]
    [InlineData("group: greeting", "group: gossip", 6, "unknown-group", "gossip")]
    [InlineData("id: says-hello", "id: greets", 10, "double-id", "greets")]
    [InlineData("id: says-hello", "id: Says Hello", 5, "bad-id", "Says Hello")]
    [InlineData("group: greeting", "group: greeting\n    weight: 7", 7, "bad-weight", "7")]
    [InlineData("group: greeting", "group: greeting\n    severity: block", 7, "bad-severity", "block")]
    [InlineData("group: greeting", "group: greeting\n    clause: X9.9", 7, "unknown-clause", "X9.9")]
    [InlineData("group: greeting", "group: greeting\n    colour: red", 7, "yaml", null)]
    [InlineData("group: greeting", "group: greeting\n    weight: much", 7, "yaml", null)]
    [InlineData("group: greeting", "group: greeting\n    clause:", 7, "empty", "")]
    [InlineData("group: greeting", "group: &a greeting", 6, "alias", "")]
    [InlineData("group: greeting", "group: !!str greeting", 6, "tag", "")]
    public void A_field_that_is_wrong_is_named_with_its_line(
        string right, string wrong, int line, string code, string? about)
    {
        var yaml = WithRule("    patterns: ['早安']");
        var at = yaml.IndexOf(right, StringComparison.Ordinal);
        yaml = yaml[..at] + wrong + yaml[(at + right.Length)..];

        var fault = Assert.Single(PackCheck.Find("courtesy", yaml, clause => clause == "A2.2.1a"));

        Assert.Equal((line, code), (fault.Line, fault.Code));
        Assert.Equal(about ?? fault.About, fault.About);
    }

    [Theory]
    [InlineData("", "not-a-mapping")]
    [InlineData("- a\n- b", "not-a-mapping")]
    [InlineData("id: [", "yaml")]
    [InlineData("id: courtesy\nid: courtesy", "yaml")]
    [InlineData("a: [[[[[[[[[[[[b]]]]]]]]]]]]", "too-deep")]
    [InlineData("<script>alert(1)</script>", "not-a-mapping")]
    public void What_is_no_pack_at_all_is_refused(string yaml, string code) =>
        Assert.Contains(PackCheck.Find("courtesy", yaml), f => f.Code == code);

    [Fact]
    public void What_the_program_relies_on_may_not_go()
    {
        var farewells = PackSet.Shipped.TextOf("courtesy").Replace("group: farewell", "group: greeting", StringComparison.Ordinal);
        var abuse = PackSet.Shipped.TextOf("etiquette").Replace("id: stupid", "id: stupid-words", StringComparison.Ordinal);

        Assert.Contains(PackCheck.Find("courtesy", farewells), f => f is { Code: "group-gone", About: "farewell" });
        Assert.Contains(PackCheck.Find("etiquette", abuse), f => f is { Code: "rule-gone", About: "stupid" });
        Assert.Equal("not-editable", Assert.Single(PackCheck.Find("secrets", "id: secrets")).Code);
        Assert.Equal("not-editable", Assert.Single(PackCheck.Find("../../etc", "")).Code);
        Assert.Equal("too-long", Assert.Single(PackCheck.Find("signals", new string('#', PackCheck.CharsMax + 1))).Code);
    }

    [Fact]
    public void A_term_is_short_and_has_plain_words()
    {
        var faults = PackCheck.Find("jargon", "id: jargon\nsource: x\nterms:\n  '挂失': '先锁住'\n  '冻结': ' '\n");

        Assert.Equal([new PackFault(5, "bad-term", "冻结")], faults);
    }

    [Fact]
    public void One_pack_is_replaced_and_the_others_stay()
    {
        var terms = PackSet.Shipped.With("jargon", "id: jargon\nsource: x\nterms:\n  '轧差': '收付相抵'\n");
        var rules = PackSet.Shipped.With("courtesy", WithRule("    patterns: ['早安']"));

        Assert.Contains(terms.Check("轧差后入账"), f => f.Rule == "jargon");
        Assert.DoesNotContain(terms.Check("您可以先挂失"), f => f.Rule == "jargon");
        Assert.Contains(PackSet.Shipped.Check("您可以先挂失"), f => f.Rule == "jargon");
        Assert.Contains(rules.FindBy("courtesy", "早安"), f => f.Rule == "says-hello");
        Assert.Equal(PackSet.Shipped.TextOf("signals"), rules.TextOf("signals"));
    }

    // The shipped pack with one rule more at its head.
    private static string WithRule(string patterns)
    {
        var shipped = PackSet.Shipped.TextOf("courtesy");
        var rules = shipped[(shipped.IndexOf("rules:\n", StringComparison.Ordinal) + "rules:\n".Length)..];
        return $"{Courtesy}source: test\n# a note\nrules:\n  - id: says-hello\n    group: greeting\n{patterns}\n"
            + $"    examples: ['早安']\n    counter_examples: ['账单来了']\n{rules}";
    }
}
