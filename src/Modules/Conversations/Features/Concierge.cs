using System.Globalization;
using FirstWindow.Conversations.Domain;
using FirstWindow.Conversations.Writing;
using FirstWindow.Customers.Contracts;
using FirstWindow.Knowledge.Contracts;
using FirstWindow.Language;
using FirstWindow.Packs.Contracts;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Bank;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;
using FirstWindow.Routing.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FirstWindow.Conversations.Features;

/// <summary>What the assistant does next.</summary>
internal abstract record ConciergeMove
{
    /// <summary>Says something.</summary>
    public sealed record Say(string Text, string? Topic, bool IsHelpful, bool IsAnswer) : ConciergeMove
    {
        /// <summary>Why it is no help: unknown or not-helpful.</summary>
        public string? Fault { get; init; }

        /// <summary>What the customer has come to by it, for the journal.</summary>
        public Act? Reached { get; init; }
    }

    /// <summary>Brings the customer to a person.</summary>
    public sealed record HandOver(ContactClass Class, string Why, string? Words) : ConciergeMove
    {
        /// <summary>What the agent should know first; none is what the customer said.</summary>
        public string? Note { get; init; }
    }

    /// <summary>Says nothing more to what cannot be read: all was said, and a person is one press away.</summary>
    public sealed record Rest : ConciergeMove;
}

