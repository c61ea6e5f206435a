using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FirstWindow.Tests.Api;

/// <summary>A scanner that takes files by clamd's INSTREAM, and answers what a test says; nothing at all when that is
/// none.</summary>
internal sealed class ScannerPeer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Func<string, string?> judge;
    private readonly Task serving;

    public ScannerPeer(Func<string, string?> judge)
    {
        this.judge = judge;
        listener.Start();
        serving = ServeAsync();
    }

    /// <summary>The files as they came, a letter a byte.</summary>
    public List<string> Contents { get; } = [];

    /// <summary>Where it listens.</summary>
    public string Address => listener.LocalEndpoint.ToString()!;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await serving;
        stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(stop.Token);
                try
                {
                    await TalkAsync(client.GetStream());
                }
                catch (IOException)
                {
                    // The server gave up first, as it may.
                }
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task TalkAsync(NetworkStream stream)
    {
        var command = new byte[10];
        await stream.ReadExactlyAsync(command, stop.Token);
        if (!command.AsSpan().SequenceEqual("zINSTREAM\0"u8))
        {
            await stream.WriteAsync("UNKNOWN COMMAND\0"u8.ToArray(), stop.Token);
            return;
        }

        var content = new MemoryStream();
        var length = new byte[4];
        while (true)
        {
            await stream.ReadExactlyAsync(length, stop.Token);
            var count = BinaryPrimitives.ReadInt32BigEndian(length);
            if (count == 0)
            {
                break;
            }

            var chunk = new byte[count];
            await stream.ReadExactlyAsync(chunk, stop.Token);
            content.Write(chunk);
        }

        var sent = Encoding.Latin1.GetString(content.ToArray());
        Contents.Add(sent);
        if (judge(sent) is { } answer)
        {
            foreach (var one in Encoding.Latin1.GetBytes(answer)) // Byte by byte, as a network may.
            {
                await stream.WriteAsync(new[] { one }, stop.Token);
            }
        }
        else
        {
            while (await stream.ReadAsync(new byte[1], stop.Token) > 0) // Until the other side has had enough.
            {
            }
        }
    }
}
