using System.Globalization;
using System.Net;
using FirstWindow.Conversations.Domain;
using FirstWindow.Conversations.Pages;
using FirstWindow.Platform.Bank;
using FirstWindow.Platform.Calendar;
using FirstWindow.Platform.Storage;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging;

namespace FirstWindow.Conversations.Features.Weekly;

/// <summary>The week's figures as one file that needs nothing else: to be mailed, printed, kept.</summary>
internal sealed class WeeklyFile(
    WeekReader weeks, BankBook bank, DatabaseClock clock, IServiceProvider services, ILoggerFactory logs)
{
    private const string Style = """
        body { font: 16px/1.6 "Noto Sans SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif; color: #1b2430;
          max-width: 46rem; margin: 2.5rem auto; padding: 0 1rem }
        h1 { font-size: 1.6rem; margin-bottom: 0 } h2 { font-size: 1.15rem; margin-top: 2rem }
        .lead, small { color: #4d5b6b } small { display: block }
        dl { display: grid; grid-template-columns: minmax(9rem, 1fr) 2fr; gap: .5rem 1rem }
        dt { font-weight: 600 } dd { margin: 0 }
        table { border-collapse: collapse; width: 100% } th, td { text-align: start; padding: .4rem .5rem;
          border-bottom: 1px solid #d5dce4 } .number { text-align: end; font-variant-numeric: tabular-nums }
        li { margin-bottom: .4rem } @media print { body { margin: 0; max-width: none } h2 { break-after: avoid } }
        """;

    private static readonly TimeSpan Days = TimeSpan.FromDays(7);

    public async Task<string?> WriteAsync(string? week, CancellationToken ct)
    {
        var (from, to) = (clock.Now - Days, clock.Now);
        if (week is not null)
        {
            if (BankWeek.Find(week) is not { } named)
            {
                return null;
            }

            (from, to) = (named.From, named.To);
        }

        var figures = await weeks.ReadAsync(from, to, ct);
        await using var renderer = new HtmlRenderer(services, logs);
        var body = await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<PaperFigures>(
            ParameterView.FromDictionary(new Dictionary<string, object?> { ["Figures"] = figures }))).ToHtmlString());
        var isEnglish = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en";
        var title = WebUtility.HtmlEncode(PaperText.T["report.title", bank.Current.Name(isEnglish)]);
        var made = clock.Now.ToOffset(BankCalendar.Zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        return $"""
            <!DOCTYPE html>
            <html lang="{(isEnglish ? "en" : "zh-CN")}">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{title}</title><style>{Style}</style></head>
            <body>
            <h1>{title}</h1>
            <p class="lead">{PaperText.T["span", figures.From, figures.To]} · {PaperText.T["report.made", made]}</p>
            {body}
            </body>
            </html>

            """;
    }
}
