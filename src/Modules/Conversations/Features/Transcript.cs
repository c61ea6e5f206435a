using System.Globalization;
using System.Net;
using System.Text;
using FirstWindow.Conversations.Domain;
using FirstWindow.Conversations.Pages;
using FirstWindow.Platform;
using FirstWindow.Platform.Bank;
using FirstWindow.Platform.Calendar;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features;

/// <summary>A conversation as a file to keep: plain text, or a page of its own with every word escaped. Automatic
/// answers are labelled, for readers and for programs.</summary>
internal sealed class TranscriptReader(Database db, ConversationReader reader, BankBook bank)
{
    /// <summary>The file's text; none when there is no such conversation.</summary>
    public async Task<(string Text, string Reference)?> ReadAsync(ConversationId id, bool asPage, CancellationToken ct)
    {
        var conversation = await db.Set<Conversation>().AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct);
        if (conversation is null)
        {
            return null;
        }

        var events = new List<EventView>();
        IReadOnlyList<EventView> page;
        do
        {
            page = await reader.ReadAfterAsync(id, events.Count == 0 ? 0 : events[^1].Seq, ct);
            events.AddRange(page);
        }
        while (page.Count == ConversationReader.PageMax);

        var isEnglish = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en";
        var title = CustomerText.T["record", bank.Current.Name(isEnglish)] + " " + conversation.Reference;
        return (asPage ? AsPage(title, events) : AsText(title, events), conversation.Reference);
    }

    private static string AsText(string title, List<EventView> events)
    {
        var text = new StringBuilder("\ufeff").AppendLine(title);
        foreach (var (at, speaker, words) in LinesOf(events))
        {
            text.AppendLine().AppendLine($"[{at}] {speaker}").AppendLine(words);
        }

        return text.ToString();
    }

    private static string AsPage(string title, List<EventView> events)
    {
        var html = new StringBuilder("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\">")
            .Append("<meta name=\"ai-generated-content\" content=\"").Append(Escape(CustomerText.T["js.assistant"]))
            .Append("\"><title>").Append(Escape(title)).Append("</title></head>\n<body>\n<h1>").Append(Escape(title))
            .Append("</h1>\n<dl>\n");
        foreach (var (at, speaker, words) in LinesOf(events))
        {
            html.Append("<dt>").Append(Escape($"{at} {speaker}")).Append("</dt><dd><pre>").Append(Escape(words))
                .Append("</pre></dd>\n");
        }

        return html.Append("</dl>\n</body></html>\n").ToString();
    }

    private static IEnumerable<(string At, string Speaker, string Words)> LinesOf(List<EventView> events)
    {
        var agent = string.Empty;
        foreach (var happening in events)
        {
            agent = happening.State?.Agent ?? agent;
            var at = happening.At.ToOffset(BankCalendar.Zone)
                .ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
            if (happening.State is { } state)
            {
                var key = "js.state." + state.State + (state.Name is null ? string.Empty : "-named");
                if (CustomerText.T.Find(key) is { } line)
                {
                    yield return (at, CustomerText.T["transcript.state"], string.Format(
                        CultureInfo.CurrentCulture, line, state.Agent, state.Name, UntilOf(state)));
                }
            }
            else
            {
                var speaker = happening.From switch
                {
                    Sender.Customer => CustomerText.T["js.you"],
                    Sender.Assistant => CustomerText.T["js.assistant"],
                    _ => CustomerText.T["js.agent", agent],
                };
                yield return (at, speaker, happening.Text.Length == 0 ? CustomerText.T["js.erased"]
                    : happening.File is null ? happening.Text : CustomerText.T["file.line", happening.Text]);
            }
        }
    }

    // The end of a day is the first moment of the next; people are told the day.
    private static string UntilOf(StateFacts state) => state.Until is { } until
        ? BankCalendar.DateOf(until.AddTicks(-1)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : string.Empty;

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
