using System.Text.Json;

namespace FirstWindow.Language.Tasks;

/// <summary>One valid line of input.</summary>
internal sealed record InputLine(JsonDocument Document, JsonElement Id, string Text, int? CustomerAge)
{
    public static bool TryRead(string line, out InputLine read, out string problem)
    {
        (read, problem) = (null!, "");
        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(line);
            problem = Problem(document.RootElement);
            if (problem.Length == 0)
            {
                var root = document.RootElement;
                read = new(document, root.GetProperty("id"), root.GetProperty("text").GetString()!, Age(root));
                return true;
            }
        }
        catch (JsonException broken)
        {
            problem = "The line is not valid JSON: " + FirstSentence(broken.Message);
        }
        catch (InvalidOperationException)
        {
            problem = "The line holds half of a surrogate pair.";
        }

        document?.Dispose();
        return false;
    }

    private static string Problem(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return "The line is not a JSON object.";
        }

        if (!root.TryGetProperty("text", out var text) || text.ValueKind != JsonValueKind.String)
        {
            return "The line has no \"text\".";
        }

        return root.TryGetProperty("id", out var id) && IsPlain(id) ? "" : "The line has no \"id\".";
    }

    private static bool IsPlain(JsonElement id) => id.ValueKind switch
    {
        JsonValueKind.Number => true,
        JsonValueKind.String => id.GetString() is not null,
        _ => false,
    };

    private static int? Age(JsonElement root) =>
        root.TryGetProperty("customer", out var customer) && customer.ValueKind == JsonValueKind.Object
            && customer.TryGetProperty("age", out var age) && age.ValueKind == JsonValueKind.Number
            && age.TryGetInt32(out var years)
            ? years
            : null;

    private static string FirstSentence(string message)
    {
        var end = message.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? message : message[..(end + 1)];
    }
}
