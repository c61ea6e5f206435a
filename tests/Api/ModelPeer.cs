using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FirstWindow.Tests.Api;

/// <summary>What a model server was asked: everything it ever saw.</summary>
internal sealed record Asked(string Path, string Authorization, string Body)
{
    /// <summary>The words as a model reads them.</summary>
    public string Words { get; } = string.Join('\n', JsonDocument.Parse(Body).RootElement.GetProperty("messages")
        .EnumerateArray().Select(m => m.GetProperty("content").GetString()));

    /// <summary>The first placeholder of a kind, as a model would copy it.</summary>
    public string Mark(string kind) => Regex.Match(Words, $"⟨{kind}-[0-9]+⟩").Value;
}

/// <summary>A model server behind HTTP that writes down all it is given, and answers as well or as badly as a test
/// says.</summary>
internal sealed class ModelPeer : IAsyncDisposable
{
    private readonly WebApplication site;

    private ModelPeer(WebApplication site)
    {
        this.site = site;
        site.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
            var asked = new Asked(
                context.Request.Path, context.Request.Headers.Authorization.ToString(), await reader.ReadToEndAsync());
            Log.Enqueue(asked);
            await (Trouble?.Invoke(context) ?? SayAsync(context, Says(asked)));
        });
    }

    /// <summary>What it writes.</summary>
    public Func<Asked, string> Says { get; set; } = _ => "您好，这就为您核实。";

    /// <summary>What it does instead.</summary>
    public Func<HttpContext, Task>? Trouble { get; set; }

    /// <summary>Every request.</summary>
    public ConcurrentQueue<Asked> Log { get; } = new();

    /// <summary>Everything it was ever given.</summary>
    public string Everything => string.Concat(Log.Select(l => l.Words + l.Body));

    /// <summary>Settings of an installation with this model.</summary>
    public Dictionary<string, string?> Settings => new()
    {
        ["Model:Endpoint"] = $"{site.Urls.Single()}/v1",
        ["Model:Name"] = "bank-chat-7b",
        ["Model:Key"] = "key-of-the-bank",
        ["Model:PrivateHosts"] = new Uri(site.Urls.Single()).Authority,
        ["Model:Timeout"] = "00:00:02",
    };

    public static async Task<ModelPeer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var peer = new ModelPeer(builder.Build());
        await peer.site.StartAsync();
        return peer;
    }

    /// <summary>Answers as model servers do.</summary>
    public static Task SayAsync(HttpContext context, string words) => context.Response.WriteAsJsonAsync(
        new { id = "x", choices = new[] { new { index = 0, message = new { role = "assistant", content = words } } } });

    public ValueTask DisposeAsync() => site.DisposeAsync();
}
