using FirstWindow.Conversations.Domain;
using FirstWindow.Knowledge.Contracts;
using FirstWindow.Language;
using FirstWindow.Packs.Contracts;
using FirstWindow.Platform;

namespace FirstWindow.Conversations.Features;

/// <summary>What a customer seems to need and feel.</summary>
/// <param name="Need">Title of the article nearest to the last question; none when nothing is near. Greetings and wishes
/// for a person are no question.</param>
/// <param name="Emotion">The feeling of the last few messages.</param>
/// <param name="IsGrievance">Whether something went wrong for them, at any point.</param>
/// <param name="IsAbusive">Whether they abuse the agent.</param>
internal sealed record ContactMood(string? Need, string Emotion, bool IsGrievance, bool IsAbusive);

/// <summary>Reads need, feeling and grievance from everything the customer wrote.</summary>
internal sealed class MoodReader(ConversationReader reader, IKnowledge knowledge, ILivePacks packs)
{
    private const int EventsMax = 1_000;
    private const int LastMessages = 3;

    public async Task<ContactMood> ReadAsync(ConversationId id, string locale, CancellationToken ct)
    {
        var said = await SaidAsync(id, ct);
        var last = said.TakeLast(LastMessages).ToList();
        var need = said.AsEnumerable().Reverse().Select(text => Matter.Of(text, packs.Current))
            .Where(matter => matter.Length > 0).Take(LastMessages).Select(matter => knowledge.Ask(matter, locale))
            .FirstOrDefault(a => a.Verdict is not Verdict.Unknown)?.Articles[0].Title;
        var emotion = last.Count == 0 ? "neutral" : packs.Current.ReadMood(string.Join('\n', last)).Emotion;
        return new(
            need, emotion, said.Exists(IsGrievance),
            said.Exists(text => packs.Current.ReadInsult(text) is Insult.Plain));
    }

    /// <summary>Whether a message of the customer tells of a grievance.</summary>
    public bool IsGrievance(string text) => packs.Current.ReadMood(text).IsGrievance;

    /// <summary>Everything the customer wrote, in order.</summary>
    public async Task<List<string>> SaidAsync(ConversationId id, CancellationToken ct) =>
        [.. (await reader.ReadAfterAsync(id, 0, ct, EventsMax))
            .Where(e => e is { Kind: EventKind.Message, From: Sender.Customer }).Select(e => e.Text)];
}
