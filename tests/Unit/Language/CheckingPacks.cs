using FirstWindow.Language;
using Xunit;

namespace FirstWindow.Tests.Unit.Language;

public sealed class CheckingPacks
{
    private const string Courtesy = "id: courtesy\n"; // Line 1 of every wrong one is right.

    public static TheoryData<string> All => [.. PackFacts.All.Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(All))]
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
        Assert.Equal("unknown-pack", Assert.Single(PackCheck.Find("../../etc", "")).Code);
        Assert.Equal("too-long", Assert.Single(PackCheck.Find("signals", new string('#', PackCheck.CharsMax + 1))).Code);
    }

    [Fact]
    public void Weights_that_read_a_contact_of_the_pack_otherwise_are_refused()
    {
        var deaf = PackSet.Shipped.TextOf("courtesy")
            .Replace("grievance_anger: 0.55", "grievance_anger: 0", StringComparison.Ordinal);

        Assert.Contains(PackCheck.Find("courtesy", deaf), f => f.Code == "contact-read-otherwise");
    }

    [Fact]
    public void Weights_that_answer_a_question_of_the_pack_otherwise_are_refused()
    {
        var bold = PackSet.Shipped.TextOf("answers").Replace("scope_against: 5.2", "scope_against: 0", StringComparison.Ordinal)
            .Replace("right_against: 2.5", "right_against: 0", StringComparison.Ordinal);

        Assert.Contains(PackCheck.Find("answers", bold), f => f.Code == "question-answered-otherwise");
    }

    [Theory]
    [InlineData("secrets", "  card_track: [", "  card_trick: [", "group-gone")]
    [InlineData("secrets", "  password: [密码", "  password: [Pass Word, 密码", "bad-word")]
    [InlineData("secrets", "\ndoubts: 不没忘怎哪几啥吗?错锁丢何咋未\n", "\ndoubts: ''\n", "bad-word")]
    [InlineData("secrets", "  - 余额1234元\n", "  - 余额1234元\n  - 密码是123456\n", "secret-false")]
    [InlineData("secrets", "\n  reach_chars: 22", "\n  reach_chars: 0", "bad-number")]
    [InlineData("secrets", "\n  reach_chars: 22", "\n  reach_chars: 1", "secret-shown")]
    [InlineData("secrets", "\n  password_digits_most: 12", "\n  password_digits_most: 4", "secret-shown")]
    [InlineData("secrets", "\n  bare_code_letters: 8", "\n  bare_code_letter: 8", "unknown-weight")]
    [InlineData("personal", "\n  address_level_count: 2", "\n  address_level_count: 1.5", "bad-number")]
    [InlineData("personal", "\n  address_level_count: 2", "\n  address_level_count: 20", "personal-shown")]
    [InlineData("personal", "\nnumber_units: [", "\nnumber_units: ['', ", "bad-word")]
    [InlineData("personal", "\nenglish_streets: [", "\nenglish_streets: [Alley] # [", "personal-shown")]
    [InlineData("etiquette", "\n  cold-tone: ", "\n  warm-tone: ", "unknown-group")]
    [InlineData("etiquette", "\n  cold-tone: ", "\n  cold-tone: '' # ", "bad-word")]
    [InlineData("personal", "\nsurnames: ", "\nsurnames: a", "bad-word")]
    [InlineData("personal", "\nsurnames: 王", "\nsurnames: ", "personal-shown")]
    [InlineData("synonyms", "  - 密码 口令", "  - 信用卡 口令", "double-id")]
    [InlineData("synonyms-en", "\nfillers: [", "\nfillers: ['', ", "bad-word")]
    [InlineData("fraud-cues", "\n  authority: [", "\n  Authority!: [", "bad-id")]
    [InlineData("tone-cues", "\n  alone: 6", "\n  alone: -6", "bad-number")]
    [InlineData("tone-cues", "\n  alone: 6", "\n  lonely: 6", "unknown-weight")]
    [InlineData("traditional", "\n  - 帐账\n", "\n  - 帐账您\n", "bad-pair")]
    [InlineData("traditional", "\n  - 帐账\n", "\n  - 帐账码马\n", "secret-shown")]
    [InlineData("sounds", "\n  'ai': ", "\n  'AI': ", "bad-word")]
    [InlineData("fraud", "\n  sign_share: 0.4", "\n  sign_share: 400", "bad-number")]
    [InlineData("fraud", "\n  sign_share: 0.4", "\n  signs: 0.4", "unknown-weight")]
    [InlineData("courtesy", "\n  answer_messages: 2", "\n  answer_messages: 0", "bad-number")]
    [InlineData("courtesy", "\n  answer_messages: 2", "\n  answer_messages: 1.5", "bad-number")]
    [InlineData("courtesy", "\n  wait-without-reason: 6", "\n  wait-for-ever: 6", "unknown-weight")]
    [InlineData("answers", "\n  offered_count: 4", "\n  offered_count: 0", "bad-number")]
    [InlineData("answers", "\n  likeness_share: 0.15", "\n  likeness_share: 1.5", "bad-share")]
    [InlineData("answers", "\n  right_lead: 5.4", "\n  right_leader: 5.4", "unknown-weight")]
    [InlineData("answers", "\n    examples: ['卡丢了，另外", "\n    examples: ['卡丢了，", "example-not-found")]
    [InlineData("answers", "\n  - said: 今天天气真好\n    decision: handoff", "\n  - said: 今天天气真好\n    decision: answer",
        "question-answered-otherwise")]
    [InlineData("answers", "\n  - said: 信用卡要年费吗\n    decision: answer\n    article: card-fee",
        "\n  - said: 信用卡要年费吗\n    decision: answer\n    article: lost", "question-answered-otherwise")]
    [InlineData("jargon", "\nexplained_by: ['就是'", "\nexplained_by: [' '", "bad-word")]
    [InlineData("fraud", "\n  about_fraud: [", "\n  about_fraud: ['(', ", "pattern-syntax")]
    public void A_list_of_words_that_is_wrong_is_named_with_its_line(
        string pack, string right, string wrong, string code)
    {
        var shipped = PackSet.Shipped.TextOf(pack);
        var at = shipped.IndexOf(right, StringComparison.Ordinal);
        var line = shipped[..at].Count(c => c == '\n') + (right[0] == '\n' ? 2 : 1);

        var faults = PackCheck.Find(pack, shipped[..at] + wrong + shipped[(at + right.Length)..]);

        // An example stands further down.
        Assert.Contains(faults, f => f.Code == code && (f.Line <= line + 2 || f.About.Contains('‹')));
    }

    [Fact]
    public void Concepts_and_cues_in_another_order_are_read_as_before_and_lost_ones_are_noticed()
    {
        var cues = PackSet.Shipped.TextOf("fraud-cues");
        var head = cues[..(cues.IndexOf("\ncues:\n", StringComparison.Ordinal) + "\ncues:\n".Length)];
        var lines = cues[head.Length..].TrimEnd('\n').Split('\n');
        var turned = PackSet.Shipped.With("fraud-cues", head + string.Join('\n', lines.Reverse()) + "\n");
        const string Victim = "有人冒充客服让我共享屏幕，把钱转到安全账户，现在联系不上了";

        Assert.Equal(PackSet.Shipped.ReadSignals(Victim).Fraud, turned.ReadSignals(Victim).Fraud);
        Assert.Empty(PackCheck.Find("fraud-cues", turned.TextOf("fraud-cues")));
        Assert.Contains(PackCheck.Find("fraud-cues", head + "  panda: ['怎么', '我']\n"), f => f.Code == "held-worse");
    }

    [Fact]
    public void Numbers_of_a_pack_count_and_those_left_out_are_as_shipped()
    {
        var shipped = PackSet.Shipped.TextOf("fraud");
        var deaf = PackSet.Shipped.With("fraud", shipped.Replace("talk_about_fraud: 0.25", "talk_about_fraud: 0", StringComparison.Ordinal));
        var without = PackSet.Shipped.With("fraud", shipped.Replace("  talk_about_fraud: 0.25\n", "", StringComparison.Ordinal));
        const string Warning = "谨防诈骗：不要把钱转到所谓的安全账户";

        Assert.Equal(0, deaf.ReadSignals(Warning).Fraud);
        Assert.True(PackSet.Shipped.ReadSignals(Warning).Fraud > 0);
        Assert.Equal(PackSet.Shipped.ReadSignals(Warning).Fraud, without.ReadSignals(Warning).Fraud);
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
        var told = PackSet.Shipped.With(
            "jargon", "id: jargon\nsource: x\nexplained_by: ['意思是']\nterms:\n  '轧差': '收付相抵'\n");
        Assert.DoesNotContain(terms.Check("轧差就是收付相抵"), f => f.Rule == "jargon");
        Assert.Contains(told.Check("轧差就是收付相抵"), f => f.Rule == "jargon");
        Assert.DoesNotContain(told.Check("轧差意思是收付相抵"), f => f.Rule == "jargon");
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
