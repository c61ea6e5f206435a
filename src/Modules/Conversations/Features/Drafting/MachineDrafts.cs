using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using FirstWindow.Conversations.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Outgoing;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Watching;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace FirstWindow.Conversations.Features.Drafting;

/// <summary>What a language model wrote for an agent.</summary>
/// <param name="Outcome">offered or refused.</param>
/// <param name="Text">The draft; none when it was refused.</param>
/// <param name="Reasons">Why it was refused: what would stop an agent's own words too.</param>
internal sealed record MachineDraft(string Outcome, string? Text, IReadOnlyList<FindingView> Reasons);

/// <summary>How many drafts this node is asking for.</summary>
internal sealed class DraftSlots(ModelOptions options) : IDisposable
{
    /// <summary>One for each draft that may be asked for now.</summary>
    public SemaphoreSlim Free { get; } = new(options.AtOnceMax);

    public void Dispose() => Free.Dispose();
}

/// <summary>
/// Has the language model write for the agent: a reply, a summary, a note to hand over with. The model reads nothing
/// personal. Its words are put into a box for the agent to judge, never sent; what would be refused from an agent is
/// not even offered. That it was asked is in the journal before a word leaves; no word is.
/// </summary>
internal sealed partial class MachineDrafts(
    Database db, DeskReader desk, DraftMaterial materials, IChatClient model, ModelOptions options, DraftSlots slots,
    ReplyReview review, JournalBook journal, HouseMeter meter, ILogger<MachineDrafts> log)
{
    /// <summary>Rule of a draft that holds personal data, or a placeholder, that the model was not given.</summary>
    public const string InventedData = "invented-data";

    private const string DataClause = "C2.1.2";
    private const int DraftTokensMax = 800;

    public async Task<Result<MachineDraft>> WriteAsync(
        ConversationId id, string purpose, Actor actor, CancellationToken ct)
    {
        if (!await desk.IsMineAsync(id, actor, ct))
        {
            return ConversationErrors.NotFound;
        }

        if (!options.IsOn)
        {
            return ModelErrors.Off;
        }

        if (await materials.GatherAsync(id, purpose, ct) is not { } material)
        {
            return ModelErrors.NothingSaid;
        }

        if (!await slots.Free.WaitAsync(0, ct))
        {
            meter.Drafted(purpose, "busy");
            return ModelErrors.Busy;
        }

        try
        {
            await RecordAsync(ModelActs.Asked, id, actor, $"purpose={purpose}");
            var (written, trouble) = await AskAsync(material, ct);
            if (written is null)
            {
                await EndAsync(id, actor, purpose, trouble, rule: null);
                return ModelErrors.Failed;
            }

            var draft = await JudgeAsync(id, material, written, ct);
            await EndAsync(id, actor, purpose, draft.Outcome, draft.Reasons.FirstOrDefault()?.Rule);
            return draft;
        }
        finally
        {
            slots.Free.Release();
        }
    }

    private async Task<(string? Written, string Trouble)> AskAsync(Material material, CancellationToken ct)
    {
        try
        {
            var answer = await model.GetResponseAsync(
                material.Messages, new() { Temperature = 0.2f, MaxOutputTokens = DraftTokensMax }, ct);
            var text = answer.Text.Trim();
            return MessageText.Refuse(text) is null ? (text, string.Empty) : (null, "garbage");
        }
        catch (Exception fault) when (TroubleOf(fault, ct) is { } trouble)
        {
            LogTrouble(log, trouble); // Never the fault itself: it may quote what the model said.
            return (null, trouble);
        }
    }

    // Whoever gives up waiting ends the request; everything else a model does wrong is its trouble and not ours.
    [SuppressMessage("Style", "IDE0072:Add missing cases", Justification = "All others are bugs.")]
    private static string? TroubleOf(Exception fault, CancellationToken ct) => fault switch
    {
        OperationCanceledException when !ct.IsCancellationRequested => "timeout",
        HttpRequestException { InnerException: AddressRefusedException } => "address",
        HttpRequestException { StatusCode: not null } => "status",
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => "garbage",
        HttpRequestException or IOException => "connection",
        JsonException => "garbage",
        _ => null,
    };

    private async Task<MachineDraft> JudgeAsync(
        ConversationId id, Material material, string written, CancellationToken ct)
    {
        // A placeholder is put back only if this very material held it. Otherwise the model could be talked into
        // naming ⟨phone-1⟩ of somebody, and personal data of its own would look like the customer's.
        if (!material.Placeholders.TryRestore(written, material.Articles, out var text))
        {
            return new("refused", null,
                [new(DataClause, InventedData, "block", 0, 0, null, ReplyReview.WhyOf(DataClause))]);
        }

        var blocking = (await review.ReadAsync(id, text, ct)).Where(f => f.Severity == "block").ToList();
        return blocking.Count > 0 ? new("refused", null, blocking) : new("offered", text, []);
    }

    private Task EndAsync(ConversationId id, Actor actor, string purpose, string outcome, string? rule)
    {
        meter.Drafted(purpose, outcome);
        return RecordAsync(ModelActs.Answered, id, actor,
            $"purpose={purpose};outcome={outcome}" + (rule is null ? string.Empty : $";rule={rule}"));
    }

    // To the end even if the agent has gone: what left the house must be on record.
    private async Task RecordAsync(Act act, ConversationId id, Actor actor, string detail)
    {
        journal.Record(actor with { Contact = id }, act, Subject.Of(id), detail);
        await db.CommitAsync(CancellationToken.None);
    }

    [LoggerMessage(LogLevel.Warning, "The language model gave no draft: {Trouble}.")]
    private static partial void LogTrouble(ILogger log, string trouble);
}
