using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Platform.Bulletins;

/// <summary>How urgent a bulletin is.</summary>
public enum BulletinLevel
{
    /// <summary>Good to know.</summary>
    Notice,

    /// <summary>Something does not work as usual.</summary>
    Warning,

    /// <summary>Everybody acts on it now.</summary>
    Emergency,
}

/// <summary>What all desks, and customers if marked so, are told until a moment or until somebody ends it. Its words
/// never change: another is raised instead.</summary>
public sealed class Bulletin
{
    /// <summary>Id, chosen by who raises it: the same again is the same bulletin.</summary>
    public Guid Id { get; init; }

    /// <summary>1, 2, 3 …: who raises one names the newest that was on the screen.</summary>
    public int Number { get; init; }

    /// <summary>How urgent it is.</summary>
    public BulletinLevel Level { get; init; }

    /// <summary>Its words in Chinese.</summary>
    public required string Chinese { get; init; }

    /// <summary>Its words in English.</summary>
    public required string English { get; init; }

    /// <summary>Whether customers are told too.</summary>
    public bool IsPublic { get; init; }

    /// <summary>Who raised it.</summary>
    public Guid RaisedBy { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset RaisedAt { get; init; }

    /// <summary>When it ends by itself.</summary>
    public DateTimeOffset Until { get; init; }

    /// <summary>Who ended it before.</summary>
    public Guid? EndedBy { get; private set; }

    /// <summary>When.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Whether it is shown at a moment.</summary>
    public bool StandsAt(DateTimeOffset at) => EndedAt is null && Until > at;

    /// <summary>Its words in the reader's language.</summary>
    public string Text(bool isEnglish) => isEnglish ? English : Chinese;

    /// <summary>Somebody ends it.</summary>
    public void End(Guid by, DateTimeOffset at) => (EndedBy, EndedAt) = (by, at);
}

/// <summary>Who raises and ends bulletins.</summary>
public static class BulletinPermissions
{
    /// <summary>Raise and end them.</summary>
    public static readonly Permission Raise = new("bulletin.raise", Role.Supervisor, Role.DutyLead);
}

/// <summary>Acts on bulletins. One that ends by time says when in its first entry.</summary>
public static class BulletinActs
{
    /// <summary>Shown from now on.</summary>
    public static readonly Act Raised = new("bulletin.raised");

    /// <summary>Ended by hand.</summary>
    public static readonly Act Ended = new("bulletin.ended");
}

/// <summary>What other systems may be told of bulletins.</summary>
public static class BulletinEvents
{
    /// <summary>One is shown from now on.</summary>
    public static readonly OutsideKind Raised = new("bulletin.raised", BulletinActs.Raised, "level", "public", "until");
}

/// <summary>Refusals around bulletins.</summary>
public static class BulletinErrors
{
    /// <summary>Something of it is missing.</summary>
    public static readonly Error Words = new(ErrorKind.Invalid, "bulletin.words",
        "Give its text in Chinese and in English, 4 to 300 characters each.");

    /// <summary>No such level.</summary>
    public static readonly Error Level = new(
        ErrorKind.Invalid, "bulletin.level", "The level must be notice, warning or emergency.");

    /// <summary>Too short or too long.</summary>
    public static readonly Error Minutes = new(
        ErrorKind.Invalid, "bulletin.minutes", "It stands for 5 minutes to 7 days.");

    /// <summary>Somebody was faster.</summary>
    public static readonly Error RaisedMeanwhile = new(ErrorKind.Conflict, "bulletin.raised-meanwhile",
        "Somebody else has raised a bulletin meanwhile; read it, and raise yours only if it is still needed.");

    /// <summary>It is over.</summary>
    public static readonly Error Over = new(
        ErrorKind.Conflict, "bulletin.over", "This bulletin has ended already.");

    /// <summary>None has this id.</summary>
    public static readonly Error NotFound = new(
        ErrorKind.NotFound, "bulletin.not-found", "There is no such bulletin.");
}

internal sealed class BulletinMapping : IModelMapping
{
    public void Map(ModelBuilder model) => model.Entity<Bulletin>(bulletin =>
    {
        bulletin.ToTable("bulletin");
        bulletin.HasKey(b => b.Id);
        bulletin.Property(b => b.Id).ValueGeneratedNever();
    });
}
