using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using FirstWindow.Language;
using FirstWindow.Language.Classifying;
using FirstWindow.Language.Normal;
using FirstWindow.Language.Personal;

namespace FirstWindow.Training;

/// <summary>
/// What the model of names learns from: sentences around a gap that names made at random fill, sentences marked by hand
/// whose names are exchanged too, and sentences in which somebody without a name gets one. Everything else that may be a
/// name, there and in texts without any, is none.
/// </summary>
internal sealed partial class NameExamples
{
    private const int FillsEach = 14;
    private const int ExchangesEach = 12;
    private const int NamingsEach = 3;
    private const int NamedCharsMax = 60;

    private static readonly string[] Heads = ["", "", "", "您好，", "你好", "请问", "我想查一下，", "麻烦，", "喂，", "是这样的，", "昨天", "刚才"];

    private static readonly string[] Tails =
        ["", "", "", "，想查一下", "，卡丢了", "，麻烦核对一下", "，要改一下", "，谢谢", "。", "，请问怎么办", "了", "，怎么办理", "吗", "，电话13800001111", "，在哪里办", "请帮我看看"];

    private readonly Random random = new(5);
    private readonly string given;
    private readonly PersonalPack pack = Lexicon.AsShipped.Personal.Pack;

    public NameExamples(Texts texts)
    {
        given = string.Concat(texts.Lines("given-names")[0].Where(c => !pack.NeverInNames.Contains(c)));
        var marked = texts.Lines("people-and-places").Concat(texts.Lines("people-and-places.mend")).ToList();
        var nameless = ((string[])["no-fraud", "not-angry", "chit-chat", "polite-replies", "cold-replies", "angry", "fraud-questions", "no-names"])
            .SelectMany(texts.Lines).Concat(texts.Questions(kept: false)).Concat(texts.Questions(kept: true))
            .Concat(texts.Sentences(false)).Concat(texts.Sentences(true)).Concat(texts.Scripts()).Distinct().ToList();
        var lines = texts.Lines("name-contexts").SelectMany(context => Enumerable.Repeat(context, FillsEach))
            .Select(context => Gap().Replace(One(Heads) + context + One(Tails), _ => $"{{person:{Name()}}}"))
            .Concat(marked.SelectMany(line => Enumerable.Repeat(line, ExchangesEach)).Select(Exchange))
            .Concat(nameless.Where(l => l.Length <= NamedCharsMax).SelectMany(line => Enumerable.Repeat(line, NamingsEach)).Select(Named))
            .Concat(nameless);
        Made = [.. lines.SelectMany(Read)];
        Written = [.. marked.SelectMany(Read)];
    }

    public List<(string Text, bool Yes)> Made { get; }

    public List<(string Text, bool Yes)> Written { get; }

    /// <summary>Features of a candidate, written as its place and length in front of the text.</summary>
    public static SparseText FeaturesOf(string example)
    {
        var parts = example.Split('|', 4);
        var text = NormalText.Of(parts[3], Lexicon.AsShipped);
        var candidate = new NameCandidate(Number(parts[0]), Number(parts[1]), Number(parts[2]));
        return NameModel.FeaturesOf(text, candidate, PersonFinder.IntroducedIn(text).GetValueOrDefault(candidate.Start));

        static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);
    }

    private static IEnumerable<(string Text, bool Yes)> Read(string line)
    {
        var (plain, spans) = (new StringBuilder(), new HashSet<(int, int)>());
        var at = 0;
        foreach (Match mark in Mark().Matches(line))
        {
            plain.Append(line, at, mark.Index - at);
            if (mark.Groups["type"].Value == "person")
            {
                spans.Add((plain.Length, mark.Groups["text"].Length));
            }

            plain.Append(mark.Groups["text"].Value);
            at = mark.Index + mark.Length;
        }

        var normal = NormalText.Of(plain.Append(line, at, line.Length - at).ToString(), Lexicon.AsShipped);
        return NameModel.In(normal).Select(c => (
            $"{c.Start}|{c.Length}|{c.Surname}|{plain}", spans.Contains(normal.OriginalSpan(c.Start, c.Length))));
    }

    private string Exchange(string line) => Mark().Replace(line, mark =>
        mark.Groups["type"].Value == "person" && CharTable.IsHan(mark.Groups["text"].Value[0])
            && !mark.Groups["text"].Value.Contains('·') ? $"{{person:{Name()}}}" : mark.Value);

    // "他让我转账" → "王小明让我转账".
    private string Named(string line)
    {
        var people = Somebody().Matches(line);
        if (people.Count == 0)
        {
            return line;
        }

        var who = people[random.Next(people.Count)];
        var kept = who.Value is "他" or "她" or "对方" or "有人" or "那个人" || random.Next(2) == 0 ? "" : who.Value;
        return line[..who.Index] + kept + $"{{person:{Name()}}}" + line[(who.Index + who.Length)..];
    }

    private string Name()
    {
        var surname = random.Next(100) < 3 ? pack.DoubleSurnames[random.Next(pack.DoubleSurnames.Count)]
            : pack.Surnames[Math.Min((int)(8 * Math.Exp(random.NextDouble() * Math.Log(pack.Surnames.Length / 8.0))) - 8 + random.Next(8),
                pack.Surnames.Length - 1)].ToString();
        return surname + given[random.Next(given.Length)] + (random.Next(100) < 22 ? "" : given[random.Next(given.Length)]);
    }

    private string One(string[] of) => of[random.Next(of.Length)];

    [GeneratedRegex(@"\{n\}")]
    private static partial Regex Gap();

    [GeneratedRegex(@"\{(?<type>person|address):(?<text>[^}]+)\}")]
    private static partial Regex Mark();

    [GeneratedRegex("(?<![其吉排])(他|她)(?![们])|对方|我妈妈?|我爸爸?|我儿子|我女儿|我老公|我老婆|一个朋友|骗子|客户经理|那个人|有人")]
    private static partial Regex Somebody();
}
