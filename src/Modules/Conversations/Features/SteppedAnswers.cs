using FirstWindow.Conversations.Domain;
using FirstWindow.Knowledge.Contracts;
using FirstWindow.Platform;
using FirstWindow.Platform.Web;
using FirstWindow.Routing.Contracts;

namespace FirstWindow.Conversations.Features;

/// <summary>
/// Answers gone through one step a message, each with its confirm point: done, or it did not work and a person comes.
/// Everybody may choose it where an answer has many steps; for those who need help a person comes first, and who goes
/// on without one is told so from the beginning and asked at the end to say in own words what comes first. Where a step
/// holds a point to confirm, nobody comes past it without having confirmed it, and the article is told in no other way.
/// </summary>
[Clause("B4.2.2b")]
[Clause("A3.2.3b")]
[Clause("A3.3.3b")]
[Clause("B4.2.3c")]
internal sealed class SteppedAnswers(IKnowledge knowledge, ConciergeJudgement judgement)
{
    /// <summary>What to do next in a conversation.</summary>
    public ConciergeMove Judge(Conversation conversation, string text)
    {
        var words = ConciergeWords.In(conversation.Locale);
        if (conversation.NeedsHelp && conversation.WaitingSince is null)
        {
            return new ConciergeMove.HandOver(ContactClass.Elder, "needs-help", words["PersonFirst"]);
        }

        var told = SteppedTopic.Read(conversation.Topic);
        if (told is not null && knowledge.Find(told.Slug, conversation.Locale) is { } article)
        {
            var parts = ArticleParts.Read(article.Body);
            var confirm = told.Step <= parts.Steps.Count ? ArticleParts.ConfirmOf(parts.Steps[told.Step - 1]) : null;
            if (text.Trim() == words["NextStep"] && confirm is not null)
            {
                return new ConciergeMove.Say($"{words["ConfirmFirst", confirm]}\n\n{words["PressConfirm"]}",
                    told.ToString(), IsHelpful: true, IsAnswer: false)
                { Reached = ConversationActs.StepHeld };
            }

            if (text.Trim() == words[confirm is null ? "NextStep" : "StepConfirmed"])
            {
                var next = Tell(article, parts, told.Step + 1, words, conversation.NeedsHelp);
                return confirm is null ? next : next with { Reached = ConversationActs.StepConfirmed };
            }

            if (text.Trim() == words["DidNotWork"] && told.Step <= parts.Steps.Count)
            {
                return new ConciergeMove.HandOver(ContactClass.Ordinary, "step-failed", words["StepFailed"])
                {
                    Note = words["StepFailed.note", article.Title, told.Step, parts.Steps[told.Step - 1]],
                };
            }

            if (told.Step > parts.Steps.Count && SharesWords(text, parts.Steps[0]))
            {
                return new ConciergeMove.Say(words["ToldBackWell"], told.Slug, IsHelpful: true, IsAnswer: false)
                {
                    Reached = ConversationActs.ToldBack,
                };
            }
        }

        if (text.Trim() == words["StepByStep"] && conversation.Topic is { } answered
            && knowledge.Find(answered, conversation.Locale) is { } chosen
            && ArticleParts.Read(chosen.Body) is { Steps.Count: > 1 } chosenParts)
        {
            return Tell(chosen, chosenParts, 1, words, conversation.NeedsHelp);
        }

        var move = judgement.Judge(text, conversation.Locale, conversation.Topic, conversation.NotHelpful);
        return move is ConciergeMove.Say { IsAnswer: true, Topic: { } slug }
            && knowledge.Find(slug, conversation.Locale) is { } found
            && ArticleParts.Read(found.Body) is { Steps.Count: > 1 } whole
            && (conversation.NeedsHelp || whole.HasConfirmPoints)
            ? Tell(found, whole, 1, words, conversation.NeedsHelp) : move;
    }

    private static ConciergeMove.Say Tell(
        PublishedArticle article, ArticleParts parts, int step, TextSource words, bool needsHelp)
    {
        var topic = new SteppedTopic(article.Slug, Math.Min(step, parts.Steps.Count + 1)).ToString();
        if (step > parts.Steps.Count)
        {
            var ask = needsHelp ? words["TellBack"] : string.Empty;
            var told = new[] { words["AllTold"], parts.Rest, ask, ConciergeWords.SourceOf(article, words) };
            return new(string.Join("\n\n", told.Where(p => p.Length > 0)), topic, IsHelpful: true, IsAnswer: false)
            {
                Reached = ConversationActs.StepsTold,
            };
        }

        var lead = step == 1 ? $"**{article.Title}**\n\n{parts.Lead}\n\n" : string.Empty;
        var press = words[ArticleParts.ConfirmOf(parts.Steps[step - 1]) is null ? "PressNext" : "PressConfirm"];
        return new($"{lead}{words["Step", step, parts.Steps.Count]}\n\n{parts.Steps[step - 1]}\n\n{press}",
            topic, IsHelpful: true, IsAnswer: step == 1);
    }

    // Own words are not the article's: two pairs of characters in common are enough to have understood.
    private static bool SharesWords(string text, string step) =>
        Pairs(text).Intersect(Pairs(step), StringComparer.OrdinalIgnoreCase).Count() >= 2;

    private static IEnumerable<string> Pairs(string text)
    {
        var letters = new string([.. text.Where(char.IsLetter)]);
        return Enumerable.Range(0, Math.Max(0, letters.Length - 1)).Select(i => letters.Substring(i, 2));
    }
}
