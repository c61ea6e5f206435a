using FirstWindow.Conversations.Api;
using FirstWindow.Conversations.Features;
using FirstWindow.Conversations.Features.Drafting;
using FirstWindow.Conversations.Features.Floor;
using FirstWindow.Conversations.Features.Reports;
using FirstWindow.Conversations.Features.Weekly;
using FirstWindow.Conversations.Pages;
using FirstWindow.Conversations.Persistence;
using FirstWindow.Conversations.Writing;
using FirstWindow.Customers.Contracts;
using FirstWindow.Packs.Contracts;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform;
using FirstWindow.Platform.Storage;
using FirstWindow.Routing.Contracts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FirstWindow.Conversations;

/// <summary>Conversations with customers: messages, the assistant, the desk, wrap-up and rating.</summary>
public static class ConversationsModule
{
    /// <summary>Adds the module.</summary>
    public static IServiceCollection AddConversations(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddCheckedOptions<WriterOptions>(configuration, "Writer");
        services.AddSingleton<IModelMapping, ConversationMapping>().AddSingleton(ConversationMapping.Events)
            .AddSealed(ConversationMapping.Sealed);
        services.AddSingleton<IBatchStore>(s => s.GetRequiredService<StorageOptions>().Engine is Engine.Sqlite
            ? ActivatorUtilities.CreateInstance<SqliteBatchStore>(s)
            : ActivatorUtilities.CreateInstance<PostgresBatchStore>(s));
        services.AddSingleton<ConversationWriter>().AddSingleton<ConversationStreams>().AddSingleton<Delivery>();
        services.AddSingleton<ConciergeQueue>().AddSingleton<Concierge>();
        services.AddSingleton<VisitorTokens>().AddSingleton<ConversationKeys>().AddSingleton<MessageSealer>()
            .AddSingleton<WordsBefore>().AddSingleton<RateLimits>();
        services.AddSingleton<SendMessageHandler>().AddSingleton<CustomerStream>().AddSingleton<DeskStream>();
        services.AddScoped<ContactBook>().AddScoped<OwnTeam>().AddScoped<ClosingDesk>().AddScoped<ConversationReader>()
            .AddScoped<DeskReader>();
        services.AddSingleton<NoticeBook>().AddSingleton<IStartupTask>(s => s.GetRequiredService<NoticeBook>());
        services.AddScoped<WaitingPlaceReader>().AddScoped<LeaveQueueHandler>().AddScoped<LeaveMessageHandler>();
        services.AddSingleton<AttachFileHandler>().AddScoped<AttachToReplyHandler>().AddScoped<FileReader>()
            .AddScoped<PurgeAttachments>();
        services.AddScoped<AppointmentDesk>().AddScoped<MakeDeviceCodeHandler>().AddScoped<ContinueHandler>();
        services.AddScoped<RecognisedLine>().AddScoped<BackgroundReader>().AddScoped<GiveBackgroundHandler>();
        services.AddScoped<TakeSuggestionHandler>().AddScoped<OwnSuggestionHandler>()
            .AddScoped<AnswerSuggestionHandler>().AddScoped<RecoveryBook>().AddScoped<ImprovementBook>()
            .AddScoped<AnswerQualityReader>().AddScoped<HumanTimeReader>().AddScoped<FairnessReader>()
            .AddScoped<VoiceSummaryBook>()
            .AddScoped<VoiceReader>();
        services.AddScoped<AskForHelpHandler>().AddScoped<TranscriptReader>();
        services.AddScoped<OpenConversationHandler>().AddScoped<AskForPersonHandler>()
            .AddScoped<EndConversationHandler>();
        services.AddScoped<AcceptContactHandler>().AddScoped<ReplyHandler>().AddScoped<TransferContactHandler>();
        services.AddScoped<WrapUpContactHandler>().AddScoped<SaveDraftHandler>().AddScoped<RateContactHandler>();
        services.AddScoped<HoldContactHandler>().AddScoped<ResumeContactHandler>().AddScoped<NoteContactHandler>()
            .AddScoped<NoteWordingHandler>().AddScoped<ReplyReview>().AddScoped<MoodReader>().AddScoped<MyDayReader>();
        services.AddScoped<CourtesyBook>().AddScoped<WeekReader>().AddScoped<WeeklyPapers>().AddScoped<WeeklyFile>();
        services.AddScoped<CompanyBook>().AddScoped<CompanyReader>().AddScoped<AttendContactHandler>()
            .AddScoped<RecordDraftReader>().AddScoped<SaveRecordDraftHandler>()
            .AddScoped<DraftReader>().AddScoped<TakeDraftHandler>().AddScoped<ColleagueWords>().AddScoped<NoteReader>()
            .AddScoped<WhisperHandler>().AddScoped<TakeOverContactHandler>().AddSingleton<ListenStream>();
        services.AddScoped<SnoozeBook>().AddScoped<SnoozeContactHandler>().AddScoped<WakeContactHandler>()
            .AddSingleton<MacroBook>().AddScoped<MacroChanges>().AddScoped<MacroReader>()
            .AddScoped<UseMacroHandler>().AddScoped<IDemoSeed, DemoMacros>()
            .AddScoped<MeasureContactHandler>().AddScoped<AlertReader>().AddScoped<SettleAlertHandler>();
        services.AddScoped<FigureReader>().AddSingleton<FloorFigures>().AddSingleton<KeptCounts>()
            .AddScoped<ReportReader>()
            .AddScoped<ReportFile>().AddScoped<ContactSearch>();
        services.AddCheckedOptions<ModelOptions>(configuration, "Model");
        services.AddSingleton<IChatClient, HttpChatClient>().AddSingleton<DraftSlots>().AddScoped<DraftMaterial>()
            .AddScoped<MachineDrafts>();
        services.AddScoped<IRecentTexts, RecentTexts>();
        services.AddSingleton<TemperQueue>().AddSingleton<TemperWatch>();
        services.AddScoped<IContactDesk, ContactDesk>().AddScoped<ICustomerContacts, CustomerContacts>()
            .AddScoped<ICustomerBehaviour, CustomerBehaviour>();
        return services;
    }

