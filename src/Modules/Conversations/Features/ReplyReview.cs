using System.Globalization;
using System.Text.RegularExpressions;
using FirstWindow.Conversations.Domain;
using FirstWindow.Customers.Contracts;
using FirstWindow.Language;
using FirstWindow.Packs.Contracts;
using FirstWindow.Platform;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Rulebook;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features;

/// <summary>A place where a reply breaks a rule, for people and programs. Offsets count Unicode code points.</summary>
/// <param name="Clause">The clause that is broken.</param>
/// <param name="Rule">The rule's name.</param>
/// <param name="Severity">block: cannot be sent; warn: can be, and that is journaled; coach: for the next time.</param>
/// <param name="Start">Where the place begins.</param>
/// <param name="Length">How long it is.</param>
/// <param name="Suggestion">Better wording, when there is one.</param>
/// <param name="Why">What the clause asks, in the reader's language.</param>
internal sealed record FindingView(
    string Clause, string Rule, string Severity, int Start, int Length, string? Suggestion, string Why);

/// <summary>Reads a reply before it is sent, knowing to whom it goes; the same while it is typed and when it is
/// sent.</summary>
[Clause("A2.2.1b")]
[Clause("A2.2.2")]
[Clause("A2.2.3b")]
[Clause("B2.1.1a")]
[Clause("B4.2.2c")]
[Clause("C2.1.2")]
[Clause("C3.2.3a")]
[Clause("C4.3.4")]
internal sealed partial class ReplyReview(
    Database db, ConversationReader reader, ICustomers customers, ICustomerOffers offers, PolicyBook policies,
    ILivePacks packs)
{
    /// <summary>Rule of a reply that the customer has been sent before.</summary>
    public const string RepeatedTemplate = "repeated-template";

    /// <summary>Rule of a reply that pitches to a customer who said no.</summary>
    public const string SecondPitch = "second-pitch";

    /// <summary>Rule of the model that hears a cold tone where no word is forbidden.</summary>
    public const string ColdTone = "cold-tone";

    private const int TemplateCharsMin = 8;
    private const int EventsBack = 40;

    public async Task<IReadOnlyList<FindingView>> ReadAsync(ConversationId id, string text, CancellationToken ct)
    {
        var context = new ReplyContext { IsCustomerElderly = await IsElderlyAsync(id, ct) };
        return [.. packs.Current.Check(text, context).Concat(UnfilledBlanks(text))
            .Concat(context.IsCustomerElderly ? Unwarned(text) : []).Concat(WholeNumbers(text))
            .Concat(await RepeatedAsync(id, text, ct))
            .Concat(await PitchesAsync(id, text, ct)).Concat(await BareNamesAsync(id, text, ct))
            .OrderBy(f => f.Start).Select(f => ViewOf(f, text))];
    }

    // A script's blank that nobody filled says nothing to the customer.
    private static IEnumerable<Finding> UnfilledBlanks(string text) => Blank().Matches(text)
        .Select(m => new Finding("A2.2.2", "unfilled-blank", "block", m.Index, m.Length, null));

    // Whoever tells an elderly customer to move money, follow a link or type a code says how to stay safe with it.
    private static IEnumerable<Finding> Unwarned(string text) => Risky().Match(text) is { Success: true } risky
        && !Safety().IsMatch(text)
            ? [new("B4.2.2c", "elder-without-safety", "coach", risky.Index, risky.Length, "请加一句安全提醒，如：验证码不要告诉任何人，转账前先核对收款人")]
            : [];

    // Who reads over the customer's shoulder, and every copy of the chat, would have it.
    private IEnumerable<Finding> WholeNumbers(string text) => packs.Current.FindNumbers(text)
        .Select(n => new Finding("C2.1.2", "whole-number", "block", n.Start, n.Length, n.Masked));

    // The same words again sound like a machine.
    private async Task<IReadOnlyList<Finding>> RepeatedAsync(ConversationId id, string text, CancellationToken ct)
    {
        var said = Letters(text);
        if (said.Length < TemplateCharsMin)
        {
            return [];
        }

        var lastSeq = await db.Set<Conversation>().Where(c => c.Id == id).Select(c => c.LastSeq)
            .SingleOrDefaultAsync(ct);
        var before = await reader.ReadAfterAsync(id, Math.Max(0, lastSeq - EventsBack), ct);
        return before.Any(e => e.From is Sender.Agent && Letters(e.Text) == said)
            ? [new("B2.1.1a", RepeatedTemplate, "warn", 0, text.Length, null)] : [];
    }

    private static string Letters(string text) => string.Concat(text.Where(char.IsLetterOrDigit));

    private static FindingView ViewOf(Finding finding, string text)
    {
        var start = CodePoints(text.AsSpan(0, finding.Start));
        var length = CodePoints(text.AsSpan(finding.Start, finding.Length));
        return new(
            finding.Clause, finding.Rule, finding.Severity, start, length, finding.Suggestion, WhyOf(finding.Clause));
    }

    /// <summary>What a clause asks, in the reader's language.</summary>
    public static string WhyOf(string id) => Clauses.ById.TryGetValue(id, out var clause)
        ? CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en" ? clause.Gist : clause.Text
        : string.Empty;

    private static int CodePoints(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes())
        {
            count++;
        }

        return count;
    }

    // An offer named again to who refused offers.
    private async Task<IReadOnlyList<Finding>> PitchesAsync(ConversationId id, string text, CancellationToken ct) =>
        await CustomerOfAsync(id, ct) is { } customer
            && await offers.FindPitchAsync(customer, text, ct) is { } pitch
            ? [new("C4.3.4", SecondPitch, "block", pitch.Start, pitch.Length, null)] : [];

    // "王建华，您好" is not how a bank speaks; asking whether one speaks to 王建华 is.
    private async Task<IReadOnlyList<Finding>> BareNamesAsync(ConversationId id, string text, CancellationToken ct) =>
        !Verifying().IsMatch(text) && await CustomerOfAsync(id, ct) is { } customer
            && await customers.FindBareNameAsync(customer, text, ct) is { } name
            ? [new("A2.2.3b", "bare-name", "warn", name.Start, name.Length, $"{text[name.Start]}先生/女士")] : [];

    private Task<CustomerId?> CustomerOfAsync(ConversationId id, CancellationToken ct) =>
        db.Set<Conversation>().Where(c => c.Id == id).Select(c => c.Customer).SingleOrDefaultAsync(ct);

    private async Task<bool> IsElderlyAsync(ConversationId id, CancellationToken ct) =>
        await CustomerOfAsync(id, ct) is { } customer
        && (await customers.FindMaskedAsync(customer, ct))?.Age >= policies[ChatPolicies.ElderAge];

    [GeneratedRegex("转账|汇款|验证码|密码|链接|下载|扫码|屏幕共享")]
    private static partial Regex Risky();

    [GeneratedRegex("安全|不要|请勿|切勿|谨防|小心|骗|核对")]
    private static partial Regex Safety();

    [GeneratedRegex("核对|核实|核验|确认|本人|姓名|户名|证件")]
    private static partial Regex Verifying();

    [GeneratedRegex(@"\{(bank|number|surname|minutes|date|case|fact|summary|step)\}")]
    private static partial Regex Blank();
}
