using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using FirstWindow.Platform.Bank;
using FirstWindow.Platform.Feed;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Privacy;
using FirstWindow.Platform.Storage;
using FirstWindow.Platform.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FirstWindow.Platform.Mailing;

/// <summary>Section "Mailing". Checked at start: a bad value stops the server with a clear sentence.</summary>
public sealed class MailingOptions
{
    /// <summary>Where people reach the house, for links in letters, e.g. https://service.bank.example; no links when
    /// empty.</summary>
    [RegularExpression(@"^((https://[A-Za-z0-9.-]{1,100}|http://(localhost|127\.0\.0\.1))(:[0-9]{1,5})?)?$",
        ErrorMessage = "PublicAddress must be an address such as https://service.bank.example, without a path.")]
    public string PublicAddress { get; set; } = string.Empty;
}

/// <summary>A kind of letter. Its words are texts under its code; {0} is the bank's name.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Lifetime">After how long it says nothing that still holds.</param>
public sealed record LetterKind(string Code, TimeSpan Lifetime)
{
    /// <summary>The one-time address of a new colleague.</summary>
    public static readonly LetterKind Invitation = new("invitation", TimeSpan.FromHours(72));

    /// <summary>A message that was left has its answer.</summary>
    public static readonly LetterKind Answered = new("answered", TimeSpan.FromDays(30));

    /// <summary>A customer's copy of the own data can be fetched.</summary>
    public static readonly LetterKind CopyReady = new("copy-ready", TimeSpan.FromDays(14));

    /// <summary>Whether letters go out at all.</summary>
    public static readonly LetterKind Test = new("test", TimeSpan.FromMinutes(5));
}

/// <summary>What is sealed in a letter.</summary>
public sealed record LetterWords(string To, string Title, string Text);

/// <summary>Where letters go out, in memory; a change reaches every node through the feed.</summary>
public sealed class MailingBook(IServiceScopeFactory scopes, ChangeFeed feed, ILogger<Mirror<MailingSettings>> log)
    : IDisposable
{
    private readonly Mirror<MailingSettings> settings = new(feed, scopes, log, Topic, new(), ReadAsync);

    /// <summary>Topic of the feed.</summary>
    public const string Topic = "mailing";

    /// <summary>What holds after every change announced so far.</summary>
    public ValueTask<MailingSettings> FreshAsync(CancellationToken ct) => settings.FreshAsync(ct);

    /// <inheritdoc/>
    public void Dispose() => settings.Dispose();

    private static async Task<MailingSettings> ReadAsync(Database db, CancellationToken ct) =>
        (await db.Set<MailingSettingsVersion>().AsNoTracking().Where(v => v.State == PolicyState.Approved)
            .OrderByDescending(v => v.Version).FirstOrDefaultAsync(ct))?.Read() ?? new();
}

/// <summary>
/// Writes letters in the transaction of what they tell of; a worker sends them. A letter never says what a conversation
/// or a card holds: only that there is something to be read here.
/// </summary>
public sealed class LetterDesk(
    Database db, MailingBook book, MailingOptions options, BankBook bank, SubjectKeys keys, DatabaseClock clock)
{
    private static readonly TextSource T = new(typeof(LetterText));

    /// <summary>The way an address is written to; none when it is no address.</summary>
    public static LetterWay? WayOf(string address) =>
        MailingSettings.IsMail(address) ? LetterWay.Mail : MailingSettings.IsPhone(address) ? LetterWay.Sms : null;

    /// <summary>Whether a letter to this address would go out, or why not.</summary>
    /// <param name="to">The address.</param>
    /// <param name="hasLink">Whether the letter leads to a page.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<Error?> RefuseAsync(string to, bool hasLink, CancellationToken ct) =>
        WayOf(to) is not { } way ? MailingErrors.BadRecipient
        : !(await book.FreshAsync(ct)).IsOn(way) ? MailingErrors.Off
        : hasLink && options.PublicAddress.Length == 0 ? MailingErrors.NoPublicAddress
        : null;

    /// <summary>Writes a letter, when its way is open; it goes out after the caller's commit.</summary>
    /// <param name="kind">What it says.</param>
    /// <param name="to">A mail address or a telephone number.</param>
    /// <param name="path">Where it leads; none when nowhere.</param>
    /// <param name="inEnglish">The language of a text message; mail is in both.</param>
    /// <param name="about">What it is about.</param>
    /// <param name="ct">Stops it.</param>
    /// <param name="awaits">A promise: it goes out once that is done.</param>
    /// <returns>Whether there is a letter.</returns>
    public async Task<bool> WriteAsync(
        LetterKind kind, string to, string? path, bool inEnglish, Subject about, CancellationToken ct,
        Guid? awaits = null)
    {
        if (await RefuseAsync(to, path is not null, ct) is not null)
        {
            return false;
        }

        var way = WayOf(to)!.Value;
        var letter = new OutgoingLetter
        {
            Kind = kind.Code,
            Way = way,
            AboutKind = about.Kind,
            About = about.Id,
            Recipient = Cover(to),
            MadeAt = clock.Now,
            ExpiresAt = clock.Now + kind.Lifetime,
            Awaits = awaits,
        };
        letter.Fill(keys.SealWithMaster(JsonSerializer.SerializeToUtf8Bytes(
            Words(kind, to, path, inEnglish), JsonSettings.Options), letter.Id), clock.Now);
        db.Add(letter);
        return true;
    }

    /// <summary>What a letter of a kind says.</summary>
    public LetterWords Words(LetterKind kind, string to, string? path, bool inEnglish)
    {
        var link = path is null ? string.Empty : options.PublicAddress + path;
        string Say(bool english, string part) =>
            T.In(english, $"{kind.Code}.{part}", bank.Current.Name(english), link);
        return WayOf(to) is LetterWay.Sms ? new(to, string.Empty, Say(inEnglish, "sms"))
            : new(to, $"{Say(false, "title")} · {Say(true, "title")}", $"{Say(false, "mail")}\n\n{Say(true, "mail")}\n");
    }

    /// <summary>What a letter says; none once it was sent or laid aside.</summary>
    public LetterWords? Open(OutgoingLetter letter) => letter.Content is null ? null
        : JsonSerializer.Deserialize<LetterWords>(
            keys.OpenWithMaster(letter.Content, letter.Id), JsonSettings.Options);

    // l***@bank.example, 138****5678
    private static string Cover(string to)
    {
        var at = to.IndexOf('@', StringComparison.Ordinal);
        return at > 0 ? $"{to[0]}***{to[at..]}" : $"{to[..3]}****{to[^2..]}";
    }
}

/// <summary>Anchor of the letters' texts.</summary>
internal static class LetterText;
