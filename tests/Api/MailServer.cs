using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace FirstWindow.Tests.Api;

/// <summary>A mail server that takes what it is given by RFC 5321, with whatever trouble a test makes.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    private readonly TcpListener listener;
    private readonly CancellationTokenSource stop = new();
    private readonly Task serving;

    /// <param name="at">Where it listens; on this machine only when none.</param>
    public MailServer(IPAddress? at = null)
    {
        listener = new(at ?? IPAddress.Loopback, 0);
        listener.Start();
        serving = ServeAsync();
    }

    /// <summary>What it answers instead, to a command by its first word; none for the usual.</summary>
    public Func<string, string?>? Trouble { get; set; }

    /// <summary>Whether it takes a mail and then says nothing: the sender cannot know.</summary>
    public bool Hangs { get; set; }

    /// <summary>Mails as they came, with every double.</summary>
    public ConcurrentQueue<string> Mails { get; } = new();

    /// <summary>First words of what was said to it.</summary>
    public ConcurrentQueue<string> Commands { get; } = new();

    /// <summary>Where it listens.</summary>
    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>A header of a mail.</summary>
    public static string HeaderOf(string mail, string name) => mail.Split("\r\n")
        .First(l => l.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))[(name.Length + 1)..].Trim();

    /// <summary>The words of a mail.</summary>
    public static string WordsOf(string mail) => Encoding.UTF8.GetString(
        Convert.FromBase64String(mail[mail.IndexOf("\r\n\r\n", StringComparison.Ordinal)..].Replace("\r\n", "")));

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
                _ = TalkAsync(await listener.AcceptTcpClientAsync(stop.Token));
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        try
        {
            using var _ = client;
            using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
            await using var writer = new StreamWriter(client.GetStream(), new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
            await writer.WriteLineAsync("220 ready");
            while (await reader.ReadLineAsync(stop.Token) is { } line)
            {
                var word = line.Split(' ', ':')[0].ToUpperInvariant();
                Commands.Enqueue(word);
                if (Trouble?.Invoke(word) is { } instead)
                {
                    await writer.WriteLineAsync(instead);
                }
                else if (word == "DATA")
                {
                    await writer.WriteLineAsync("354 go on");
                    Mails.Enqueue(await ReadMailAsync(reader));
                    if (Hangs)
                    {
                        await Task.Delay(Timeout.Infinite, stop.Token);
                    }

                    await writer.WriteLineAsync("250 taken");
                }
                else
                {
                    await writer.WriteLineAsync(word == "QUIT" ? "221 bye" : "250 well");
                }
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException or SocketException)
        {
            // The other side has gone, or the test is over.
        }
    }

    private async Task<string> ReadMailAsync(StreamReader reader)
    {
        var mail = new StringBuilder();
        while (await reader.ReadLineAsync(stop.Token) is { } line && line != ".")
        {
            mail.Append(line).Append("\r\n");
        }

        return mail.ToString();
    }
}

/// <summary>A gateway for text messages as banks have one: by id, so that a double is sent once.</summary>
internal sealed class SmsGateway : IAsyncDisposable
{
    public const string Secret = "gateway-secret-1";
    private readonly WebApplication site;

    private SmsGateway(WebApplication site) => this.site = site;

    /// <summary>What it answers instead.</summary>
    public int? Trouble { get; set; }

    /// <summary>Every request, doubles too.</summary>
    public int Requests => requests;

    private int requests;

    /// <summary>What went to telephones: once an id.</summary>
    public ConcurrentDictionary<Guid, (string To, string Text)> Messages { get; } = new();

    public Uri Address => new(new Uri(site.Urls.Single()), "/messages");

    public static async Task<SmsGateway> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
        var gateway = new SmsGateway(builder.Build());
        gateway.site.MapPost("/messages", gateway.TakeAsync);
        await gateway.site.StartAsync();
        return gateway;
    }

    public async ValueTask DisposeAsync() => await site.DisposeAsync();

    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        Interlocked.Increment(ref requests);
        if (request.Headers.Authorization != $"Bearer {Secret}")
        {
            return Results.StatusCode(401);
        }

        if (Trouble is { } status)
        {
            return Results.StatusCode(status);
        }

        var body = await JsonDocument.ParseAsync(request.Body);
        Messages[body.RootElement.GetProperty("id").GetGuid()] =
            (body.RootElement.GetProperty("to").GetString()!, body.RootElement.GetProperty("text").GetString()!);
        return Results.Accepted();
    }
}
