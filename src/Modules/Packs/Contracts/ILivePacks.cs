using FirstWindow.Language;
using FirstWindow.Platform.Access;

namespace FirstWindow.Packs.Contracts;

/// <summary>The packs in force: the shipped ones, with those the bank has changed in their place.</summary>
public interface ILivePacks
{
    /// <summary>What texts are read by now; ask again for each text, it may have changed.</summary>
    PackSet Current { get; }

    /// <summary>What is announced when a pack changes.</summary>
    const string Topic = "packs";

    /// <summary>The packs after every change announced so far.</summary>
    ValueTask<PackSet> CurrentAsync(CancellationToken ct);
}

/// <summary>Texts that were written lately, for whoever weighs a change of a pack; told by Conversations.</summary>
public interface IRecentTexts
{
    /// <summary>The newest messages with what is personal masked; erased ones are left out.</summary>
    /// <param name="byAgents">Those of the bank's people; else the customers'.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="actor">Who looks; the look is journaled before anything is decrypted.</param>
    /// <param name="why">The pack it is for.</param>
    /// <param name="ct">Gives up.</param>
    Task<IReadOnlyList<RecentText>> ReadAsync(
        bool byAgents, int most, Actor actor, string why, CancellationToken ct);
}

/// <summary>The articles that are answered with, for whoever weighs a change of how they are found; told by
/// Knowledge.</summary>
public interface IShownArticles
{
    /// <summary>When the bank wants one to be the answer.</summary>
    AnswerLimits Limits { get; }

    /// <summary>Those published in Chinese that hold everywhere.</summary>
    Task<IReadOnlyList<IndexedArticle>> ReadAsync(CancellationToken ct);
}

/// <summary>A message as it was written, to be read by packs, and as it may be shown.</summary>
public sealed record RecentText(string Text, string Masked);
