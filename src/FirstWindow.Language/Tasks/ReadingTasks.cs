using System.Text.Json;
using FirstWindow.Language.Normal;

namespace FirstWindow.Language.Tasks;

/// <summary>text emotion, complaint, fraud and offense.</summary>
internal sealed class ReadingTasks(PackSet packs)
{
    public void Emotion(InputLine line, Utf8JsonWriter answer)
    {
        var emotion = packs.Emotions.Read(NormalText.Of(line.Text, packs.Words));
        answer.WriteString("emotion", emotion.Name);
        answer.WriteNumber("anger", emotion.Anger);
        answer.WriteNumber("negative", emotion.Negative);
    }

    public void Complaint(InputLine line, Utf8JsonWriter answer)
    {
        var reading = packs.Complaints.Read(NormalText.Of(line.Text, packs.Words));
        answer.WriteBoolean("complaint", reading.IsComplaint);
        answer.WriteString("grade", reading.Grade);
        answer.WriteNumber("score", reading.Score);
    }

    public void Fraud(InputLine line, Utf8JsonWriter answer)
    {
        var normal = NormalText.Of(line.Text, packs.Words);
        var suspicion = packs.Frauds.Read(normal);
        var places = new CodePoints(line.Text);
        answer.WriteNumber("score", suspicion.Score);
        answer.WriteStartArray("types");
        foreach (var type in suspicion.Types)
        {
            answer.WriteStringValue(type);
        }

        answer.WriteEndArray();
        answer.WriteStartArray("signs");
        foreach (var sign in suspicion.Signs.OrderBy(s => s.Start))
        {
            var (from, size) = normal.OriginalSpan(sign.Start, sign.Length);
            var (start, length) = places.Span(from, size);
            answer.WriteStartObject();
            answer.WriteString("sign", sign.Rule.Id);
            answer.WriteNumber("start", start);
            answer.WriteNumber("length", length);
            answer.WriteEndObject();
        }

        answer.WriteEndArray();
    }

    public void Offence(InputLine line, Utf8JsonWriter answer)
    {
        var (offensive, score) = packs.ReadOffence(NormalText.Of(line.Text, packs.Words));
        answer.WriteBoolean("offensive", offensive);
        answer.WriteNumber("score", score);
    }
}
