using System.Buffers;
using System.Text.Json;

namespace FirstWindow.Platform.Web;

/// <summary>Writes small JSON by hand, on ways every message takes: each thread keeps a buffer and a writer, so
/// nothing is allocated.</summary>
public static class SmallJson
{
    private const int UsualBytes = 4_096;
    private const int KeptBytesMax = 65_536;
    private static readonly JsonWriterOptions Options =
        new() { Encoder = JsonSettings.Options.Encoder, SkipValidation = true };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? writer;

    /// <summary>Writes one value.</summary>
    /// <param name="value">What is written.</param>
    /// <param name="write">How; writes nothing else in between by this class.</param>
    /// <returns>UTF-8, only until this thread writes the next.</returns>
    public static ReadOnlySpan<byte> Write<T>(in T value, Action<Utf8JsonWriter, T> write)
    {
        if (buffer is not { Capacity: <= KeptBytesMax } || writer is null)
        {
            buffer = new(UsualBytes);
            writer = new(buffer, Options);
        }

        buffer.ResetWrittenCount();
        writer.Reset();
        write(writer, value);
        writer.Flush();
        return buffer.WrittenSpan;
    }
}
