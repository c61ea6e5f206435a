using FirstWindow.Conversations.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Calendar;
using FirstWindow.Platform.Storage;
using FirstWindow.Routing.Domain;
using FirstWindow.Staff.Domain;
using FirstWindow.Staff.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FirstWindow.Tests.Api;

/// <summary>A history that can be counted by hand.</summary>
internal static class PastContacts
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    /// <summary>Moves the clock to ten in the morning of tomorrow.</summary>
    public static Task<DateTimeOffset> GoToMorningAsync(FirstWindowApp app)
    {
        var now = app.Services.GetRequiredService<DatabaseClock>().Now;
        var morning = BankCalendar.EndOf(BankCalendar.DateOf(now)).AddHours(10);
        app.Clock.Move(morning - now);
        return Task.FromResult(morning);
    }

    /// <summary>An agent of another team than everybody else's.</summary>
    public static async Task<StaffAccount> GivenAgentOfAsync(FirstWindowApp app, string team, string name = "林测试")
    {
        var account = await app.GivenStaffAsync(Role.Agent);
        await ChangeAsync(app, account.Id, staff => (staff.Team, staff.Name) = (team, name));
        return account;
    }

    /// <summary>Changes a member of staff.</summary>
    public static Task ChangeAsync(FirstWindowApp app, StaffId id, Action<StaffMember> change) =>
        app.WithDatabaseAsync(async db =>
        {
            change(await db.Set<StaffMember>().SingleAsync(s => s.Id == id));
            db.Announce(StaffDirectory.Topic);
            await db.CommitAsync(CancellationToken.None);
            return true;
        });

    /// <summary>A contact as it was.</summary>
    public static Conversation Add(
        Database db, DateTimeOffset askedAt, int? answeredAfter, int lasts, StaffId? agent, string outcome = "resolved",
        int? score = null, CustomerId? customer = null, string category = "cards")
    {
        var id = ConversationId.New();
        var contact = new Conversation
        {
            Id = id,
            Reference = id.ToReference(),
            Channel = "web",
            Locale = "zh-CN",
            KeyId = Guid.NewGuid(),
            CreatedAt = askedAt,
            Customer = customer,
        };
        contact.Wait(askedAt);
        var over = askedAt.AddSeconds((answeredAfter ?? 0) + lasts);
        if (agent is { } staff && answeredAfter is { } wait)
        {
            var waiting = new WaitingContact { Conversation = id, Queue = "general", Priority = 5, ArrivedAt = askedAt };
            var assignment = Assignment.Offer(waiting, staff, "test", askedAt.AddSeconds(wait), Lease);
            assignment.Accept(askedAt.AddSeconds(wait), Lease);
            assignment.End("done", over);
            contact.Assign(staff);
            db.Add(assignment);
        }

        contact.Close(over);
        db.Add(contact);
        db.Add(new WrapUp
        {
            Conversation = id,
            Staff = agent,
            At = over,
            BegunAt = askedAt,
            Score = score,
            Category = category,
            Outcome = outcome,
            Body = [],
        });
        if (score is { } stars)
        {
            db.Add(new Rating { Conversation = id, Score = stars, At = over });
        }

        return contact;
    }

    /// <summary>A morning until ten o'clock: seven who asked, two agents of two teams, and what was resolved a week
    /// before.</summary>
    public static async Task<(StaffAccount Ann, StaffAccount Ben)> MakeDayAsync(FirstWindowApp app, DateTimeOffset ten)
    {
        var ann = await app.GivenStaffAsync(Role.Agent);
        var ben = await GivenAgentOfAsync(app, "north");
        await app.WithDatabaseAsync(async db =>
        {
            var nine = ten.AddHours(-1);
            Add(db, nine, 20, 300, ann.Id, score: 5);
            Add(db, nine.AddMinutes(1), 40, 360, ann.Id, "complaint", score: 2);
            Add(db, nine.AddMinutes(10), null, 3, null, "abandoned");
            Add(db, nine.AddMinutes(11), null, 60, null, "abandoned");
            Add(db, nine.AddMinutes(20), 10, 120, ben.Id);
            Add(db, nine.AddDays(-1), 10, 500, ben.Id, score: 1); // yesterday's
            Wait(db, ten.AddSeconds(-60));
            Wait(db, ten.AddSeconds(-10));
            AddJudged(db, nine, ann.Id, ben.Id);
            Span(db, ann.Id, nine.AddMinutes(-10), nine.AddMinutes(10));
            Span(db, ben.Id, nine.AddMinutes(19), nine.AddMinutes(21));
            // Available since 9:50, silent after a minute, back at 9:55, silent again.
            var presence = new Presence { Staff = ann.Id };
            presence.Change(PresenceState.Available, null, 4, nine.AddMinutes(50), Lease);
            presence.Beat(nine.AddMinutes(55), Lease);
            db.Add(presence);
            await db.CommitAsync(CancellationToken.None);
            return true;
        });
        return (ann, ben);
    }

    // Of four resolved, one customer came back within a week in the same matter, another in another matter.
    private static void AddJudged(Database db, DateTimeOffset nine, StaffId ann, StaffId ben)
    {
        var (one, two) = (CustomerId.New(), CustomerId.New());
        Add(db, nine.AddDays(-10), 10, 60, ann, customer: one);
        Add(db, nine.AddDays(-8), 10, 60, ben, customer: one);
        Add(db, nine.AddDays(-9), 10, 60, ann, customer: two);
        Add(db, nine.AddDays(-8), 10, 60, ann, customer: two, category: "loans");
    }

    private static void Wait(Database db, DateTimeOffset askedAt)
    {
        var id = ConversationId.New();
        var contact = new Conversation
        {
            Id = id,
            Reference = id.ToReference(),
            Channel = "web",
            Locale = "zh-CN",
            KeyId = Guid.NewGuid(),
            CreatedAt = askedAt,
        };
        contact.Wait(askedAt);
        db.Add(contact);
        db.Add(new WaitingContact { Conversation = id, Queue = "general", Priority = 5, ArrivedAt = askedAt });
    }

    private static void Span(Database db, StaffId staff, DateTimeOffset since, DateTimeOffset until) =>
        db.Add(new PresenceSpan { Staff = staff, Since = since, Until = until });
}
