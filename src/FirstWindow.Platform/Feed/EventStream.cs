using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using FirstWindow.Platform.Watching;
using FirstWindow.Platform.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FirstWindow.Platform.Feed;

/// <summary>Writes server-sent events.</summary>
public static class EventStream
{
    /// <summary>How often a quiet stream says that it is alive; proxies cut silent ones.</summary>
    public static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    private const string ContentType = "text/event-stream; charset=utf-8";

    /// <summary>Answers with an open event stream; nothing on the way may keep or gather it.</summary>
    /// <returns>What counts it as open until it is disposed of.</returns>
    public static OpenStream Begin(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        return response.HttpContext.RequestServices.GetRequiredService<HouseMeter>().OpenStream();
    }

    /// <summary>Whether an answer is an event stream.</summary>
    public static bool Is(HttpResponse response) => response.ContentType == ContentType;

    /// <summary>One event whose data is an object as JSON.</summary>
    public static async Task SendAsync<T>(HttpResponse response, string name, T data, CancellationToken ct)
    {
        Write(response.BodyWriter, null, name, JsonSerializer.SerializeToUtf8Bytes(data, JsonSettings.Options));
        await response.BodyWriter.FlushAsync(ct);
    }

    /// <summary>One event with bytes that hold no line feed.</summary>
    public static void Write(PipeWriter writer, long? id, string name, ReadOnlySpan<byte> data)
    {
        if (id is { } number)
        {
            WriteAscii(writer, string.Create(CultureInfo.InvariantCulture, $"id: {number}\n"));
        }

        WriteAscii(writer, $"event: {name}\ndata: ");
        writer.Write(data);
        WriteAscii(writer, "\n\n");
    }

    /// <summary>A comment that keeps the connection open.</summary>
    public static async Task SendKeepAliveAsync(HttpResponse response, CancellationToken ct)
    {
        WriteAscii(response.BodyWriter, ":\n\n");
        await response.BodyWriter.FlushAsync(ct);
    }

    private static void WriteAscii(PipeWriter writer, string text)
    {
        var span = writer.GetSpan(text.Length);
        writer.Advance(Encoding.ASCII.GetBytes(text, span));
    }
}
