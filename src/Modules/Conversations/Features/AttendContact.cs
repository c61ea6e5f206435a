using FirstWindow.Conversations.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Contracts;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features;

/// <summary>A colleague at a contact, as the others see it.</summary>
/// <param name="Staff">Who.</param>
/// <param name="Name">Name.</param>
/// <param name="Number">Number.</param>
/// <param name="Doing">looking, writing or answered.</param>
internal sealed record CompanyView(StaffId Staff, string Name, string Number, string Doing);

/// <summary>Notes who has a contact open and what they do there, and tells the others.</summary>
internal sealed class CompanyBook(Database db, DatabaseClock clock)
{
    /// <summary>Notes what somebody does; part of the caller's transaction, with the contact locked or not.</summary>
    public async Task ShowAsync(Conversation conversation, StaffId staff, Doing doing, CancellationToken ct)
    {
        var mine = await db.Set<Attendance>()
            .SingleOrDefaultAsync(a => a.Conversation == conversation.Id && a.Staff == staff, ct);
        if (mine is null)
        {
            mine = new Attendance { Conversation = conversation.Id, Staff = staff };
            db.Add(mine);
        }

        if (mine.Show(doing, clock.Now))
        {
            Tell(conversation);
        }
    }

    /// <summary>Somebody has gone.</summary>
    public async Task LeaveAsync(Conversation conversation, StaffId staff, CancellationToken ct)
    {
        if (await db.Set<Attendance>()
            .SingleOrDefaultAsync(a => a.Conversation == conversation.Id && a.Staff == staff, ct) is { } mine)
        {
            db.Remove(mine);
            Tell(conversation);
        }
    }

    /// <summary>Renews the signs of life of one whose stream is open.</summary>
    public Task BeatAsync(StaffId staff, IReadOnlyCollection<ConversationId> contacts, CancellationToken ct)
    {
        var now = clock.Now;
        return db.Set<Attendance>().Where(a => a.Staff == staff && contacts.Contains(a.Conversation))
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.SeenAt, now), ct);
    }

    /// <summary>After an answer: the others, if there are any, learn that it was just given.</summary>
    public async Task AnsweredAsync(ConversationId id, StaffId staff, CancellationToken ct)
    {
        if (!await db.Set<Attendance>().AnyAsync(a => a.Conversation == id && a.Staff != staff, ct))
        {
            return;
        }

        await db.BeginAsync(ct);
        if (await db.FindForUpdateAsync<Conversation>("conversation", id.Value, ct) is { } conversation)
        {
            await ShowAsync(conversation, staff, Doing.Answered, ct);
            await db.CommitAsync(ct);
        }
    }

    private void Tell(Conversation conversation)
    {
        db.Announce(ContactBook.InsideTopic(conversation.Id));
        if (conversation.Agent is { } agent)
        {
            db.Announce(ContactBook.DeskTopic(agent));
        }
    }
}

/// <summary>Reads who else is at a contact.</summary>
internal sealed class CompanyReader(Database db, IStaffDirectory directory, DatabaseClock clock)
{
    /// <summary>The others at each contact, and when that changes by itself; contacts without company are
    /// left out.</summary>
    public async Task<(Dictionary<ConversationId, IReadOnlyList<CompanyView>> Company, DateTimeOffset? ChangesAt)>
        ReadAsync(IReadOnlyCollection<ConversationId> contacts, StaffId me, CancellationToken ct)
    {
        var now = clock.Now;
        var rows = await db.Set<Attendance>().AsNoTracking()
            .Where(a => contacts.Contains(a.Conversation) && a.Staff != me).OrderBy(a => a.Staff).ToListAsync(ct);
        var here = rows.Where(a => a.IsHere(now)).ToList();
        var company = new Dictionary<ConversationId, IReadOnlyList<CompanyView>>();
        foreach (var group in here.GroupBy(a => a.Conversation))
        {
            var views = new List<CompanyView>();
            foreach (var other in group)
            {
                var card = await directory.FindAsync(other.Staff, ct);
                views.Add(new(
                    other.Staff, card?.Name ?? string.Empty, card?.Number ?? string.Empty,
                    other.DoingAt(now).ToCode()));
            }

            company[group.Key] = views;
        }

        return (company, here.Count == 0 ? null : here.Min(a => a.ChangesAt(now)));
    }
}

/// <summary>Opens or leaves one's own contact on the desk, where others see it.</summary>
internal sealed class AttendContactHandler(Database db, ContactBook contacts, CompanyBook company)
{
    public Task<Result> OpenAsync(ConversationId id, Actor actor, CancellationToken ct) =>
        ChangeAsync(id, actor, c => company.ShowAsync(c, actor.StaffId, Doing.Looking, ct), ct);

    public Task<Result> LeaveAsync(ConversationId id, Actor actor, CancellationToken ct) =>
        ChangeAsync(id, actor, c => company.LeaveAsync(c, actor.StaffId, ct), ct);

    private async Task<Result> ChangeAsync(
        ConversationId id, Actor actor, Func<Conversation, Task> change, CancellationToken ct)
    {
        if (await contacts.FindForAsync(id, actor, ct) is not { } conversation)
        {
            return ConversationErrors.NotFound;
        }

        await change(conversation);
        await db.CommitAsync(ct);
        return Result.Success;
    }
}
