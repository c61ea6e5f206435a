using FirstWindow.Conversations.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace FirstWindow.Conversations.Features;

/// <summary>The macros of <c>seed/macros.yaml</c>.</summary>
internal sealed class DemoMacros(Database db) : IDemoSeed
{
    private static readonly IDeserializer Yaml =
        new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build();

    public int Order => 41;

    public async Task SeedAsync(string folder, CancellationToken ct)
    {
        if (await db.Set<Macro>().AnyAsync(ct))
        {
            return;
        }

        var text = await File.ReadAllTextAsync(Path.Combine(folder, "macros.yaml"), ct);
        foreach (var entry in Yaml.Deserialize<List<Entry>>(text))
        {
            db.Add(new Macro
            {
                Slug = entry.Id,
                Chinese = entry.Zh,
                English = entry.En,
                Script = entry.Script,
                Category = entry.Category,
                NeedChinese = entry.NeedZh,
                NeedEnglish = entry.NeedEn,
                HoldReason = entry.HoldReason,
                HoldMinutes = entry.HoldMinutes,
                SnoozeMinutes = entry.SnoozeMinutes,
            });
        }

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
    }
}
