using FirstWindow.Knowledge.Contracts;
using FirstWindow.Language;
using FirstWindow.Platform.Web;

namespace FirstWindow.Conversations.Features;

/// <summary>
/// What the assistant does with keys struck at random and bare links, which robots send: it asks in plain words, then
/// offers what most people come for, then says how a person is reached, and rests. Such a text takes no place in the
/// queue; the first that can be read, the button or the word for a person brings one at once.
/// </summary>
internal static class PuzzlingTexts
{
    /// <summary>Why such a text was not answered, for the journal.</summary>
    public const string Fault = "unreadable";

    private static readonly string[] MostWanted = ["debit-card-lost", "transfer-not-arrived", "forgot-login-password"];

    /// <summary>Whether there is nothing in it to understand. Who writes words of need or anger beside a link is
    /// understood.</summary>
    public static bool IsPuzzling(string text, TextSignals signals, PackSet packs) =>
        !HoldsWords(text, packs) || (Legible.HoldsLink(text) && signals is { Distress: 0, Anger: 0 });

    /// <summary>Whether a line of it can be read: random keys and bare links cannot.</summary>
    public static bool HoldsWords(string text, PackSet packs) => text.Split('\n').Any(packs.IsLegible);

    /// <summary>The next thing to say, by how often in a row nothing could be made of the words.</summary>
    public static ConciergeMove Answer(
        string text, int before, TextSource words, Func<string, PublishedArticle?> find) => before switch
        {
            0 => Say(words[Legible.HoldsLink(text) ? "Puzzled.link" : "Puzzled.first"]),
            1 when MostWanted.Select(find).OfType<PublishedArticle>().ToList() is { Count: > 1 } articles =>
                ConciergeJudgement.Offer(articles, words, words["Puzzled.choices"]) with
                {
                    IsHelpful = false,
                    Fault = Fault,
                },
            1 or 2 => Say(words["Puzzled.last"]),
            _ => new ConciergeMove.Rest(),
        };

    private static ConciergeMove.Say Say(string text) =>
        new(text, null, IsHelpful: false, IsAnswer: false) { Fault = Fault };
}
