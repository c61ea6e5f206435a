using System.Text;
using FirstWindow.Conversations.Domain;
using FirstWindow.Customers.Contracts;
using FirstWindow.Knowledge.Contracts;
using FirstWindow.Language;
using FirstWindow.Packs.Contracts;
using FirstWindow.Platform;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;

namespace FirstWindow.Conversations.Features.Drafting;

/// <summary>What the model is given for one draft, and what its placeholders stand for.</summary>
/// <param name="Messages">The task, then the conversation with everything personal covered.</param>
/// <param name="Articles">The public articles it may repeat.</param>
/// <param name="Placeholders">Puts back what was covered.</param>
internal sealed record Material(IReadOnlyList<ChatMessage> Messages, string Articles, Placeholders Placeholders);

/// <summary>Gathers what the model is given: the last messages, covered, and articles of the knowledge.</summary>
internal sealed class DraftMaterial(
    Database db, ConversationReader reader, ICustomers customers, IKnowledge knowledge, ILivePacks packs)
{
    private const int EventsBack = 60;
    private const int CharsMax = 8_000;
    private const int ArticlesMax = 3;

    /// <summary>The material; none when nobody has said anything.</summary>
    public async Task<Material?> GatherAsync(ConversationId id, string purpose, CancellationToken ct)
    {
        var conversation = await db.Set<Conversation>().AsNoTracking().SingleAsync(c => c.Id == id, ct);
        var said = Latest(await reader.ReadAfterAsync(id, Math.Max(0, conversation.LastSeq - EventsBack), ct));
        if (said.Count == 0)
        {
            return null;
        }

        var isEnglish = conversation.Locale.StartsWith("en", StringComparison.Ordinal);
        var placeholders = new Placeholders(packs.Current);
        if (conversation.Customer is { } customer)
        {
            foreach (var word in await customers.FindWordsToCoverAsync(customer, ct))
            {
                placeholders.Know(word);
            }
        }

        var covered = placeholders.Cover([.. said.Select(e => (e.From.ToString(), e.Text))]);
        var talk = string.Join('\n', said.Select((e, i) => Line(e.From, covered[i], isEnglish)));
        var asked = said.Where(e => e.From is Sender.Customer).Select(e => Matter.Of(e.Text, packs.Current))
            .LastOrDefault(matter => matter.Length > 0);
        var articles = asked is null || purpose != DraftPurposes.Reply ? string.Empty
            : ArticlesFor(asked, conversation.Locale);
        return new(
            [
                new(ChatRole.System, DraftPrompts.Of(purpose, isEnglish)),
                new(ChatRole.User, DraftPrompts.Given(talk, articles, isEnglish)),
            ],
            articles, placeholders);
    }

    // Whole messages only: what is cut off afterwards would still count as given.
    private static List<EventView> Latest(IReadOnlyList<EventView> events)
    {
        var (room, latest) = (CharsMax, new List<EventView>());
        foreach (var said in events.Where(e => e is { Kind: EventKind.Message, Text.Length: > 0 }).Reverse())
        {
            if ((room -= said.Text.Length) < 0)
            {
                break;
            }

            latest.Insert(0, said);
        }

        return latest;
    }

    // One line each, so that nobody can write a line of somebody else's.
    private static string Line(Sender from, string text, bool isEnglish)
    {
        var who = (from, isEnglish) switch
        {
            (Sender.Customer, false) => "客户",
            (Sender.Customer, true) => "Customer",
            (Sender.Agent, false) => "客服",
            (Sender.Agent, true) => "Agent",
            (_, false) => "自动答复",
            _ => "Automatic answer",
        };
        return $"[{who}] {string.Join(' ', text.Split(['\r', '\n', '\u2028', '\u2029', '\u0085']))}";
    }

    private string ArticlesFor(string asked, string locale)
    {
        var text = new StringBuilder();
        foreach (var article in knowledge.Search(asked, locale, ArticlesMax))
        {
            text.AppendLine(article.Title).AppendLine(article.Body).AppendLine();
        }

        return text.ToString();
    }
}
