using System.Collections.Concurrent;
using System.Globalization;
using FirstWindow.Customers.Domain;
using FirstWindow.Customers.Pages;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FirstWindow.Customers.Features;

/// <summary>
/// The wordings in force. Their texts are the pages' own; when one was reworded, the server writes it down as the next
/// version before it serves, so no version ever means two texts.
/// </summary>
[Clause("A4.1.2b")]
internal sealed class ConsentWordings(IServiceScopeFactory scopes) : IStartupTask
{
    private readonly ConcurrentDictionary<string, int> current = new(StringComparer.Ordinal);

    /// <summary>Key of the text a purpose is asked with.</summary>
    public static string KeyOf(string purpose) => $"consent.{purpose}.text";

    /// <summary>The version in force.</summary>
    public int CurrentOf(string purpose) => current.GetValueOrDefault(purpose);

    public async Task RunAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Database>();
        await db.BeginAsync(ct);
        await db.LockAsync("consent-wording", ct);
        foreach (var purpose in ConsentPurposes.All)
        {
            var (chinese, english) = (TextIn(purpose, "zh-CN"), TextIn(purpose, "en"));
            var last = await db.Set<ConsentWording>().Where(w => w.Purpose == purpose)
                .OrderByDescending(w => w.Version).FirstOrDefaultAsync(ct);
            if (last is null || last.Chinese != chinese || last.English != english)
            {
                last = new ConsentWording
                {
                    Purpose = purpose,
                    Version = (last?.Version ?? 0) + 1,
                    Chinese = chinese,
                    English = english,
                    InForceFrom = scope.ServiceProvider.GetRequiredService<DatabaseClock>().Now,
                };
                db.Add(last);
                scope.ServiceProvider.GetRequiredService<JournalBook>().Record(Actor.System,
                    ConsentActs.WordingPublished, Subject.System, $"purpose={purpose};version={last.Version}");
            }

            current[purpose] = last.Version;
        }

        await db.CommitAsync(ct);
    }

    private static string TextIn(string purpose, string language)
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        var text = CardText.T[KeyOf(purpose)];
        CultureInfo.CurrentUICulture = before;
        return text;
    }
}
