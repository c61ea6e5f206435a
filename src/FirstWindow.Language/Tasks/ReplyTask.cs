using System.Text.Json;

namespace FirstWindow.Language.Tasks;

/// <summary>text check: where an agent's reply breaks a service rule.</summary>
internal sealed class ReplyTask(PackSet packs)
{
    // Rules 4.04: from this age a customer counts as elderly.
    private const int ElderlyFromYears = 60;

    public void Answer(InputLine line, Utf8JsonWriter answer)
    {
        var context = new ReplyContext { IsCustomerElderly = line.CustomerAge >= ElderlyFromYears };
        var places = new CodePoints(line.Text);
        answer.WriteStartArray("findings");
        foreach (var finding in packs.Check(line.Text, context))
        {
            var (start, length) = places.Span(finding.Start, finding.Length);
            answer.WriteStartObject();
            answer.WriteString("clause", finding.Clause);
            answer.WriteString("rule", finding.Rule);
            answer.WriteString("severity", finding.Severity);
            answer.WriteNumber("start", start);
            answer.WriteNumber("length", length);
            answer.WriteString("suggestion", finding.Suggestion);
            answer.WriteEndObject();
        }

        answer.WriteEndArray();
    }
}
