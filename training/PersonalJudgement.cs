using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using FirstWindow.Language;
using FirstWindow.Language.Personal;

namespace FirstWindow.Training;

/// <summary>How well personal data is found: numbers made at random with valid check digits, names and places marked
/// by hand.</summary>
internal static partial class PersonalJudgement
{
    private const int NumbersEach = 2_000;

    private static readonly string[] Frames =
        ["我的{0}是{1}", "{1}", "请核对{1}，谢谢", "打{1}找我", "{0}：{1}", "麻烦改成{1}吧", "尾号不对，应该是{1}。", "my {0} is {1}", "（{1}）是我的{0}"];

    // Numbers that are no personal data and must stay readable.
    private static readonly string[] Plain =
        ["客服热线95588打不通", "转账50000元手续费多少", "利率3.85%对吗", "2026年3月15日到期", "订单号20260315000123", "12378是监管热线", "金额128,000.50元", "汇率7.1234", "400-820-8820是哪里", "验证码有效期180秒"];

    /// <summary>Numbers: recall and precision by exact span and type.</summary>
    public static void Numbers()
    {
        var random = new Random(11);
        foreach (var (type, name, make) in ((string, string, Func<Random, string>)[])
            [
                (EntityTypes.IdNumber, "身份证号", IdNumber), (EntityTypes.Phone, "手机号", Phone),
                (EntityTypes.BankCard, "卡号", Card), (EntityTypes.Email, "邮箱", Email),
            ])
        {
            var (hit, found) = (0, 0);
            for (var i = 0; i < NumbersEach; i++)
            {
                var value = make(random);
                var text = string.Format(CultureInfo.InvariantCulture, Frames[random.Next(Frames.Length)], name, value);
                var entities = Redaction.Find(text, Lexicon.AsShipped);
                var start = text.IndexOf(value, StringComparison.Ordinal);
                var isHit = entities.Exists(e => e.Type == type && e.Start == start && e.Length == value.Length);
                hit += isHit ? 1 : 0;
                found += entities.Count;
                if (!isHit && hit > i - 6)
                {
                    Console.WriteLine($"  missed {type}: {text}");
                }
            }

            Console.WriteLine($"{type}: recall {(double)hit / NumbersEach:P2}, precision {(double)hit / found:P2}");
        }

        var false_ = Plain.Where(p => Redaction.Find(p, Lexicon.AsShipped).Count > 0).ToList();
        Console.WriteLine($"plain numbers taken for personal data: {false_.Count} of {Plain.Length} "
            + string.Join(' ', false_));
    }

    /// <summary>Names and addresses: precision, recall and F1 by exact span.</summary>
    public static void Names(Texts texts)
    {
        foreach (var list in (string[])["people-and-places", "people-and-places.mend", "people-and-places.held", "people-and-places.more", "people-and-places.apart"])
        {
            Console.WriteLine($"{list}:");
            Names(texts.Lines(list));
        }
    }

    public static void Names(List<string> lines, bool tell = true)
    {
        foreach (var type in (string[])[EntityTypes.Person, EntityTypes.Address])
        {
            var (hit, found, there) = (0, 0, 0);
            foreach (var line in lines)
            {
                var (text, marked) = Unmark(line);
                var wanted = marked.Where(m => m.Type == type).ToHashSet();
                var entities = Redaction.Find(text, Lexicon.AsShipped).Where(e => e.Type == type)
                    .Select(e => (e.Type, text.Substring(e.Start, e.Length))).ToHashSet();
                var right = wanted.Intersect(entities).Count();
                (hit, found, there) = (hit + right, found + entities.Count, there + wanted.Count);
                if (tell && (right != wanted.Count || right != entities.Count))
                {
                    Console.WriteLine($"  {type}: {text} → {string.Join(' ', entities.Select(e => e.Item2))}");
                }
            }

            var (precision, recall) = ((double)hit / found, (double)hit / there);
            Console.WriteLine($"{type}: precision {precision:F3}, recall {recall:F3}, F1 "
                + $"{2 * precision * recall / (precision + recall):F3} of {there}");
        }
    }

    private static (string Text, List<(string Type, string Text)> Marked) Unmark(string line) =>
        (Mark().Replace(line, "$2"),
            [.. Mark().Matches(line).Select(m => (m.Groups[1].Value, m.Groups[2].Value))]);

    [GeneratedRegex(@"\{(person|address):([^}]+)\}")]
    private static partial Regex Mark();

    private static string IdNumber(Random random)
    {
        int[] weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        string[] regions = ["110101", "310115", "440305", "510107", "330106", "320102", "420106", "610113", "350203", "370202"];
        var birth = new DateOnly(1940, 1, 1).AddDays(random.Next(28_000));
        var body = regions[random.Next(regions.Length)] + birth.ToString("yyyyMMdd", CultureInfo.InvariantCulture)
            + random.Next(1_000).ToString("000", CultureInfo.InvariantCulture);
        return body + "10X98765432"[body.Select((c, i) => (c - '0') * weights[i]).Sum() % 11];
    }

    private static string Phone(Random random)
    {
        var digits = "1" + "3456789"[random.Next(7)] + random.Next(1_000_000_000).ToString("000000000", CultureInfo.InvariantCulture);
        return random.Next(4) switch
        {
            0 => $"{digits[..3]} {digits[3..7]} {digits[7..]}",
            1 => $"{digits[..3]}-{digits[3..7]}-{digits[7..]}",
            _ => digits,
        };
    }

    private static string Card(Random random)
    {
        string[] banks = ["622202", "621700", "622848", "621661", "622588", "436742", "518212", "622262"];
        var body = new StringBuilder(banks[random.Next(banks.Length)]);
        var length = random.Next(2) == 0 ? 15 : 18;
        while (body.Length < length)
        {
            body.Append(random.Next(10));
        }

        var sum = body.ToString().Reverse().Select((c, i) => (c - '0') * (i % 2 == 0 ? 2 : 1)).Sum(d => d > 9 ? d - 9 : d);
        var card = body.Append((10 - sum % 10) % 10).ToString();
        return random.Next(3) == 0 ? string.Join(' ', card.Chunk(4).Select(c => new string(c))) : card;
    }

    private static string Email(Random random)
    {
        string[] hosts = ["qq.com", "163.com", "gmail.com", "bank-demo.com.cn", "outlook.com", "sina.cn"];
        string[] names = ["zhang.wei", "li_xiu", "w", "chen88", "a.b-c", "user2026"];
        return names[random.Next(names.Length)] + random.Next(1_000) + "@" + hosts[random.Next(hosts.Length)];
    }
}
