using FirstWindow.Knowledge.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Knowledge.Features;

/// <summary>The articles under <c>seed/articles</c>: one Markdown file each, with its facts in front.</summary>
internal sealed class DemoArticles(Database db, JournalBook journal, DatabaseClock clock) : IDemoSeed
{
    public int Order => 30;

    public async Task SeedAsync(string folder, CancellationToken ct)
    {
        if (await db.Set<ArticleVersion>().AnyAsync(ct))
        {
            return;
        }

        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, "articles"), "*.md")
            .Order(StringComparer.Ordinal))
        {
            var (facts, body) = ArticleFile.Read(await File.ReadAllTextAsync(file, ct))
                ?? throw new InvalidDataException(
                $"{file} does not begin with its facts between two lines of three dashes.");
            Ship(facts, "zh", facts.Title, body, facts.Source, facts.Questions);
            if (facts.English is { } english)
            {
                Ship(facts, "en", english.Title, english.Answer, english.Source, english.Questions);
            }
        }

        await db.CommitAsync(ct);
    }

    private void Ship(
        ArticleFacts facts, string locale, string title, string body, string source, List<string> questions)
    {
        var version = new ArticleVersion
        {
            Slug = facts.Id,
            Locale = locale,
            Version = 1,
            Line = facts.Line,
            Scene = facts.Scene,
            Segments = string.Join(',', facts.Segments),
            Title = title,
            Body = body,
            Questions = string.Join('\n', questions),
            Source = source,
            ReviewedOn = DayOf(facts.Reviewed)!.Value,
            City = facts.City,
            CityOf = facts.CityOf,
            ValidFrom = DayOf(facts.ValidFrom),
            ValidUntil = DayOf(facts.ValidUntil),
            WrittenAt = clock.Now,
        };
        version.Ship(clock.Now);
        db.Add(version);
        journal.Record(Actor.System, ArticleActs.Shipped, new Subject("article", version.Id), $"{facts.Id};{locale}");
    }

    private static DateOnly? DayOf(string? day) => day is null ? null : DateOnly.ParseExact(day, "yyyy-MM-dd");
}
