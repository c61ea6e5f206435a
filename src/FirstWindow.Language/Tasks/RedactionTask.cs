using System.Text.Json;
using FirstWindow.Language.Personal;

namespace FirstWindow.Language.Tasks;

/// <summary>text redact: a text without its personal data, and where it was.</summary>
internal sealed class RedactionTask(PackSet packs)
{
    public void Answer(InputLine line, Utf8JsonWriter answer)
    {
        var redacted = Redaction.Of(line.Text, packs.Words);
        var places = new CodePoints(line.Text);
        answer.WriteString("redacted", redacted.Text);
        answer.WriteStartArray("entities");
        foreach (var entity in redacted.Entities)
        {
            var (start, length) = places.Span(entity.Start, entity.Length);
            answer.WriteStartObject();
            answer.WriteString("type", entity.Type);
            answer.WriteNumber("start", start);
            answer.WriteNumber("length", length);
            answer.WriteString("class", entity.Class);
            answer.WriteEndObject();
        }

        answer.WriteEndArray();
    }
}
