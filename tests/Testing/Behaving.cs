using FirstWindow.Conversations.Domain;
using FirstWindow.Customers.Features;
using FirstWindow.Customers.Features.Tags;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using Microsoft.Extensions.DependencyInjection;

namespace FirstWindow.Tests;

/// <summary>What customers asked about, and what the house makes of it.</summary>
public static class Behaving
{
    /// <summary>A visitor whom the bank's app vouches for.</summary>
    public static Task<Visitor> GivenKnownVisitorAsync(this FirstWindowApp app, string reference) =>
        app.GivenVisitorAsync(customerToken: app.Services.GetRequiredService<CustomerTokens>().Mint(reference));

    /// <summary>Questions the assistant answered with an article, as the journal has them.</summary>
    public static async Task GivenQuestionsAsync(this FirstWindowApp app, Guid conversation, string article, int times)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var journal = scope.ServiceProvider.GetRequiredService<JournalBook>();
        for (var i = 0; i < times; i++)
        {
            journal.Record(Actor.System, ConversationActs.Answered, Subject.Of(new ConversationId(conversation)),
                $"article={article}");
        }

        await scope.ServiceProvider.GetRequiredService<Platform.Storage.Database>().CommitAsync(CancellationToken.None);
    }

    /// <summary>Lets the house look at a customer's tags now.</summary>
    public static async Task LookAtTagsAsync(this FirstWindowApp app, string reference) =>
        await app.Services.GetRequiredService<TagWorker>()
            .LookAtAsync(new(await app.CustomerIdAsync(reference)), CancellationToken.None);
}
