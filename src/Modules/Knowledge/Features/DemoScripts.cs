using FirstWindow.Knowledge.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace FirstWindow.Knowledge.Features;

/// <summary>The scripts of <c>seed/scripts.yaml</c>.</summary>
internal sealed class DemoScripts(Database db, JournalBook journal, DatabaseClock clock) : IDemoSeed
{
    private static readonly IDeserializer Yaml =
        new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build();

    public int Order => 31;

    public async Task SeedAsync(string folder, CancellationToken ct)
    {
        if (await db.Set<ScriptVersion>().AnyAsync(ct))
        {
            return;
        }

        var text = await File.ReadAllTextAsync(Path.Combine(folder, "scripts.yaml"), ct);
        foreach (var entry in Yaml.Deserialize<List<Entry>>(text))
        {
            var script = new ScriptVersion
            {
                Slug = entry.Id,
                Version = 1,
                Stage = entry.Stage,
                Scene = entry.Scene,
                Emotion = entry.Emotion,
                Chinese = entry.Zh,
                English = entry.En,
                WrittenAt = clock.Now,
            };
            script.Ship(clock.Now);
            db.Add(script);
            journal.Record(Actor.System, ScriptActs.Shipped, new Subject("script", script.Id), entry.Id);
        }

        await db.CommitAsync(ct);
    }

    private sealed class Entry
    {
        public string Id { get; set; } = string.Empty;

        public string Stage { get; set; } = string.Empty;

        public string Scene { get; set; } = string.Empty;

        public string Emotion { get; set; } = string.Empty;

        public string Zh { get; set; } = string.Empty;

        public string En { get; set; } = string.Empty;
    }
}
