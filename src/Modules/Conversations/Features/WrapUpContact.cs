using System.Text.RegularExpressions;
using FirstWindow.Conversations.Domain;
using FirstWindow.Customers.Contracts;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Storage;
using FirstWindow.Routing.Contracts;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features;

/// <summary>The record an agent closes a contact with. Nothing in it is optional; declining is recorded as
/// such.</summary>
internal sealed record WrapUpContact(
    ConversationId Conversation, string? Name, string? Way, string? Declined, string? Category, string? Need,
    string? Outcome,
    string? FurtherNeed, string? Summary, string? Remedy = null);

/// <summary>Closes a contact, and only with its whole record: whom, what about, what was needed, how it ended, what
/// else. A grievance ends with a solution, a ticket or a complaint, not by being filed away.</summary>
[Clause("A3.1.2a")]
[Clause("A3.1.2b")]
[Clause("A3.1.3b")]
[Clause("A3.4.1")]
[Clause("A1.3.1")]
[Clause("A2.3.3b")]
[Clause("B1.1.1b")]
[Clause("B1.1.2c")]
internal sealed partial class WrapUpContactHandler(
    Database db, ContactBook contacts, SnoozeBook snoozes, ClosingDesk closing, MoodReader moods, CourtesyBook courtesy,
    RecognisedLine line, IRouting routing, PromiseBook promises, ICustomerTags tags, JournalBook journal)
{
    /// <summary>Categories of an enquiry: the bank's lines of business, and the rest.</summary>
    public static readonly IReadOnlyList<string> Categories =
        ["savings", "loans", "cards", "ebanking", "transfers", "wealth", "fx", "fees", "security", "special",
            "complaint", "other"];

    /// <summary>How a contact can end.</summary>
    public static readonly IReadOnlyList<string> Outcomes =
        ["resolved", "promised", "transferred", "ticket", "complaint", "unresolved", EndedForAbuse];

    /// <summary>The customer abused the agent, and what must be done before was done.</summary>
    public const string EndedForAbuse = "abuse";

    /// <summary>How a grievance can end; each with its remedy.</summary>
    public static readonly IReadOnlyList<string> GrievanceOutcomes = ["resolved", "ticket", "complaint"];

    private const int SummaryCharsMin = 10;
    private const int WayCharsMin = 4;
    private const int RemedyCharsMin = 4;

    public async Task<Result> HandleAsync(WrapUpContact request, Actor actor, CancellationToken ct)
    {
        // Read before the contact is locked: it takes its time.
        var reading = await courtesy.ReadAsync(request.Conversation, ct);
        var said = await moods.SaidAsync(request.Conversation, ct);
        var isGrievanceOpen = !HasRemedy(request) && said.Exists(moods.IsGrievance);
        if (await contacts.FindForAsync(request.Conversation, actor, ct) is not { } conversation)
        {
            return WrapUpErrors.NotYours;
        }

        if (Refuse(request) is { } missing)
        {
            return missing == WrapUpErrors.NeedMissing && reading.EmotionAtFirst is "angry" or "sad" or "fear"
                ? WrapUpErrors.NeedBehindFeelingMissing : missing;
        }

        if (request.Outcome == EndedForAbuse)
        {
            if (!await MeasureContactHandler.IsDoneAsync(db, conversation.Id, ct))
            {
                return PendingErrors.NotMeasured;
            }
        }
        else if (isGrievanceOpen)
        {
            return WrapUpErrors.GrievanceOpen;
        }
        else if (request.Outcome is not "transferred"
            && FrozenAccount.IsLeftOpen(said, $"{request.Summary} {request.Remedy}"))
        {
            return WrapUpErrors.FreezeLeftOpen;
        }

        await contacts.SettleAsync(conversation, actor, ct);
        await contacts.EndHoldAsync(conversation, actor, ct);
        await snoozes.EndAsync(conversation, actor, ct);
        await WithdrawEmpathyAsync(conversation, ct);
        var rating = await db.Set<Rating>().SingleOrDefaultAsync(r => r.Conversation == conversation.Id, ct);
        closing.Close(conversation, actor.StaffId, request.Category!, request.Outcome!, Trimmed(request.Declined),
            new(Trimmed(request.Name), Trimmed(request.Way), request.Need!.Trim(), request.FurtherNeed!.Trim(),
                request.Summary!.Trim(), Trimmed(request.Remedy)), rating?.Score);
        courtesy.Keep(conversation.Id, reading, actor);
        await db.Set<RecordDraft>().Where(d => d.Conversation == conversation.Id).ExecuteDeleteAsync(ct);
        await routing.ReleaseAsync(conversation.Id, "done", ct);
        line.Note(conversation, said, request.Category!, actor);
        journal.Record(actor, ConversationActs.WrappedUp, Subject.Of(
            conversation.Id), $"category={request.Category};outcome={request.Outcome}");
        await db.CommitAsync(ct);
        if (conversation.Customer is { } customer)
        {
            tags.Notice(customer);
        }

        return Result.Success;
    }

    // With the contact over, nobody is there to be comforted; whether it was late stays on record.
    private async Task WithdrawEmpathyAsync(Conversation conversation, CancellationToken ct)
    {
        if (await promises.FindOpenAsync(PendingPromises.Empathy, Subject.Of(conversation.Id), ct) is { } owed)
        {
            promises.Withdraw(owed);
        }
    }

    /// <summary>The first thing that is missing, with the clause that asks for it.</summary>
    public static Error? Refuse(WrapUpContact request)
    {
        if (Trimmed(request.Declined) is null)
        {
            if (Trimmed(request.Name) is null || Trimmed(request.Way) is not { } way)
            {
                return WrapUpErrors.ContactMissing;
            }

            if (!IsContactWay(way))
            {
                return WrapUpErrors.ContactWayInvalid;
            }
        }

        return !Categories.Contains(request.Category ?? string.Empty) ? WrapUpErrors.CategoryMissing
            : Trimmed(request.Need) is null ? WrapUpErrors.NeedMissing
            : !Outcomes.Contains(request.Outcome ?? string.Empty) ? WrapUpErrors.OutcomeMissing
            : Trimmed(request.FurtherNeed) is null ? WrapUpErrors.FurtherNeedMissing
            : (Trimmed(request.Summary)?.Length ?? 0) < SummaryCharsMin ? WrapUpErrors.SummaryMissing
            : null;
    }

    private static bool HasRemedy(WrapUpContact request) =>
        GrievanceOutcomes.Contains(request.Outcome ?? string.Empty)
        && Trimmed(request.Remedy) is { Length: >= RemedyCharsMin };

    private static bool IsContactWay(string way) =>
        way.Contains('@') ? Email().IsMatch(way) : way.Any(char.IsAsciiDigit) ? Phone().IsMatch(way)
            : way.Length >= WayCharsMin;

    private static string? Trimmed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    [GeneratedRegex(@"^[^@\s]{1,64}@[^@\s]{1,190}\.[^@\s.]{2,}$")]
    private static partial Regex Email();

    [GeneratedRegex(@"^\+?[0-9][0-9 \-]{4,18}[0-9]$")]
    private static partial Regex Phone();
}