    /// <summary>Adds the workers of serving nodes.</summary>
    public static IServiceCollection AddConversationWorkers(this IServiceCollection services)
    {
        services.AddHostedService(s => s.GetRequiredService<ConversationWriter>());
        services.AddHostedService(s => s.GetRequiredService<ConversationStreams>());
        services.AddHostedService(s => s.GetRequiredService<Concierge>());
        services.AddHostedService<WeeklyPaperWorker>();
        services.AddHostedService(s => s.GetRequiredService<TemperWatch>());
        services.AddHostedService<VoiceSummaryWorker>();
        services.AddHostedService<AttachmentPurgeWorker>();
        return services;
    }

    /// <summary>Routes the module.</summary>
    public static void MapConversationsModule(this IEndpointRouteBuilder app)
    {
        app.MapCustomers();
        app.MapFiles();
        app.MapAppointments();
        app.MapDesk();
        app.MapDeskTools();
        app.MapMachineDrafts();
        app.MapCompany();
        app.MapPending();
        app.MapMacros();
        app.MapConversationPages();
        app.MapPapers();
        app.MapPaperPages();
        app.MapVoice();
        app.MapQuality();
        app.MapVoicePages();
        app.MapSupervision();
    }

    /// <summary>The figures of the seven days before now, or of an ISO week, as a page that stands by itself.</summary>
    /// <param name="services">A scope of the house.</param>
    /// <param name="week">Like 2026-W47; none for the last seven days.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>The page; none when the week is not one.</returns>
    public static Task<string?> WriteWeeklyReportAsync(
        IServiceProvider services, string? week, CancellationToken ct) =>
        services.GetRequiredService<WeeklyFile>().WriteAsync(week, ct);
}
