using System.ComponentModel.DataAnnotations;
using System.Globalization;
using FirstWindow.Knowledge.Api;
using FirstWindow.Knowledge.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Import;

namespace FirstWindow.Knowledge.Features;

/// <summary>An article as a line of a file: one cell a fact, whatever kind of file it is.</summary>
internal static class ArticleRow
{
    /// <summary>Cell that names the file inside an archive.</summary>
    public const string File = "file";

    /// <summary>Cell that says why a line could not even be read.</summary>
    public const string Fault = "fault";

    private const string DayForm = "yyyy-MM-dd";
    private static readonly char[] Between = ['、', ';', '；', ',', '，', '|', ' '];

    public static IReadOnlyList<CsvColumn> Columns { get; } =
    [
        new("slug", "标识", IsNeeded: true), new("locale", "语言"), new("line", "产品线", IsNeeded: true),
        new("scene", "场景", IsNeeded: true), new("segments", "客群", IsNeeded: true), new("title", "标题", IsNeeded: true),
        new("body", "正文", IsNeeded: true), new("questions", "相似问法", IsNeeded: true),
        new("source", "来源", IsNeeded: true), new("reviewed", "复核日期"), new("city", "城市"), new("cityOf", "通用文章"),
        new("validFrom", "生效日期"), new("validUntil", "失效日期"),
    ];

    public static string Day(DateOnly day) => day.ToString(DayForm, CultureInfo.InvariantCulture);

    /// <summary>The lines of a file: its article, and the English one in it.</summary>
    public static IEnumerable<CsvLine> Of(ArticleFacts facts, string body, int number, string file)
    {
        yield return Line(facts, facts.Locale, facts.Title, body, facts.Questions, number, file);
        if (facts.English is { } english)
        {
            yield return Line(facts, "en", english.Title, english.Answer, english.Questions, number, file);
        }
    }

    /// <summary>A line that could not be read.</summary>
    public static CsvLine Bad(int number, string file, Error fault) =>
        new(number, new Dictionary<string, string> { [File] = file, [Fault] = fault.Code });

    /// <summary>A published version as cells, in the columns' order.</summary>
    public static IReadOnlyList<string> Cells(ArticleVersion version) =>
    [
        version.Slug, version.Locale, version.Line, version.Scene, version.Segments, version.Title, version.Body,
        version.Questions, version.Source, Day(version.ReviewedOn), version.City ?? string.Empty,
        version.CityOf ?? string.Empty, version.ValidFrom is { } from ? Day(from) : string.Empty,
        version.ValidUntil is { } until ? Day(until) : string.Empty,
    ];

    /// <summary>What a line asks to be written; each fact checked as the form's fields are.</summary>
    public static Result<WriteArticle> Read(CsvLine line, DateOnly today)
    {
        if (line[Fault] is { Length: > 0 } code)
        {
            return new Error(ErrorKind.Invalid, code, "This file could not be read.");
        }

        var days = new[] { "reviewed", "validFrom", "validUntil" }.Select(name => DayOf(line[name])).ToList();
        if (days.Any(day => day.IsBad))
        {
            return ArticleErrors.BadDates;
        }

        var body = new ArticleBody(
            line["slug"], line["locale"] is { Length: > 0 } locale ? locale : "zh", line["line"], line["scene"],
            Segments(line["segments"]), line["title"], Tidy(line["body"]), Questions(line["questions"]), line["source"])
        {
            ReviewedOn = days[0].Day,
            ValidFrom = days[1].Day,
            ValidUntil = days[2].Day,
            City = OrNone(line["city"]),
            CityOf = OrNone(line["cityOf"]),
        };
        var faults = new List<ValidationResult>();
        if (!Validator.TryValidateObject(body, new ValidationContext(body), faults, validateAllProperties: true))
        {
            var field = faults[0].MemberNames.First();
            return new Error(
                ErrorKind.Invalid, "article.bad-" + field.ToLowerInvariant(), $"{field} is missing, too long or of a wrong form.");
        }

        var request = body.ToRequest();
        return request.Check(today) is { } fault ? fault : request;
    }

    /// <summary>Whether a version says just the same.</summary>
    public static bool IsSame(WriteArticle request, ArticleVersion version) =>
        request.ReviewedOn is null
            ? Essence(request, version.ReviewedOn) == Essence(version)
            : Essence(request, request.ReviewedOn.Value) == Essence(version);

    private static string Essence(WriteArticle r, DateOnly reviewed) => string.Join('\u001f',
        r.Line, r.Scene, r.Segments, r.Title, Tidy(r.Body), string.Join('\n', r.Questions), r.Source, reviewed,
        r.City, r.CityOf, r.ValidFrom, r.ValidUntil);

    private static string Essence(ArticleVersion v) => string.Join('\u001f',
        v.Line, v.Scene, Segments(v.Segments), v.Title.Trim(), Tidy(v.Body), string.Join('\n', Questions(v.Questions)),
        v.Source.Trim(), v.ReviewedOn, v.City, v.CityOf, v.ValidFrom, v.ValidUntil);

    private static string Segments(string cell) =>
        string.Join(',', cell.Split(Between, StringSplitOptions.RemoveEmptyEntries));

    private static IReadOnlyList<string> Questions(string cell) =>
        [.. Tidy(cell).Split('\n').Select(q => q.Trim()).Where(q => q.Length > 0)];

    private static CsvLine Line(
        ArticleFacts facts, string locale, string title, string body, List<string> questions, int number,
        string file) =>
        new(number, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [File] = file,
            ["slug"] = facts.Id,
            ["locale"] = locale,
            ["line"] = facts.Line,
            ["scene"] = facts.Scene,
            ["segments"] = string.Join(',', facts.Segments),
            ["title"] = (title ?? string.Empty).Trim(),
            ["body"] = body ?? string.Empty,
            ["questions"] = string.Join('\n', questions ?? []),
            ["source"] = (facts.Source ?? string.Empty).Trim(),
            ["reviewed"] = facts.Reviewed ?? string.Empty,
            ["city"] = facts.City ?? string.Empty,
            ["cityOf"] = facts.CityOf ?? string.Empty,
            ["validFrom"] = facts.ValidFrom ?? string.Empty,
            ["validUntil"] = facts.ValidUntil ?? string.Empty,
        });

    private static (DateOnly? Day, bool IsBad) DayOf(string cell) => cell.Trim().Length == 0 ? (null, false)
        : DateOnly.TryParseExact(cell.Trim(), DayForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? (day, false) : (null, true);

    private static string Tidy(string text) => text.ReplaceLineEndings("\n").Trim();

    private static string? OrNone(string cell) => cell.Trim() is { Length: > 0 } said ? said : null;
}
