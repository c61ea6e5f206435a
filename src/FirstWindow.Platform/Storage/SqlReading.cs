using System.Data.Common;
using System.Globalization;

namespace FirstWindow.Platform.Storage;

/// <summary>Reads with hand-written statements, where counting over several modules' tables is clearer in SQL. It only
/// reads; changes go through <see cref="Database"/>.</summary>
public static class SqlReading
{
    /// <summary>Every row of a statement that both engines understand.</summary>
    /// <param name="connections">Where to ask.</param>
    /// <param name="sql">The statement, from code, never from outside.</param>
    /// <param name="values">Its parameters: <c>@name</c> and value, an instant as microseconds.</param>
    /// <param name="read">Makes a row.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<List<T>> ReadAsync<T>(
        this Connections connections, string sql, IReadOnlyList<(string Name, object Value)> values,
        Func<DbDataReader, T> read, CancellationToken ct)
    {
        await using var connection = await connections.OpenAsync(ct);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value is DateTimeOffset at ? Conventions.ToMicroseconds(at) : value;
            command.Parameters.Add(parameter);
        }

        var rows = new List<T>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>A whole number of a row; sums come in another type from each engine.</summary>
    public static long Number(this DbDataReader row, int column) =>
        row.IsDBNull(column) ? 0 : Convert.ToInt64(row.GetValue(column), CultureInfo.InvariantCulture);

    /// <summary>An id of a row; none where there is none.</summary>
    public static Guid? Id(this DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : Conventions.ToGuid(row.GetValue(column));
}
