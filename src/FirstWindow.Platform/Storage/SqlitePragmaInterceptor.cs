using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace FirstWindow.Platform.Storage;

/// <summary>Gives EF Core's connections the same pragmas as the hand-written statements have.</summary>
internal sealed class SqlitePragmaInterceptor(Connections connections) : DbConnectionInterceptor
{
    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Run(connection);

    public override Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken)
    {
        Run(connection);
        return Task.CompletedTask;
    }

    private void Run(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = connections.SqlitePragmas;
        command.ExecuteNonQuery();
    }
}
