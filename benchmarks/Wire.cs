using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FirstWindow.Bench;

/// <summary>A keep-alive HTTP connection that holds one answer at a time.</summary>
internal sealed class Wire : IDisposable
{
    private readonly Socket socket;
    private byte[] buffer = new byte[8 * 1024];
    private int filled;

    public Wire(int port)
    {
        socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(IPAddress.Loopback, port);
    }

    public int Handle => (int)socket.Handle;

    /// <summary>When the request on the way should have been sent.</summary>
    public long SentAt { get; set; }

    /// <summary>Status of the last answer.</summary>
    public int Status { get; private set; }

    /// <summary>The last answer as it came.</summary>
    public string Text => Encoding.UTF8.GetString(buffer, 0, filled);

    public void Send(ReadOnlySpan<byte> request)
    {
        filled = 0;
        Poll.SendAll(Handle, request);
    }

    /// <summary>Takes what has come.</summary>
    /// <returns>Whether the answer is whole.</returns>
    public bool Receive()
    {
        if (filled == buffer.Length)
        {
            Array.Resize(ref buffer, 2 * filled);
        }

        var got = Poll.Receive(Handle, buffer.AsSpan(filled));
        if (got <= 0)
        {
            throw new IOException("The server closed a connection.");
        }

        filled += got;
        var answer = buffer.AsSpan(0, filled);
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return false;
        }

        var lengthAt = answer[..head].IndexOf("Content-Length: "u8);
        var isEmpty = answer[9..12].SequenceEqual("204"u8); // No body, and no word about its length.
        var isWhole = isEmpty || lengthAt < 0
            ? isEmpty || answer.EndsWith("0\r\n\r\n"u8)
            : filled == head + 4 + int.Parse(
                answer[(lengthAt + 16)..][..answer[(lengthAt + 16)..].IndexOf((byte)'\r')]);
        Status = isWhole ? ((answer[9] - '0') * 100) + ((answer[10] - '0') * 10) + (answer[11] - '0') : 0;
        return isWhole;
    }

    /// <summary>Asks and waits; for what is not measured.</summary>
    public string Ask(ReadOnlySpan<byte> request)
    {
        Send(request);
        while (!Receive())
        {
        }

        return Text;
    }

    public void Dispose() => socket.Dispose();

    /// <summary>A request as bytes.</summary>
    public static byte[] Request(string method, string path, string? bearer, string? json) => Encoding.UTF8.GetBytes(
        $"{method} {path} HTTP/1.1\r\nHost: localhost\r\n"
        + (bearer is null ? string.Empty : $"Authorization: Bearer {bearer}\r\n")
        + (json is null ? string.Empty
            : $"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n")
        + (method == "POST" && json is null ? "Content-Length: 0\r\n" : string.Empty)
        + $"\r\n{json}");
}
