using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Platform.Mailing;

/// <summary>Where a letter stands.</summary>
public enum LetterState
{
    /// <summary>Until a promise is kept.</summary>
    Waiting,

    /// <summary>To be sent, at once or after a pause.</summary>
    Due,

    /// <summary>A server has it; its words are gone from here.</summary>
    Sent,

    /// <summary>Given up; somebody looks at it.</summary>
    Dead,

    /// <summary>Somebody laid it aside with a reason, or it is no longer called for.</summary>
    Discarded,
}

/// <summary>Something to be sent to a person, written in the transaction of what it tells of. It is sent at least once,
/// under the same id each time.</summary>
public sealed class OutgoingLetter
{
    /// <summary>Id, also the message's.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Code of its kind, e.g. <c>invitation</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>How it goes out.</summary>
    public LetterWay Way { get; init; }

    /// <summary>What it is about.</summary>
    public required string AboutKind { get; init; }

    /// <summary>What it is about.</summary>
    public Guid About { get; init; }

    /// <summary>To whom, as it may be shown: mostly covered.</summary>
    public required string Recipient { get; init; }

    /// <summary>Address and words under the master key; none once it was sent or laid aside.</summary>
    public byte[]? Content { get; private set; }

    /// <summary>Where it stands.</summary>
    public LetterState State { get; private set; } = LetterState.Due;

    /// <summary>Attempts so far.</summary>
    public int Attempts { get; private set; }

    /// <summary>Code of what went wrong last.</summary>
    public string? Fault { get; private set; }

    /// <summary>When it was written.</summary>
    public DateTimeOffset MadeAt { get; init; }

    /// <summary>From then on it says nothing that still holds.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The promise it waits for.</summary>
    public Guid? Awaits { get; init; }

    /// <summary>Not before.</summary>
    public DateTimeOffset? NextAt { get; private set; }

    /// <summary>When the last attempt ended.</summary>
    public DateTimeOffset? LastAt { get; private set; }

    /// <summary>The node that sends it now.</summary>
    public Guid? LeaseBy { get; private set; }

    /// <summary>Until when that node alone does.</summary>
    public DateTimeOffset? LeaseUntil { get; private set; }

    /// <summary>Who laid it aside.</summary>
    public Guid? EndedBy { get; private set; }

    /// <summary>Why.</summary>
    public string? Reason { get; private set; }

    /// <summary>Puts the words in and says when it may go: at once, or when its promise is kept.</summary>
    public void Fill(byte[] content, DateTimeOffset now) =>
        (Content, State, NextAt) = (content, Awaits is null ? LetterState.Due : LetterState.Waiting, now);

    /// <summary>What it waited for has come.</summary>
    public void Release(DateTimeOffset now) => (State, NextAt) = (LetterState.Due, now);

    /// <summary>One node sends it until then.</summary>
    public void Lease(Guid node, DateTimeOffset until) => (LeaseBy, LeaseUntil) = (node, until);

    /// <summary>A server has taken it.</summary>
    public void Succeed(DateTimeOffset at)
    {
        Attempts++;
        (State, Content, Fault) = (LetterState.Sent, null, null);
        (LastAt, NextAt, LeaseBy, LeaseUntil) = (at, null, null, null);
    }

    /// <summary>An attempt failed: it is tried again after a pause, or given up.</summary>
    public void Fail(string fault, DateTimeOffset at, TimeSpan? pause)
    {
        Attempts++;
        (Fault, LastAt, LeaseBy, LeaseUntil) = (fault, at, null, null);
        (State, NextAt) = pause is { } wait ? (LetterState.Due, at + wait) : (LetterState.Dead, (DateTimeOffset?)null);
    }

    /// <summary>A dead letter is tried once more, with all its attempts.</summary>
    public void Resend(DateTimeOffset now) => (State, Attempts, NextAt) = (LetterState.Due, 0, now);

    /// <summary>Lays it aside; its words are gone.</summary>
    public void Discard(Guid? by, string reason, DateTimeOffset at) =>
        (State, Content, EndedBy, Reason, LastAt, NextAt) = (LetterState.Discarded, null, by, reason, at, null);
}

internal sealed class MailingMapping : IModelMapping
{
    public void Map(ModelBuilder model) => model.Entity<MailingSettingsVersion>(version =>
    {
        version.ToTable("mailing_settings_version");
        version.HasKey(v => v.Id);
        version.Property(v => v.Id).ValueGeneratedNever();
    }).Entity<OutgoingLetter>(letter =>
    {
        letter.ToTable("outgoing_letter");
        letter.HasKey(l => l.Id);
        letter.Property(l => l.Id).ValueGeneratedNever();
    });
}
