using System.CommandLine;

namespace FirstWindow.Commands;

/// <summary>Options that several commands share, and the configuration they make.</summary>
internal static class Settings
{
    public static readonly Option<string> Data = new(
        "--data")
    { DefaultValueFactory = _ => "./data", Description = "Folder of the SQLite file and the keys." };

    public static readonly Option<string?> Postgres = new(
        "--postgres")
    { Description = "PostgreSQL connection string; SQLite without." };

    public static readonly Option<bool> Json = new("--json") { Description = "Print JSON." };

    /// <summary>The configuration: files and environment, then what the command line says.</summary>
    public static void Apply(IConfigurationBuilder configuration, ParseResult parsed) =>
        configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Storage:DataFolder"] = Path.GetFullPath(parsed.GetValue(Data)!),
            ["Storage:Postgres"] = parsed.GetValue(Postgres),
        });

    /// <summary>The configuration of a command.</summary>
    public static ConfigurationManager Read(ParseResult parsed)
    {
        var configuration = new ConfigurationManager();
        configuration.AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true);
        configuration.AddEnvironmentVariables("FIRSTWINDOW_");
        Apply(configuration, parsed);
        return configuration;
    }

    /// <summary>The house without web and workers, for a command.</summary>
    public static ServiceProvider BuildHouse(ParseResult parsed)
    {
        var configuration = Read(parsed);
        var services = new ServiceCollection();
        services.AddLogging(log =>
            log.SetMinimumLevel(LogLevel.Warning).AddConsole(c => c.LogToStandardErrorThreshold = LogLevel.Trace));
        services.AddSingleton<IConfiguration>(configuration);
        services.AddHouse(configuration);
        return services.BuildServiceProvider();
    }

    /// <summary>The folder with the demo bank.</summary>
    public static string SeedFolder => Path.Combine(AppContext.BaseDirectory, "seed");
}
