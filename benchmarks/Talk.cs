using System.Buffers.Text;
using System.Text.Json;

namespace FirstWindow.Bench;

/// <summary>Opened conversations and the requests that speak in them.</summary>
internal sealed class Talk
{
    /// <summary>Thirty characters: a usual message.</summary>
    public const string Words = "我的信用卡昨天在地铁上丢了请问现在应该怎么办才能尽快停用呢";

    private readonly byte[][] templates;
    private readonly int[] idAt;
    private long count;

    private Talk(IReadOnlyList<(string Id, string Token)> conversations)
    {
        Conversations = conversations;
        templates =
            [.. conversations.Select(c => Wire.Request("POST", $"/api/v1/conversations/{c.Id}/messages", c.Token,
            JsonSerializer.Serialize(new { id = Guid.Empty, text = Words }, JsonSerializerOptions.Web)))];
        idAt = [.. templates.Select(t => t.AsSpan().LastIndexOf("\"id\":\""u8) + 6)];
    }

    public IReadOnlyList<(string Id, string Token)> Conversations { get; }

    /// <summary>Opens conversations; waiting for a person keeps the assistant quiet.</summary>
    public static Talk Open(Bank bank, int count, bool waiting)
    {
        using var wire = new Wire(bank.Port);
        var open = Wire.Request("POST", "/api/v1/conversations", null, """{"channel":"web","locale":"zh-CN","customerToken":null}""");
        var conversations = new List<(string, string)>(count);
        for (var i = 0; i < count; i++)
        {
            var answer = wire.Ask(open);
            var (id, token) = (Between(answer, "\"id\":\""), Between(answer, "\"token\":\""));
            conversations.Add((id, token));
            if (waiting)
            {
                wire.Ask(Wire.Request("POST", $"/api/v1/conversations/{id}/person", token, null));
            }
        }

        return new(conversations);
    }

    /// <summary>The next message of a conversation, under a new id.</summary>
    public byte[] Next(int index)
    {
        var request = templates[index % templates.Length];
        WriteId(request.AsSpan(idAt[index % templates.Length], 36));
        return request;
    }

    /// <summary>An id of our own: the process's random part and a running number.</summary>
    private void WriteId(Span<byte> into) =>
        Utf8Formatter.TryFormat(NewId(++count), into, out _);

    private static readonly Guid Run = Guid.NewGuid();

    /// <summary>A UUID with a running number in it: cheaper than a random one, and as unlike its neighbours for an
    /// index.</summary>
    public static Guid NewId(long number)
    {
        Span<byte> bytes = stackalloc byte[16];
        Run.TryWriteBytes(bytes);
        BitConverter.TryWriteBytes(bytes, unchecked((ulong)number * 0x9E3779B97F4A7C15UL));
        return new Guid(bytes);
    }

    /// <summary>Opens the event streams of the first conversations.</summary>
    public IReadOnlyList<Wire> Subscribe(Bank bank, int most)
    {
        var streams = new List<Wire>();
        foreach (var (id, token) in Conversations.Take(most))
        {
            var wire = new Wire(bank.Port);
            wire.Send(Wire.Request("GET", $"/api/v1/conversations/{id}/events", token, null));
            streams.Add(wire);
        }

        return streams;
    }

    /// <summary>What stands in an answer after some words, up to the next quotation mark.</summary>
    public static string Between(string text, string start)
    {
        var at = text.IndexOf(start, StringComparison.Ordinal);
        return at < 0 ? throw new IOException($"The server answered {text}")
            : text[(at + start.Length)..text.IndexOf('"', at + start.Length)];
    }
}
