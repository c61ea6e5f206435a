using FirstWindow.Platform;

namespace FirstWindow.Customers.Contracts;

/// <summary>That a customer asked about something or was served in it: a topic and a moment, never words.</summary>
/// <param name="Conversation">Where.</param>
/// <param name="At">When.</param>
/// <param name="Category">Line of business it belongs to.</param>
/// <param name="Article">Slug of the article that answered; none for a contact that a person closed.</param>
public sealed record Behaviour(ConversationId Conversation, DateTimeOffset At, string Category, string? Article)
{
    /// <summary>Whether it was a question; otherwise it is the record of a contact.</summary>
    public bool IsQuestion => Article is not null;
}

/// <summary>Something behaviour can be about: a category, or an article of one.</summary>
public sealed record BehaviourTopic(string Code, string Name, string Category)
{
    /// <summary>Whether it is a whole category.</summary>
    public bool IsCategory => Code == Category;
}

/// <summary>Tells from the journal what customers asked about; implemented by the owner of the conversations.</summary>
public interface ICustomerBehaviour
{
    /// <summary>What one customer asked about since a moment, oldest first.</summary>
    Task<IReadOnlyList<Behaviour>> ListAsync(CustomerId customer, DateTimeOffset since, CancellationToken ct);

    /// <summary>What all known customers asked about since a moment.</summary>
    Task<IReadOnlyDictionary<CustomerId, IReadOnlyList<Behaviour>>> ListAllAsync(
        DateTimeOffset since, CancellationToken ct);

    /// <summary>Everything behaviour can be about, categories first.</summary>
    IReadOnlyList<BehaviourTopic> Topics(bool inEnglish);
}

/// <summary>Is told that a customer asked something or that a contact closed: tags are looked at soon after.</summary>
public interface ICustomerTags
{
    /// <summary>Notes it; returns at once.</summary>
    void Notice(CustomerId customer);
}

/// <summary>What is offered to whom.</summary>
public interface ICustomerOffers
{
    /// <summary>Where a text pitches one of the bank's offers to a customer who refused offers; none when it does
    /// not.</summary>
    Task<(int Start, int Length)?> FindPitchAsync(CustomerId customer, string text, CancellationToken ct);
}
