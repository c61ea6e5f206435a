using System.Text;

namespace FirstWindow.Language.Tasks;

/// <summary>
/// Rows of a CSV file as RFC 4180 has them: quoted fields, doubled quotes, line breaks inside quotes.
/// </summary>
internal static class CsvRows
{
    public static IEnumerable<List<string>> Read(TextReader reader)
    {
        var row = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        for (var c = reader.Read(); c >= 0; c = reader.Read())
        {
            if (quoted)
            {
                if (c != '"')
                {
                    field.Append((char)c);
                }
                else if (reader.Peek() == '"')
                {
                    field.Append((char)reader.Read());
                }
                else
                {
                    quoted = false;
                }
            }
            else if (c == '"' && field.Length == 0)
            {
                quoted = true;
            }
            else if (c is ',' or '\n')
            {
                row.Add(TakeField(field));
                if (c == '\n')
                {
                    yield return row;
                    row = [];
                }
            }
            else
            {
                field.Append((char)c);
            }
        }

        if (row.Count > 0 || field.Length > 0)
        {
            row.Add(TakeField(field));
            yield return row;
        }
    }

    private static string TakeField(StringBuilder field)
    {
        var text = field.ToString().TrimEnd('\r');
        field.Clear();
        return text;
    }
}