/// <summary>
/// The assistant's judgement, a pure function of the words, the knowledge and the little it remembers: answer when
/// sure, offer choices when it is one of a few, else a person. Twice of no help is a person too; it never goes round in
/// circles.
/// </summary>
[Clause("B3.3.1b")]
[Clause("B3.3.1c")]
[Clause("B4.1.3a")]
[Clause("B4.1.3b")]
[Clause("C2.2.3")]
internal sealed class ConciergeJudgement(
    IKnowledge knowledge, ILivePacks packs, Func<BankSettings> bank, Func<Policy, long> policies)
{
    private const int SeveralCharsMax = 900;
    private const int UnhelpfulMax = 2;
    private const int CityCharsMax = 16;
    private const string ChoicesMark = "choices:";

    /// <summary>Why a customer who sounds defrauded is handed over.</summary>
    public const string FraudSigns = "fraud-signs";

    public ConciergeMove Judge(string text, string locale, string? topic, int notHelpful)
    {
        var words = ConciergeWords.In(locale);
        var signals = packs.Current.ReadSignals(text);
        if (signals.WantsPerson || text.Split('\n').Any(line => packs.Current.ReadSignals(line).WantsPerson))
        {
            return new ConciergeMove.HandOver(ContactClass.Ordinary, "asked", null);
        }

        var isReport = signals.FraudKind == FraudKind.Report;
        // A bare link is nobody's story: it is answered by "do not open it", and is nobody's place in the queue.
        if (isReport || (100 * signals.Fraud >= policies(ChatPolicies.FraudSure)
            && PuzzlingTexts.HoldsWords(text, packs.Current)))
        {
            return new ConciergeMove.HandOver(ContactClass.Fraud, isReport ? "fraud-report" : FraudSigns,
                words[isReport ? "FraudReported" : "FraudWarning"]);
        }

        if (signals.Complaint || 100 * signals.Anger >= policies(ChatPolicies.AngerSure))
        {
            return new ConciergeMove.HandOver(
                ContactClass.Complaint, signals.Complaint ? "complaint" : "anger", words["Sorry"]);
        }

        if ((Chosen(text, topic, locale) ?? InCity(text, topic, locale)) is { } chosen)
        {
            return Answer(chosen, words);
        }

        if (signals.NotHelpful)
        {
            return Unhelpful(words, notHelpful, "not-helpful");
        }

        return Ask(text, locale, (topic, notHelpful), signals, words);
    }

    private ConciergeMove Ask(
        string text, string locale, (string? Topic, int NotHelpful) before, TextSignals signals, TextSource words)
    {
        if (AnswersToSeveral(text, locale) is { Count: > 1 } several)
        {
            return Several(several, words);
        }

        var answer = knowledge.Ask(text, locale);
        return answer.Verdict switch
        {
            Verdict.Sure => Answer(answer.Articles[0], words),
            Verdict.Choices => OfferUnlessInVain(answer.Articles, before, words),
            _ when signals.Thanks =>
                new ConciergeMove.Say(words["YouAreWelcome"], null, IsHelpful: true, IsAnswer: false),
            _ when signals.Greeting =>
                new ConciergeMove.Say(Greet(locale, words), null, IsHelpful: true, IsAnswer: false),
            _ when PuzzlingTexts.IsPuzzling(text, signals, packs.Current) => PuzzlingTexts.Answer(
                text, before.NotHelpful, words, slug => knowledge.Find(slug, locale)),
            _ => Unhelpful(words, before.NotHelpful, "unknown"),
        };
    }

    // "My card is lost, and when does my salary come": each wish that is sure of its article, each article once.
    private List<PublishedArticle> AnswersToSeveral(string text, string locale) =>
        packs.Current.SplitWishes(text) is { Count: > 1 } wishes
        ? [.. wishes.Select(wish => knowledge.Ask(wish, locale)).Where(a => a.Verdict is Verdict.Sure)
            .Select(a => a.Articles[0]).DistinctBy(a => a.Slug)]
        : [];

    // Short answers are given at once; long ones would bury each other, so the customer says which comes first.
    private static ConciergeMove Several(List<PublishedArticle> articles, TextSource words) =>
        articles.Sum(a => a.Body.Length) > SeveralCharsMax
            ? Offer(articles, words, words["Several"])
            : new ConciergeMove.Say(
                string.Join("\n\n", articles.Select(a =>
                    $"{a.Title}\n\n{a.Body}\n\n{ConciergeWords.SourceOf(a, words)}")),
                articles[0].Slug, IsHelpful: true, IsAnswer: true);

    private ConciergeMove.Say Answer(PublishedArticle article, TextSource words)
    {
        var offer = ArticleParts.Read(article.Body).Steps.Count >= policies(ChatPolicies.StepsOffered) ? $"\n\n{words["OfferSteps"]}" : "";
        var cities = knowledge.CitiesOf(article).Select(c => c.City).ToList();
        var ask = cities.Count > 0 ? $"\n\n{words["TellCity", string.Join(words["CityComma"], cities)]}" : "";
        return new($"{article.Title}\n\n{article.Body}\n\n{ConciergeWords.SourceOf(article, words)}{ask}{offer}",
            article.Slug, IsHelpful: true, IsAnswer: true);
    }

    private string Greet(string locale, TextSource words) =>
        bank().Greeting(locale.StartsWith("en", StringComparison.Ordinal)) is { } greeting
            ? $"{greeting}\n\n{words["Greeting"]}" : words["Greeting"];

    // Choices after choices that were not chosen from, or after something not understood, are no help either.
    private static ConciergeMove OfferUnlessInVain(
        IReadOnlyList<PublishedArticle> articles, (string? Topic, int NotHelpful) before, TextSource words)
    {
        var isAgain = before.Topic?.StartsWith(ChoicesMark, StringComparison.Ordinal) == true;
        return isAgain && before.NotHelpful > 0 ? Unhelpful(words, before.NotHelpful, "unknown")
            : Offer(articles, words) with { IsHelpful = before.NotHelpful == 0 && !isAgain };
    }

    /// <summary>Choices to be answered by their number.</summary>
    public static ConciergeMove.Say Offer(
        IReadOnlyList<PublishedArticle> articles, TextSource words, string? question = null) =>
        new(
        $"{question ?? words["Which"]}\n{string.Join('\n', articles.Select((a, i) => $"{i + 1}. {a.Title}"))}\n\n{words["OrPerson"]}",
        ChoicesMark + string.Join(',', articles.Select(a => a.Slug)), IsHelpful: true, IsAnswer: false);

    private static ConciergeMove Unhelpful(
        TextSource words, int notHelpful, string fault) => notHelpful + 1 >= UnhelpfulMax
        ? new ConciergeMove.HandOver(ContactClass.Ordinary, "not-helpful-twice", words["LetMeFetchSomebody"])
        : new ConciergeMove.Say(words["SayItAnotherWay"], null, IsHelpful: false, IsAnswer: false) { Fault = fault };

    // "上海", right after an answer that differs by city.
    private PublishedArticle? InCity(string text, string? topic, string locale) =>
        text.Length <= CityCharsMax && topic is not null && knowledge.Find(topic, locale) is { } told
            ? knowledge.CitiesOf(told).FirstOrDefault(c => text.Contains(c.City!, StringComparison.OrdinalIgnoreCase))
            : null;

    // "2" or a title, right after choices were offered.
    private PublishedArticle? Chosen(string text, string? topic, string locale)
    {
        if (topic is null || !topic.StartsWith(ChoicesMark, StringComparison.Ordinal))
        {
            return null;
        }

        var articles = topic[ChoicesMark.Length..].Split(',').Select(slug => knowledge.Find(slug, locale))
            .OfType<PublishedArticle>().ToList();
        var said = text.Trim().TrimEnd('.', '。', '、');
        return int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1
            && number <= articles.Count
            ? articles[number - 1]
            : articles.FirstOrDefault(a => a.Title == said);
    }
}

