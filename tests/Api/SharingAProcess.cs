using FirstWindow.Conversations.Features;
using FirstWindow.Language;
using FirstWindow.Packs.Contracts;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Storage;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace FirstWindow.Tests.Api;

/// <summary>Two houses in one process: what one bank changes is nothing to the other.</summary>
public sealed class SharingAProcess(Houses houses) : ApiTests(houses)
{
    private static readonly string[] Texts =
        ["我叫鼖小明，熊猫令是123456", "我的密碼是654321", "熋仔令是778899", "6222 0212", "3456 7890 128"];

    // Of each pack: what is put in the place of what.
    private static readonly (string Pack, string Old, string New)[] Edits =
    [
        ("secrets", "  password: [", "  password: [熊猫令, 熊仔令, "),
        ("personal", "\nsurnames: ", "\nsurnames: 鼖"),
        ("traditional", "\npairs:\n", "\npairs:\n  - 熋熊\n"),
        ("jargon", "\nterms:\n", "\nterms:\n  '熊猫乐': '一种说法'\n"),
    ];

    [Theory]
    [OnBothEngines]
    public async Task A_house_reads_on_as_before_when_another_changes_its_words(Engine engine)
    {
        var (one, other) = (await OwnAsync(engine), await OwnAsync(engine));
        var (ofOne, before) = (await ReadingsAsync(one), await ReadingsAsync(other));

        await ChangeWordsAsync(one);
        var changed = await ReadingsAsync(one);

        Assert.Equal(before, await ReadingsAsync(other));
        Assert.Contains(before, kept => kept.Contains("熊猫令是123456")); // No house that was here before left its words.
        Assert.Equal(before, ofOne);
        Assert.NotEqual(ofOne, changed);
        Assert.DoesNotContain(changed, kept => kept.Contains("123456") || kept.Contains("778899"));
    }

    // What is kept of a contact's texts and file, what a colleague may see of them, and what is said of a reply.
    private static async Task<List<string>> ReadingsAsync(FirstWindowApp app)
    {
        var visitor = await app.GivenVisitorAsync();
        await visitor.AskForPersonAsync();
        foreach (var text in Texts)
        {
            await visitor.SayAsync(text);
        }

        await SendingAFile.SendAsync(
            visitor.Client, $"/api/v1/conversations/{visitor.Id}/attachments", SampleFiles.Png(), "熊猫令是123456.png");
        await using var scope = app.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var events = await services.GetRequiredService<ConversationReader>()
            .ReadAfterAsync(new(visitor.Id), 0, CancellationToken.None);
        var lent = await services.GetRequiredService<IRecentTexts>()
            .ReadAsync(byAgents: false, Texts.Length, Actor.System, "jargon", CancellationToken.None);
        var packs = services.GetRequiredService<ILivePacks>().Current;
        return
        [
            .. events.Select(e => $"{e.Kind} {e.From} {e.Text} {e.File?.Name}"),
            .. lent.Select(t => t.Masked),
            .. packs.Check("熊猫乐，您好").Select(f => f.ToString()),
        ];
    }

    private static async Task ChangeWordsAsync(FirstWindowApp app)
    {
        var author = await app.SignedInAsync(Role.Compliance);
        var second = await app.SignedInAsync(Role.KnowledgeApprover);
        foreach (var (pack, old, edited) in Edits)
        {
            var proposed = await author.Client.PostJsonAsync($"/api/v1/packs/{pack}/proposals", new
            {
                content = PackSet.Shipped.TextOf(pack).Replace(old, edited, StringComparison.Ordinal),
                reason = "按业务要求修改",
                basedOn = 0,
            });
            await second.Client.PutJsonAsync(
                $"/api/v1/packs/proposals/{proposed.Json.GetProperty("id").GetGuid()}/decision", new { approve = true });
        }
    }
}
