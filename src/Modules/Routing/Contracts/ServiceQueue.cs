using System.Text.Json.Serialization;
using FirstWindow.Platform.Access;

namespace FirstWindow.Routing.Contracts;

/// <summary>A line of waiting contacts: who serves it, what it asks of them, and where to when nobody comes.</summary>
public sealed record ServiceQueue
{
    /// <summary>Code of the queue every contact comes to first.</summary>
    public const string General = "general";

    /// <summary>Code of the queue for hard cases, by transfer.</summary>
    public const string Expert = "expert";

    /// <summary>Code of the queue for customers who sign, by video.</summary>
    public const string Sign = "sign-language";

    /// <summary>The three queues of a house that has set up none.</summary>
    public static readonly IReadOnlyList<ServiceQueue> AtFirst =
    [
        new()
        {
            Code = General,
            NameZh = "综合",
            NameEn = "General",
            Line = "general",
            Certificate = General,
            ServedBy = [Role.Agent],
        },
        new()
        {
            Code = Expert,
            NameZh = "专家",
            NameEn = "Expert",
            Line = "general",
            Certificate = Expert,
            ServedBy = [Role.Expert, Role.Supervisor],
        },
        new()
        {
            Code = Sign,
            NameZh = "手语视频",
            NameEn = "Sign language by video",
            Line = "video",
            Languages = ["zh"],
            Certificate = Sign,
            ServedBy = [Role.Agent, Role.Expert],
        },
    ];

    /// <summary>Stable code.</summary>
    public required string Code { get; init; }

    /// <summary>Name in Chinese.</summary>
    public required string NameZh { get; init; }

    /// <summary>Name in English.</summary>
    public required string NameEn { get; init; }

    /// <summary>The line of business; several queues may share one.</summary>
    public required string Line { get; init; }

    /// <summary>Languages it is served in; a contact in another one counts as one in the first.</summary>
    public IReadOnlyList<string> Languages { get; init; } = ["zh", "en"];

    /// <summary>The certificate nobody serves it without.</summary>
    public required string Certificate { get; init; }

    /// <summary>The least level of that certificate.</summary>
    public int LevelMin { get; init; } = 1;

    /// <summary>Posts that serve it.</summary>
    public required IReadOnlyList<Role> ServedBy { get; init; }

    /// <summary>The queue whose people help out; none when nobody does.</summary>
    public string? OverflowTo { get; init; }

    /// <summary>After how long they do.</summary>
    public int OverflowAfterSeconds { get; init; } = 120;

    /// <summary>Classes that go first here; a contact of another one counts as ordinary.</summary>
    public IReadOnlyList<ContactClass> Classes { get; init; } =
        [ContactClass.Fraud, ContactClass.Elder, ContactClass.Complaint, ContactClass.Privileged];

    /// <summary>Whether customers see who serves them: by video or at a counter.</summary>
    [JsonIgnore]
    public bool IsFaceToFace => Line is "video" or "counter";

    /// <summary>The name in the reader's language.</summary>
    public string Name(bool inEnglish) => inEnglish ? NameEn : NameZh;

    /// <summary>The language a contact is served in here.</summary>
    public string LanguageOf(string locale)
    {
        var wanted = locale.StartsWith("en", StringComparison.Ordinal) ? "en" : "zh";
        return Languages.Contains(wanted) ? wanted : Languages[0];
    }

    /// <summary>The class a contact has here.</summary>
    public ContactClass ClassOf(ContactClass asked) => Classes.Contains(asked) ? asked : ContactClass.Ordinary;
}