/// <summary>
/// Answers customers. What it has not dealt with is written in the conversation itself, so a killed server goes on
/// where it was.
/// </summary>
internal sealed partial class Concierge(
    ConciergeQueue queue, IServiceScopeFactory scopes, ConversationWriter writer, ConversationKeys conversationKeys,
    MessageSealer sealer, IKnowledge knowledge, ILivePacks packs, BankBook bank, PolicyBook policies,
    ICustomerTags tags, DatabaseClock clock, ILogger<Concierge> log)
    : BackgroundService
{
    private const int Workers = 2;
    private static readonly TimeSpan LookForForgottenEvery = TimeSpan.FromSeconds(10);
    private readonly SteppedAnswers steps = new(
        knowledge, new(knowledge, packs, () => bank.Current, p => policies[p]));

    /// <summary>Queues conversations whose last customer message nobody dealt with, e.g. because the server was
    /// killed.</summary>
    public async Task<int> FindForgottenAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var forgotten = await scope.ServiceProvider.GetRequiredService<Database>().Set<Conversation>().AsNoTracking()
            .Where(c => c.State == ConversationState.Assistant && c.LastCustomerSeq > c.HandledSeq)
            .OrderBy(c => c.CreatedAt).Take(1_000).Select(c => c.Id).ToListAsync(ct);
        foreach (var id in forgotten)
        {
            queue.Enqueue(id);
        }

        return forgotten.Count;
    }

    /// <summary>Deals with one conversation: answers, or hands over.</summary>
    public async Task ServeAsync(ConversationId id, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Database>();
        var conversation = await db.Set<Conversation>().AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct);
        if (conversation is not { State: ConversationState.Assistant }
            || conversation.LastCustomerSeq <= conversation.HandledSeq)
        {
            return;
        }

        var reader = scope.ServiceProvider.GetRequiredService<ConversationReader>();
        var said = (await reader.ReadAfterAsync(id, conversation.HandledSeq, ct)).Where(e => e.From is Sender.Customer)
            .ToList();
        var text = string.Join('\n', said.Where(e => e.File is null).Select(e => e.Text));
        if (text.Length == 0 && said.Count > 0)
        {
            var words = ConciergeWords.In(conversation.Locale);
            await SayAsync(conversation, new(words["GotFile"], null, IsHelpful: true, IsAnswer: false), ct);
            return;
        }

        switch (steps.Judge(conversation, text))
        {
            case ConciergeMove.Say say:
                await SayAsync(conversation, say, ct);
                break;
            case ConciergeMove.HandOver handOver:
                await HandOverAsync(scope.ServiceProvider, conversation, handOver, text, ct);
                break;
            case ConciergeMove.Rest:
                await RestAsync(scope.ServiceProvider, conversation, ct);
                break;
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => WorkAsync(stoppingToken))
            .Append(LookForForgottenAsync(stoppingToken)));

    private async Task WorkAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            var id = await queue.NextAsync(ct);
            try
            {
                await ServeAsync(id, ct);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                LogNotServed(log, fault, id.Value); // It stays unhandled in the database and is found again.
            }
        }
    }

    private async Task LookForForgottenAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(LookForForgottenEvery);
        do
        {
            try
            {
                await FindForgottenAsync(ct);
            }
            catch (Exception fault) when (StorageUnavailableException.IsCausedBy(fault))
            {
                LogNotServed(log, fault, Guid.Empty);
            }
        }
        while (await timer.WaitForNextTickAsync(ct));
    }

    // The write is refused if the customer or a person spoke in between: then there is something newer to deal with.
    // Its id follows from what it answers: two workers, two nodes or a start after a kill say it once.
    private async Task SayAsync(
        Conversation conversation, ConciergeMove.Say say, CancellationToken ct, bool isAll = true)
    {
        if (await conversationKeys.FindAsync(conversation.Id, ct) is not { } key)
        {
            return;
        }

        var message = sealer.Seal(key, Sender.Assistant, null, conversation.AnswerId(isAll), MessageText.Shorten(
            say.Text, MessageText.CharactersMax));
        var write = new PendingWrite(conversation.Id)
        {
            Message = message with
            {
                Seen = conversation.LastCustomerSeq,
                IsAll = isAll,
                Topic = say.Topic,
                WasHelpful = say.IsHelpful,
                Entries = [.. message.Entries, .. EntryOf(say, conversation.Id)],
            },
        };
        if (writer.TryEnqueue(write) && (await write.Done).Status is WriteStatus.Overtaken)
        {
            queue.Enqueue(conversation.Id);
        }
        else if (say.IsAnswer && conversation.Customer is { } customer)
        {
            tags.Notice(customer);
        }
    }

    private IEnumerable<JournalEntry> EntryOf(ConciergeMove.Say say, ConversationId id)
    {
        if ((say.IsAnswer ? ConversationActs.Answered : say.Fault is null ? say.Reached : ConversationActs.Unanswered)
            is { } act)
        {
            yield return new JournalEntry
            {
                At = clock.Now,
                Act = act.Code,
                ActorKind = ActorKind.System.ToCode(),
                SubjectKind = "conversation",
                Subject = id.Value,
                Detail = say.Fault is { } fault ? $"why={fault}" : $"article={SteppedTopic.SlugOf(say.Topic)}",
            };
        }
    }

    // What cannot be read is owed no answer.
    private static async Task RestAsync(IServiceProvider services, Conversation seen, CancellationToken ct)
    {
        var contacts = services.GetRequiredService<ContactBook>();
        if (await contacts.FindAsync(seen.Id, ct) is { State: ConversationState.Assistant } conversation)
        {
            conversation.Handle(seen.LastCustomerSeq, topic: null, wasHelpful: false);
            await contacts.SettleAsync(conversation, null, ct);
            await services.GetRequiredService<Database>().CommitAsync(ct);
        }
    }

    private async Task HandOverAsync(
        IServiceProvider services, Conversation seen, ConciergeMove.HandOver move, string text, CancellationToken ct)
    {
        if (move.Words is not null)
        {
            // It is dealt with once the contact waits: killed before, it is handed over at the next look.
            await SayAsync(seen, new(move.Words, null, IsHelpful: true, IsAnswer: false), ct, isAll: false);
        }

        var contacts = services.GetRequiredService<ContactBook>();
        if (await contacts.FindAsync(seen.Id, ct) is not { State: ConversationState.Assistant } conversation)
        {
            return;
        }

        var journal = services.GetRequiredService<JournalBook>();
        journal.Record(Actor.System, ConversationActs.HandedOver, Subject.Of(seen.Id),
            $"why={move.Why};class={move.Class.ToCode()}");
        if (move.Why == ConciergeJudgement.FraudSigns)
        {
            journal.Record(Actor.System, ConversationActs.FraudStopped, Subject.Of(seen.Id));
        }

        contacts.AddNote(conversation, move.Note ?? MessageText.Shorten(text, 400), null);
        await services.GetRequiredService<AskForPersonHandler>().MoveAsync(conversation, move.Class, ct);
        await services.GetRequiredService<Database>().CommitAsync(ct);
    }

    [LoggerMessage(3101, LogLevel.Error, "The assistant could not deal with conversation {Conversation}.")]
    private static partial void LogNotServed(ILogger log, Exception fault, Guid conversation);
}
