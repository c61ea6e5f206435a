namespace FirstWindow.Staff.Domain;

/// <summary>
/// The passwords that are guessed first, by rule: common words, keyboard rows, runs,
/// repetitions and years are taken out of the password, letters written as digits or signs included; what is left is
/// what somebody has to guess. Our own choice of words; what was stolen somewhere is asked of <see
/// cref="LeakedPasswords"/>.
/// </summary>
internal static class CommonPasswords
{
    /// <summary>So many different characters must be left that are in nothing common.</summary>
    private const int LeftMin = 5;

    private const int RunCharsMin = 3;

    // Signs written for letters, and the letters they are meant for, at the same places.
    private const string Signs = "01!34@5$78";
    private const string Letters = "oiieaasstb";

    // Longest first, so that "password" goes before "pass". English, Chinese in Latin letters, and this trade.
    private static readonly string[] Words = [.. (
        "password passwort passwd pass word admin administrator root user guest test demo default change changeme "
        + "secret letmein login logon signin welcome hello access master system server manager office company "
        + "computer internet windows linux google apple huawei xiaomi tencent alibaba taobao wechat weixin alipay "
        + "firstwindow agent staff service support customer kefu zuoxi yuangong bank banking yinhang money account "
        + "qwerty qwertyuiop asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx qazwsxedc wsxedc qweasd qweasdzxc asdzxc "
        + "iloveyou lovely love baby angel princess sunshine flower summer winter spring autumn monday friday "
        + "january february march april june july august september october november december monkey dragon tiger "
        + "eagle shadow superman batman starwars pokemon michael jordan michelle jessica jennifer daniel charlie "
        + "thomas robert george football baseball basketball soccer hockey freedom whatever trustno trust nothing "
        + "killer hunter ninja pepper cookie banana orange purple silver golden diamond mustang ferrari mercedes "
        + "woaini woaiwojia aini wodemima mima nihao zhongguo china beijing shanghai guangzhou shenzhen chengdu "
        + "hangzhou chongqing tianjin wuhan nanjing woshishei laogong laopo baobao baobei zhang wang zhao chen liu "
        + "yang huang xiao qiang ming hong jianguo zhonghua shengri kuaile gongxi facai dajiahao")
        .Split(' ').Distinct().OrderByDescending(word => word.Length)];

    private static readonly string[] Rows =
        ["qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "q1w2e3r4t5y6u7i8o9p0"];

    /// <summary>What is taken out of a password, as docs/passwords.md tells.</summary>
    public static IReadOnlyList<string> All => [.. Words, .. Rows];

    /// <summary>Whether hardly anything is left of it.</summary>
    public static bool IsMadeOf(string password) =>
        LeftOf(password.ToLowerInvariant()) < LeftMin || LeftOf(Plain(password)) < LeftMin;

    // How many different letters, digits or other characters stand in nothing common. Runs, years and repetitions go
    // first when they are what the text is; words when they are.
    private static int LeftOf(string text)
    {
        foreach (var word in Words)
        {
            text = text.Replace(word, "\n", StringComparison.Ordinal);
        }

        var left = new HashSet<char>();
        for (var i = 0; i < text.Length;)
        {
            var common = Math.Max(RunAt(text, i), YearAt(text, i));
            if (common == 0 && (char.IsLetterOrDigit(text[i]) || text[i] > '~'))
            {
                left.Add(text[i]);
            }

            i += Math.Max(common, 1);
        }

        return left.Count;
    }

    // The same again, one up, one down, or along a row of the keyboard in either direction.
    private static int RunAt(string text, int from)
    {
        var longest = 0;
        foreach (var follows in Followers)
        {
            var end = from + 1;
            while (end < text.Length && follows(text[end - 1], text[end]))
            {
                end++;
            }

            longest = Math.Max(longest, end - from);
        }

        return longest >= RunCharsMin ? longest : 0;
    }

    private static readonly Func<char, char, bool>[] Followers =
    [
        (a, b) => a == b,
        (a, b) => char.IsLetterOrDigit(a) && b == a + 1,
        (a, b) => char.IsLetterOrDigit(b) && b == a - 1,
        .. Rows.Select<string, Func<char, char, bool>>(
            row => (a, b) => row.Contains($"{a}{b}", StringComparison.Ordinal)),
        .. Rows.Select<string, Func<char, char, bool>>(
            row => (a, b) => row.Contains($"{b}{a}", StringComparison.Ordinal)),
    ];

    private static int YearAt(string text, int from) =>
        from + 4 <= text.Length && text.AsSpan(from, 4) is var year && (year.StartsWith("19") || year.StartsWith("20"))
            && char.IsAsciiDigit(year[2]) && char.IsAsciiDigit(year[3]) ? 4 : 0;

    // P@ssw0rd is password.
    internal static string Plain(string password) => string.Concat(password.ToLowerInvariant()
        .Select(c => Signs.IndexOf(c, StringComparison.Ordinal) is var at and >= 0 ? Letters[at] : c));
}
