using System.Globalization;
using FirstWindow.Conversations.Domain;
using FirstWindow.Conversations.Pages;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FirstWindow.Conversations.Features;

/// <summary>
/// The notice in force. Its text is the page's own; when it was reworded, the server writes it down as the next version
/// before it serves, so no version ever means two texts.
/// </summary>
[Clause("A4.1.2b")]
internal sealed class NoticeBook(IServiceScopeFactory scopes) : IStartupTask
{
    private const string TextKey = "notice.text";

    /// <summary>The version in force.</summary>
    public int Current { get; private set; }

    public async Task RunAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Database>();
        await db.BeginAsync(ct);
        await db.LockAsync("notice", ct);
        var last = await db.Set<CollectionNotice>().OrderByDescending(n => n.Version).FirstOrDefaultAsync(ct);
        var (chinese, english) = (TextIn("zh-CN"), TextIn("en"));
        if (last is null || last.Chinese != chinese || last.English != english)
        {
            last = new CollectionNotice
            {
                Version = (last?.Version ?? 0) + 1,
                Chinese = chinese,
                English = english,
                InForceFrom = scope.ServiceProvider.GetRequiredService<DatabaseClock>().Now,
            };
            db.Add(last);
            scope.ServiceProvider.GetRequiredService<JournalBook>().Record(
                Actor.System, ConversationActs.NoticePublished, Subject.System, $"version={last.Version}");
        }

        await db.CommitAsync(ct);
        Current = last.Version;
    }

    private static string TextIn(string language)
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        var text = CustomerText.T[TextKey];
        CultureInfo.CurrentUICulture = before;
        return text;
    }
}
