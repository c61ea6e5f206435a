using System.CommandLine;
using FirstWindow.Commands;
using FirstWindow.Platform;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using Npgsql;

namespace FirstWindow;

/// <summary>The one program: the server and the command line.</summary>
public static class Program
{
    /// <summary>Runs a command; errors are one clear sentence on standard error.</summary>
    /// <returns>0 done, 1 failed, 2 wrong arguments.</returns>
    public static async Task<int> Main(string[] args)
    {
        var root = new RootCommand("FirstWindow (首窗): the customer-service system of a bank.");
        root.Subcommands.Add(ServeCommand.Make());
        root.Subcommands.Add(MigrateCommand.Make());
        root.Subcommands.Add(JournalCommand.Make());
        root.Subcommands.Add(BackupCommands.MakeBackup());
        root.Subcommands.Add(BackupCommands.MakeRestore());
        root.Subcommands.Add(DrillCommand.Make());
        root.Subcommands.Add(KeysCommand.Make());
        root.Subcommands.Add(OpenCommand.Make());
        root.Subcommands.Add(RulesCommand.Make());
        root.Subcommands.Add(ReportCommand.Make());
        root.Subcommands.Add(TokenCommand.Make());
        root.Subcommands.Add(CodeCommand.Make());
        root.Subcommands.Add(SimulateCommand.Make());
        root.Subcommands.Add(TextCommand.Make());
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            await Console.Error.WriteLineAsync($"firstwindow: {parsed.Errors[0].Message}");
            return 2;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception fault) when (IsForTheOperator(fault))
        {
            await Console.Error.WriteLineAsync($"firstwindow: {fault.Message}");
            return 1;
        }
    }

    private static bool IsForTheOperator(Exception fault) =>
        fault is SchemaMismatchException or InvalidSettingException or WrongKeyException or FileNotFoundException
            or DirectoryNotFoundException or InvalidDataException or UnauthorizedAccessException or HttpRequestException
            or PostgresException { SqlState: PostgresErrorCodes.UndefinedTable }
            or PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege }
        || StorageUnavailableException.IsCausedBy(fault);
}
