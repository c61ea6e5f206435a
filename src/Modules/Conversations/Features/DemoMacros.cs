using System.Text.Json;
using FirstWindow.Conversations.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;
using Microsoft.EntityFrameworkCore;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace FirstWindow.Conversations.Features;

/// <summary>The macros of <c>seed/macros.yaml</c>.</summary>
internal sealed class DemoMacros(Database db, DatabaseClock clock) : IDemoSeed
{
    private static readonly IDeserializer Yaml =
        new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build();

    public int Order => 41;

    public async Task SeedAsync(string folder, CancellationToken ct)
    {
        if (await db.Set<MacroVersion>().AnyAsync(ct))
        {
            return;
        }

        var text = await File.ReadAllTextAsync(Path.Combine(folder, "macros.yaml"), ct);
        foreach (var entry in Yaml.Deserialize<List<Entry>>(text))
        {
            var macro = new Macro
            {
                Slug = entry.Id,
                NameZh = entry.Zh,
                NameEn = entry.En,
                Script = entry.Script,
                Category = entry.Category,
                NeedZh = entry.NeedZh,
                NeedEn = entry.NeedEn,
                HoldReason = entry.HoldReason,
                HoldMinutes = entry.HoldMinutes,
                SnoozeMinutes = entry.SnoozeMinutes,
                Queue = entry.Queue,
                Summary = entry.Summary,
            };
            var version = new MacroVersion
            {
                Slug = macro.Slug,
                Version = 1,
                Content = JsonSerializer.Serialize(macro, JsonSettings.Options),
                ProposedAt = clock.Now,
            };
            version.Settle(clock.Now);
            db.Add(version);
        }

        db.Announce(MacroBook.Topic);
        await db.CommitAsync(ct);
    }

    private sealed class Entry
    {
        public string Id { get; set; } = string.Empty;

        public string Zh { get; set; } = string.Empty;

        public string En { get; set; } = string.Empty;

        public string Script { get; set; } = string.Empty;

        public string Category { get; set; } = string.Empty;

        public string NeedZh { get; set; } = string.Empty;

        public string NeedEn { get; set; } = string.Empty;

        public string? HoldReason { get; set; }

        public int? HoldMinutes { get; set; }

        public int? SnoozeMinutes { get; set; }

        public string? Queue { get; set; }

        public string? Summary { get; set; }
    }
}
