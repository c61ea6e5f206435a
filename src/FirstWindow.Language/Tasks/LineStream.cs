using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace FirstWindow.Language.Tasks;

/// <summary>Writes the members of one answer after its "id".</summary>
internal delegate void LineAnswer(InputLine line, Utf8JsonWriter answer);

/// <summary>Reads JSON Lines and writes one answer for each, as it goes.</summary>
internal static class LineStream
{
    private static readonly JsonWriterOptions Readable =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Run(TextReader input, TextWriter output, LineAnswer answer)
    {
        var buffer = new ArrayBufferWriter<byte>();
        while (input.ReadLine() is { } line)
        {
            buffer.ResetWrittenCount();
            using (var writer = new Utf8JsonWriter(buffer, Readable))
            {
                WriteAnswer(line, writer, answer);
            }

            output.Write(Encoding.UTF8.GetString(buffer.WrittenSpan));
            output.Write('\n');
            output.Flush();
        }
    }

    private static void WriteAnswer(string line, Utf8JsonWriter writer, LineAnswer answer)
    {
        writer.WriteStartObject();
        if (InputLine.TryRead(line, out var read, out var problem))
        {
            writer.WritePropertyName("id");
            read.Id.WriteTo(writer);
            answer(read, writer);
            read.Document.Dispose();
        }
        else
        {
            writer.WriteString("error", problem);
        }

        writer.WriteEndObject();
    }
}
