using System.Text.RegularExpressions;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Privacy;
using FirstWindow.Staff.Domain;
using Xunit;

namespace FirstWindow.Tests.Architecture;

/// <summary>Pages that must name everything of a kind are held against the sources: keys and algorithms, classes of
/// data, events of the log, ways out of the house, words a password may not hold. Rows of docs/asvs.md rest on
/// it.</summary>
public sealed partial class HoldingTheDocuments
{
    private static readonly string[] Sources =
    [
        .. Directory.EnumerateFiles(Path.Combine(KeepingTheHouse.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/") && !f.Contains("/FirstWindow.Simulator/")),
    ];

    // What a hand-written statement may hold beside its parameters: names and numbers that are ours.
    private static readonly string[] OwnWords =
    [
        "AdvisoryLock", "Attested.Code", "BatchSql.ConversationColumns", "BatchSql.EntryColumns", "BatchSql.EventColumns",
        "BatchSql.FileColumns", "BatchSql.KeyColumns", "BatchSql.PromiseColumns", "History", "IsOldSql(column)", "Since",
        "block", "column.Column", "column.Key", "column.Table", "committed", "context", "entries[0]", "entries[^1]", "from",
        "kept", "marked", "migration.Checksum", "migration.Name", "migration.Number", "most", "now", "places",
        "quotedAccount", "set", "stream.SelectList", "stream.Table", "table", "to",
    ];

    [Fact]
    public void Every_file_that_calls_an_algorithm_stands_in_the_inventory_of_cryptography() =>
        Assert.Equal(FilesWith(Algorithm()), NamedIn("cryptography.md", SourceFile()));

    [Fact]
    public void Every_key_has_a_life_and_a_way_to_be_changed() =>
        Assert.Equal(Enum.GetValues<KeyUse>().Select(u => u.ToCode()).Order(StringComparer.Ordinal),
            Cells("cryptography.md", 4).Where(c => c[2].Contains("keys rotate", StringComparison.Ordinal))
                .Select(c => c[0].Trim('`')).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_curve_key_and_hash_has_128_bits_of_strength_or_more()
    {
        var calls = Sources.SelectMany(f => Length().Matches(File.ReadAllText(f)).Select(m => m.Value))
            .Distinct().ToList();

        Assert.Contains("ECCurve.NamedCurves.nistP256", calls);
        Assert.All(calls, c => Assert.Contains(c, new[] { "ECCurve.NamedCurves.nistP256", "sm2p256v1" }));
        Assert.Equal(32, Platform.Crypto.CryptoProvider.HashBytes);
    }

    [Fact]
    public void Every_table_stands_in_one_class_of_data_and_every_class_has_its_protection()
    {
        var tables = Directory.EnumerateFiles(
                Path.Combine(KeepingTheHouse.Root, "src/FirstWindow.Platform/Storage/Migrations"), "*.sql")
            .Order(StringComparer.Ordinal).Select(File.ReadAllText)
            .Aggregate(new HashSet<string>(StringComparer.Ordinal), (known, sql) =>
            {
                known.UnionWith(Created().Matches(sql).Select(m => m.Groups[1].Value));
                known.ExceptWith(Dropped().Matches(sql).Select(m => m.Groups[1].Value));
                return known;
            });
        var classed = Cells("data-classes.md", 3).ToList();
        var named = classed.SelectMany(c => Quoted().Matches(c[2]).Select(m => m.Groups[1].Value)).ToList();

        Assert.Equal(tables.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
        Assert.Equal(classed.Skip(1).Select(c => c[0]), Cells("data-classes.md", 6).Skip(1).Select(c => c[0]));
        Assert.All(Cells("data-classes.md", 6), c => Assert.All(c, cell => Assert.NotEqual(string.Empty, cell)));
    }

    [Fact]
    public void Every_event_of_the_log_stands_in_the_inventory_of_logs_under_an_id_of_its_own()
    {
        var events = Sources.SelectMany(f => Event().Matches(File.ReadAllText(f)))
            .Select(m => $"{m.Groups[1].Value} {m.Groups[2].Value.ToLowerInvariant()} {m.Groups[3].Value}")
            .Order(StringComparer.Ordinal).ToList();

        Assert.Equal(events, Cells("logs.md", 4).Skip(1).Select(c => $"{c[0]} {c[1]} {c[2]}").Order(StringComparer.Ordinal));
        Assert.Equal(events.Count, events.Select(e => e.Split(' ')[0]).Distinct().Count());
    }

    [Fact]
    public void The_server_writes_to_its_log_by_the_logger_alone() => Assert.All(
        FilesWith(PastTheLogger()), file => Assert.Contains(Sources, s => Path.GetFileName(s) == file
            && (s.Contains("/Commands/") || s.EndsWith("/Program.cs", StringComparison.Ordinal))));

    [Fact]
    public void Every_way_out_of_the_house_stands_in_operations() =>
        Assert.Equal(FilesWith(WayOut()), NamedIn("operations.md", SourceFile()));

    [Theory]
    [InlineData("files.md")]
    [InlineData("costly.md")]
    public void Every_limit_that_is_told_is_the_one_that_holds(string page)
    {
        var told = Cells(page, 5).Where(c => c[4].Contains(".cs", StringComparison.Ordinal)).ToList();

        Assert.True(told.Count > 10, $"{told.Count} limits");
        Assert.All(told, c =>
        {
            var place = c[4].Split(' ').Select(p => p.Trim('`')).ToArray();
            var source = File.ReadAllText(Sources.Single(f => Path.GetFileName(f) == place[0]));
            Assert.Matches($@" {place[1]} (\{{ get; set; \}} )?= {Regex.Escape(c[3])};", source);
        });
    }

    [Fact]
    public void No_client_and_no_database_takes_a_certificate_unchecked() => Assert.Empty(FilesWith(Unchecked()));

    [Fact]
    public void Every_word_a_password_may_not_be_made_of_is_told()
    {
        var page = File.ReadAllText(Path.Combine(KeepingTheHouse.Root, "docs/passwords.md"));
        var told = page.Split("```")[1].Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(CommonPasswords.All.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_account_has_a_hint_a_secret_question_or_a_password_that_ends_by_itself() =>
        Assert.Empty(FilesWith(HintOrAge()));

    [Fact]
    public void Every_term_of_a_session_is_told_with_its_reason()
    {
        var page = File.ReadAllText(Path.Combine(KeepingTheHouse.Root, "SECURITY.md"));
        var terms = House.Modules.Fields<Policy>().Select(p => p.Key).Where(k => Term().IsMatch(k)).ToList();

        Assert.True(terms.Count >= 4, string.Join(' ', terms));
        Assert.All(terms, t => Assert.Contains($"| `{t}` |", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_limit_against_guessing_is_told_with_who_gets_in_all_the_same()
    {
        var limits = House.Modules.Fields<Policy>().Select(p => p.Key)
            .Where(k => k.StartsWith("sign-in.", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        var told = Cells("../SECURITY.md", 5).Where(c => c[0].StartsWith("`sign-in.", StringComparison.Ordinal)).ToList();

        Assert.Equal(limits, told.Select(c => c[0].Trim('`')).Order(StringComparer.Ordinal));
        Assert.All(told, c => Assert.NotEqual(string.Empty, c[4]));
    }

    [Fact]
    public void Every_system_whose_sessions_meet_ours_is_told() => Assert.Equal(
        FilesWith(Vouching()).Select(f => Path.GetFileNameWithoutExtension(f)),
        Cells("../SECURITY.md", 4).Where(c => Vouched().IsMatch(c[0])).Select(c => Vouched().Match(c[0]).Groups[1].Value)
            .Order(StringComparer.Ordinal));

    [Fact]
    public void How_soon_a_weak_package_is_mended_is_told_for_every_severity() =>
        Assert.Equal(["critical", "high", "medium", "low"], Cells("../SECURITY.md", 3)
            .Where(c => c[1].EndsWith(" days", StringComparison.Ordinal) && !c[0].StartsWith('`'))
            .Select(c => c[0].Split(' ', ',')[0]));

    [Fact]
    public void Every_way_to_sign_in_is_told_with_its_strength() =>
        Assert.Equal(FilesWith(SignsIn()), NamedIn("../SECURITY.md", SourceFile()));

    [Fact]
    public void A_pattern_and_a_format_come_from_us_alone()
    {
        Assert.Equal(["Pattern.cs"], FilesWith(MadePattern())); // What two of the staff decided upon.
        Assert.Equal(["TextSource.cs", "Transcript.cs"], FilesWith(MadeFormat())); // Of our own resources.
    }

    [Fact]
    public void No_statement_is_glued_from_what_came_from_outside()
    {
        var glued = Sources.SelectMany(f => Statement().Matches(File.ReadAllText(f)))
            .SelectMany(m => Hole().Matches(m.Value).Select(h => h.Groups[1].Value)).Distinct();

        Assert.Equal(OwnWords, glued.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_script_of_ours_writes_into_an_object_under_a_name_that_came_from_outside() => Assert.Empty(
        Directory.EnumerateFiles(Path.Combine(KeepingTheHouse.Root, "src"), "*.js", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/") && !f.Contains("/lib/"))
            .Where(f => Prototype().IsMatch(File.ReadAllText(f))).Select(Path.GetFileName));

    private static List<string> FilesWith(Regex what) =>
    [
        .. Sources.Where(f => what.IsMatch(Comment().Replace(File.ReadAllText(f), string.Empty)))
            .Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal),
    ];

    private static List<string> NamedIn(string page, Regex what) =>
    [
        .. Cells(page, null).SelectMany(c => c).SelectMany(c => what.Matches(c)).Select(m => m.Groups[1].Value)
            .Distinct().Order(StringComparer.Ordinal),
    ];

    private static IEnumerable<string[]> Cells(string page, int? columns) =>
        File.ReadLines(Path.Combine(KeepingTheHouse.Root, "docs", page))
            .Where(l => l.StartsWith("| ", StringComparison.Ordinal) && !l.StartsWith("| ---", StringComparison.Ordinal))
            .Select(l => l.Trim().Trim('|').Split('|').Select(c => c.Trim()).ToArray())
            .Where(c => columns is null || c.Length == columns);

    [GeneratedRegex(@"\b(AesGcm|AesCcm|Aes|ChaCha20Poly1305|SHA1|SHA256|SHA384|SHA512|HMACSHA\d+|ECDsa|ECDiffieHellman|RSA"
        + @"|KeyDerivation|PasswordHasher|SM2Signer|SM3Digest|SM4Engine|HKDF|JsonWebTokenHandler|SecurityAlgorithms"
        + @"|X509Certificate2|SslProtocols|Totp|IncrementalHash|AddDataProtection|IDataProtectionProvider)\b")]
    private static partial Regex Algorithm();

    [GeneratedRegex(@"ECCurve\.\w+\.\w+|\w*p(160|192|224|256)[rkv]\d")]
    private static partial Regex Length();

    [GeneratedRegex(@"`(\w+\.cs)`")]
    private static partial Regex SourceFile();

    [GeneratedRegex(@"(?:CREATE TABLE|RENAME TO) ([a-z_0-9]+)")]
    private static partial Regex Created();

    [GeneratedRegex(@"DROP TABLE ([a-z_0-9]+)")]
    private static partial Regex Dropped();

    [GeneratedRegex("`([a-z_]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex("LoggerMessage\\((\\d+), LogLevel\\.(\\w+),\\s*\"([^\"]*)\"")]
    private static partial Regex Event();

    [GeneratedRegex(@"Console\.(Write|Error|Out)|Trace\.Write|Debug\.Write")]
    private static partial Regex PastTheLogger();

    [GeneratedRegex(@"new (SocketsHttpHandler|HttpClient|SmtpClient|TcpClient|Socket|NpgsqlDataSourceBuilder)\b")]
    private static partial Regex WayOut();

    [GeneratedRegex("CertificateValidationCallback|DangerousAccept|TrustServerCertificate|CheckCertificateRevocationList = false")]
    private static partial Regex Unchecked();

    [GeneratedRegex(@"(?i:secret.?question|security.?question|password.?hint)|Password(Expires|Age|ChangedAt|SetAt)\b")]
    private static partial Regex HintOrAge();

    [GeneratedRegex(@"^(session\.|visitor-token\.|service-token\.)")]
    private static partial Regex Term();

    [GeneratedRegex(@"NewSession (session|sessions|open|opening)\b|(ServiceAccounts|ProgramTokens)\(\s*Database|class (VisitorTokens|CustomerPasses)\b")]
    private static partial Regex SignsIn();

    [GeneratedRegex(@"new OpenIdConnectConfigurationRetriever\(|\.ValidateTokenAsync\(")]
    private static partial Regex Vouching();

    [GeneratedRegex(@"^`([A-Z]\w+)`: the bank's")]
    private static partial Regex Vouched();

    [GeneratedRegex(@"new Regex\(")]
    private static partial Regex MadePattern();

    [GeneratedRegex(@"\bstring\.Format\(")]
    private static partial Regex MadeFormat();

    // Interpolated text that is a statement; FormattableString of ExecuteSqlAsync makes parameters of its holes.
    [GeneratedRegex("(?<!Sql(Interpolated)?Async\\(\\s*)\\$\"+[^\"]*\\b(SELECT|INSERT INTO|UPDATE|DELETE FROM)\\b[^\"]*\"")]
    private static partial Regex Statement();

    [GeneratedRegex(@"\{([^{}]+)\}")]
    private static partial Regex Hole();

    [GeneratedRegex(@"__proto__|Object\.setPrototypeOf|\bdeepMerge\b|for \(const \w+ in ")]
    private static partial Regex Prototype();

    [GeneratedRegex(@"//[^\n]*")]
    private static partial Regex Comment();
}
