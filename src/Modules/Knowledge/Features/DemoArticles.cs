using FirstWindow.Knowledge.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace FirstWindow.Knowledge.Features;

/// <summary>The articles under <c>seed/articles</c>: one Markdown file each, with its facts in front.</summary>
internal sealed class DemoArticles(Database db, JournalBook journal, DatabaseClock clock) : IDemoSeed
{
    private static readonly IDeserializer Yaml =
        new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).IgnoreUnmatchedProperties()
            .Build();

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
            var (facts, body) = Read(await File.ReadAllTextAsync(file, ct), file);
            Ship(facts, "zh", facts.Title, body, facts.Questions);
            if (facts.English is { } english)
            {
                Ship(facts, "en", english.Title, english.Answer, english.Questions);
            }
        }

        await db.CommitAsync(ct);
    }

    private static (Facts Facts, string Body) Read(string text, string file)
    {
        var parts = text.Split("---\n", 3);
        if (parts.Length != 3 || parts[0].Length > 0)
        {
            throw new InvalidDataException($"{file} does not begin with its facts between two lines of three dashes.");
        }

        return (Yaml.Deserialize<Facts>(parts[1]), parts[2].Trim());
    }

    private void Ship(Facts facts, string locale, string title, string body, List<string> questions)
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
            Source = facts.Source,
            ReviewedOn = DateOnly.ParseExact(facts.Reviewed, "yyyy-MM-dd"),
            WrittenAt = clock.Now,
        };
        version.Ship(clock.Now);
        db.Add(version);
        journal.Record(Actor.System, ArticleActs.Shipped, new Subject("article", version.Id), $"{facts.Id};{locale}");
    }

    private sealed class Facts
    {
        public string Id { get; set; } = string.Empty;

        public string Line { get; set; } = string.Empty;

        public string Scene { get; set; } = string.Empty;

        public List<string> Segments { get; set; } = [];

        public string Title { get; set; } = string.Empty;

        public string Source { get; set; } = string.Empty;

        public string Reviewed { get; set; } = string.Empty;

        public List<string> Questions { get; set; } = [];

        public EnglishText? English { get; set; }
    }

    private sealed class EnglishText
    {
        public string Title { get; set; } = string.Empty;

        public List<string> Questions { get; set; } = [];

        public string Answer { get; set; } = string.Empty;
    }
}
