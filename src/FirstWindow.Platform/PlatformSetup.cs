using System.ComponentModel.DataAnnotations;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using FirstWindow.Platform.Bank;
using FirstWindow.Platform.Bulletins;
using FirstWindow.Platform.Calendar;
using FirstWindow.Platform.Conduct;
using FirstWindow.Platform.Feed;
using FirstWindow.Platform.Files;
using FirstWindow.Platform.Import;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Mailing;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Rulebook;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Upkeep;
using FirstWindow.Platform.Watching;
using FirstWindow.Platform.Web.Components;
using FirstWindow.Platform.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FirstWindow.Platform;

/// <summary>Puts the platform into the container.</summary>
public static class PlatformSetup
{
    /// <summary>Storage, journal, promises, policies, keys and feed; enough for every command.</summary>
    public static IServiceCollection AddPlatform(
        this IServiceCollection services, IConfiguration configuration, Modules modules)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(modules);
        services.AddCheckedOptions<StorageOptions>(configuration, "Storage");
        services.AddCheckedOptions<PromiseWorkerOptions>(configuration, "Promises");
        services.AddCheckedOptions<CryptoOptions>(configuration, "Crypto");
        services.AddSingleton<PublicContacts>();
        services.AddCheckedOptions<WidgetOptions>(configuration, "Widget");
        services.AddCheckedOptions<ScannerOptions>(configuration, "Scanner");
        services.AddSingleton<MalwareScanner>();
        services.AddSingleton<Connections>().AddSingleton<WriteGate>().AddSingleton<Migrator>()
            .AddSingleton<ServingAccount>();
        services.AddSingleton<DatabaseClock>().AddSingleton<KeyRing>().AddSingleton<SubjectKeys>();
        services.AddSingleton(
            s => new HeadsCopy(s.GetRequiredService<StorageOptions>(), configuration["Journal:HeadsFile"]));
        services.AddSingleton(s => new ErasureLedger(s.GetRequiredService<StorageOptions>(),
            s.GetRequiredService<Digests>(), configuration["Privacy:ErasureLedger"]));
        services.AddSingleton<Digests>().AddSingleton<BearerCodes>()
            .AddSingleton<IRenewedDigests>(s => s.GetRequiredService<ErasureLedger>());
        services.AddScoped<Erasures>().AddSingleton<StorageSweep>();
        services.AddSealed(SealedColumn.OfPlatform).AddSingleton<Resealing>().AddScoped<KeyDesk>().AddScoped<KeyAges>()
            .AddSingleton<KeyRotation>();
        services.AddSingleton(JournalStream.Entries);
        services.AddSingleton<Sealer>().AddSingleton<PromiseWorker>().AddSingleton<Alarms>();
        services.AddSingleton<PolicyBook>().AddSingleton<CalendarBook>().AddSingleton<BankBook>()
            .AddSingleton<ChangeFeed>().AddSingleton<ControlCatalog>();
        services.AddSingleton<HouseMeter>().AddSingleton<MetricsText>().AddSingleton<IGauges, PlatformGauges>();
        services.AddSingleton(_ => TestOutcomes.Read(
            configuration["Rulebook:Outcomes"]
                ?? Path.Combine(AppContext.BaseDirectory, TestOutcomes.FileName), TestOutcomes.BuildOf(modules)));
        services.AddScoped<JournalBook>().AddScoped<PromiseBook>().AddScoped<PolicyChanges>()
            .AddScoped<RulebookReport>().AddScoped<RuleReadings>();
        services.AddTransient<JournalVerifier>();
        services.AddScoped<JournalExporter>().AddScoped<ReadingTurn>();
        services.AddScoped<SpecialDays>().AddScoped<JournalSearch>().AddScoped<VerifyJournalHandler>()
            .AddScoped<Worklist>().AddScoped<OverduePromises>().AddScoped<TakePromiseHandler>()
            .AddScoped<PolicyReader>();
        services.AddSingleton<IModelMapping, JournalMapping>().AddSingleton<IModelMapping, PromiseMapping>()
            .AddSingleton<IModelMapping, PolicyMapping>().AddSingleton<IModelMapping, CalendarMapping>()
            .AddSingleton<IModelMapping, PrivacyMapping>().AddSingleton<IModelMapping, ProtectionKeyMapping>()
            .AddSingleton<IModelMapping, RuleReadingMapping>();
        services.AddSingleton<IModelMapping, BankMapping>().AddSingleton<IModelMapping, BankLogoMapping>()
            .AddScoped<BankChanges>();
        services.AddSingleton<IModelMapping, BulletinMapping>().AddSingleton<BulletinBook>().AddScoped<BulletinDesk>();
        services.AddSingleton<IModelMapping, ConductMapping>().AddScoped<ConductBook>();
        services.AddCheckedOptions<BackupOptions>(configuration, "Backup");
        services.AddSingleton<IModelMapping, UpkeepMapping>().AddScoped<UpkeepBook>().AddScoped<RestoreDrill>()
            .AddSingleton<UpkeepWorker>().AddScoped<ScheduledBackups>().AddSingleton<BackupWorker>();
        services.AddCheckedOptions<MailingOptions>(configuration, "Mailing");
        services.AddSingleton<IModelMapping, MailingMapping>().AddSingleton<MailingBook>().AddScoped<LetterDesk>();
        services.AddSingleton<IModelMapping, ImportMapping>().AddScoped<ImportHandler>();
        services.AddScoped<IDemoSeed, DemoCalendar>().AddScoped<IDemoSeed, DemoBank>();
        services.AddDbContext<Database>(
            (provider, options) => Configure(options, provider.GetRequiredService<Connections>()),
            optionsLifetime: ServiceLifetime.Singleton); // Made once, not for every request.
        services.AddSingleton<OpenDoor>().AddSingleton<Assets>().AddSingleton<Navigation>();
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All)); // Chinese is sent as Chinese.
        return services;
    }

    /// <summary>The workers that run on every serving node.</summary>
    public static IServiceCollection AddPlatformWorkers(this IServiceCollection services)
    {
        services.AddHostedService(s => s.GetRequiredService<DatabaseClock>());
        services.AddHostedService(s => s.GetRequiredService<Sealer>());
        services.AddHostedService(s => s.GetRequiredService<PromiseWorker>());
        services.AddHostedService<Checkpointer>();
        services.AddHostedService(s => s.GetRequiredService<UpkeepWorker>());
        services.AddHostedService(s => s.GetRequiredService<BackupWorker>());
        services.AddHostedService<Doorbell>();
        services.AddHostedService(s => s.GetRequiredService<StorageSweep>());
        services.AddHostedService(s => s.GetRequiredService<KeyRotation>());
        services.AddHostedService<QuietMemory>();
        return services;
    }

    /// <summary>Names columns that hold ciphertexts.</summary>
    public static IServiceCollection AddSealed(
        this IServiceCollection services, IReadOnlyList<SealedColumn> columns)
    {
        foreach (var column in columns)
        {
            services.AddSingleton(column);
        }

        return services;
    }

    /// <summary>Reads a section into an options object and checks it now, so that a bad value stops the start with a
    /// clear sentence.</summary>
    public static void AddCheckedOptions<TOptions>(
        this IServiceCollection services, IConfiguration configuration, string section)
        where TOptions : class, new()
    {
        var options = new TOptions();
        configuration.GetSection(section).Bind(options);
        var faults = new List<ValidationResult>();
        if (!Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true))
        {
            throw new InvalidSettingException(
                $"Section \"{section}\": {string.Join(" ", faults.Select(f => f.ErrorMessage))}");
        }

        services.AddSingleton(options);
    }

    private static void Configure(DbContextOptionsBuilder options, Connections connections)
    {
        if (connections.Engine is Engine.Sqlite)
        {
            options.UseSqlite(connections.SqliteConnectionString)
                .AddInterceptors(new SqlitePragmaInterceptor(connections));
        }
        else
        {
            options.UseNpgsql(connections.Postgres);
        }
    }
}

/// <summary>A setting has a value the program cannot start with.</summary>
public sealed class InvalidSettingException(string message) : Exception(message);
