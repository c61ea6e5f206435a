using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Import;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;
using FirstWindow.Staff.Api;
using FirstWindow.Staff.Contracts;
using FirstWindow.Staff.Domain;
using FirstWindow.Staff.Features;
using FirstWindow.Staff.Features.Passkeys;
using FirstWindow.Staff.Features.SignOn;
using FirstWindow.Staff.Pages;
using FirstWindow.Staff.Persistence;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FirstWindow.Staff;

/// <summary>Accounts, sessions and service accounts.</summary>
public static class StaffModule
{
    /// <summary>Adds the module.</summary>
    public static IServiceCollection AddStaff(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddCheckedOptions<BankSignOnOptions>(configuration, "SignOn");
        services.AddCheckedOptions<PasswordOptions>(configuration, "Passwords");
        services.AddCheckedOptions<HashingOptions>(configuration, "Hashing");
        BankSignOn.AddTo(services);
        services.AddScoped<NewSession>().AddScoped<SignInByBankHandler>();
        services.AddSingleton<IModelMapping, StaffMapping>().AddSealed(
        [
            new("staff", "totp_secret") { IsUnderMaster = true }, new("invitation", "totp_secret") { IsUnderMaster = true },
        ]);
        services.AddSingleton<Sessions>().AddSingleton<ISessions>(s => s.GetRequiredService<Sessions>());
        services.AddSingleton<StaffDirectory>()
            .AddSingleton<IStaffDirectory>(s => s.GetRequiredService<StaffDirectory>())
            .AddSingleton<IActorNames>(s => s.GetRequiredService<StaffDirectory>());
        services.AddSingleton<SignInTries>().AddScoped<SignInWatch>().AddScoped<SignInHandler>()
            .AddScoped<EndSessionHandler>().AddScoped<DisableStaffHandler>();
        services.AddSingleton<HashSlots>();
        services.AddScoped<AccountChanges>().AddScoped<DecideAccountChangeHandler>();
        services.AddScoped<Passwords>().AddScoped<OwnCode>().AddScoped<OwnAccount>().AddScoped<ChangePasswordHandler>();
        services.AddScoped<PasskeyProof>().AddScoped<OwnPasskeys>().AddScoped<SignInByPasskeyHandler>();
        services.AddScoped<Invitations>().AddScoped<StaffAccounts>().AddScoped<CompleteSetupHandler>();
        services.AddScoped(s => new FirstAdministrator(s.GetRequiredService<Database>(),
            s.GetRequiredService<JournalBook>(), s.GetRequiredService<Invitations>()));
        services.AddScoped<InviteStaffHandler>().AddScoped<ResetAccessHandler>().AddScoped<ChangePostHandler>()
            .AddScoped<EnableStaffHandler>().AddScoped<StaffReader>().AddScoped<IImport, ImportStaff>();
        services.AddScoped<ServiceAccounts>().AddScoped<ProgramKeys>().AddScoped<ProgramTokens>()
            .AddScoped<IDemoSeed, DemoStaff>();
        services.AddScoped<AccessReviews>().AddScoped<LeavingDesk>().AddScoped<IOpenWork, OpenPromises>();
        services.AddSingleton<PledgeBook>().AddSingleton<IStartupTask>(s => s.GetRequiredService<PledgeBook>());
        services.AddScoped<Pledges>().AddScoped<DeskLock>();
        services.AddScoped<Certify>().AddScoped<CertificateReader>();
        return services;
    }

    /// <summary>Adds the worker of serving nodes.</summary>
    public static IServiceCollection AddStaffWorker(this IServiceCollection services) =>
        services.AddHostedService<AccessReviewWorker>();

    /// <summary>Routes the module.</summary>
    public static void MapStaffModule(this IEndpointRouteBuilder app)
    {
        app.MapStaff();
        app.MapSignIn();
        app.MapSignOn();
        app.MapSetup();
        app.MapStaffPages();
        app.MapAccountChanges();
        app.MapPrograms();
        app.MapOwnAccount();
        app.MapPasskeys();
        app.MapCertificates();
        app.MapReviews();
        app.MapPledge();
        app.MapDeskLock();
        app.MapImport("staff", StaffPermissions.Keep);
    }
}
