using System.Globalization;
using FirstWindow.Conversations.Domain;
using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Bank;
using FirstWindow.Platform.Calendar;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Promises;
using FirstWindow.Platform.Storage;
using FirstWindow.Routing.Contracts;
using FirstWindow.Staff.Contracts;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Conversations.Features;

/// <summary>What a customer has booked, and the times still free, by kind.</summary>
internal sealed record AppointmentView(
    string? Kind, DateTimeOffset? StartsAt, IReadOnlyDictionary<string, IReadOnlyList<DateTimeOffset>> Free);

/// <summary>A booked time as the people who keep it see it.</summary>
internal sealed record BookedAppointment(
    Guid Id, ConversationId Conversation, string Reference, AppointmentKind Kind, DateTimeOffset StartsAt);

/// <summary>
/// Times with somebody who signs, or who telephones for the customer and writes: booked, moved and cancelled by the
/// customer within the hours of service, never more at once than there are people who can, kept as a promise.
/// </summary>
[Clause("B4.2.3a")]
[Clause("B4.2.3b")]
internal sealed class AppointmentDesk(
    Database db, ContactBook contacts, MessageSealer sealer, IRouting routing, IStaffDirectory directory,
    PromiseBook promises, PolicyBook policies, BankBook bank, CalendarBook calendar, JournalBook journal,
    DatabaseClock clock)
{
    private const int SlotMinutes = 30;
    private const int OfferedMost = 60;

    /// <summary>What is booked in a conversation, and what can be.</summary>
    public async Task<AppointmentView> ReadAsync(ConversationId id, CancellationToken ct)
    {
        var booked = await BookedOf(id).AsNoTracking().SingleOrDefaultAsync(ct);
        var free = new Dictionary<string, IReadOnlyList<DateTimeOffset>>();
        foreach (var kind in Enum.GetValues<AppointmentKind>())
        {
            free[kind.ToCode()] = await FreeAsync(kind, ct);
        }

        return new(booked?.Kind.ToCode(), booked?.StartsAt, free);
    }

    /// <summary>Books a time; with <paramref name="isMove"/> in place of the one there is.</summary>
    public async Task<Result> BookAsync(
        ConversationId id, AppointmentKind kind, DateTimeOffset at, bool isMove, CancellationToken ct)
    {
        if (await contacts.FindAsync(id, ct) is not { } conversation)
        {
            return ConversationErrors.NotFound;
        }

        if (!conversation.IsOpen || conversation.State is ConversationState.WrapUp)
        {
            return ConversationErrors.Closed;
        }

        await db.LockAsync("appointments", ct);
        var before = await BookedOf(id).SingleOrDefaultAsync(ct);
        if (isMove != before is not null)
        {
            return isMove ? AppointmentErrors.NotFound : AppointmentErrors.Double;
        }

        if (await RefuseAsync(kind, at, before, ct) is { } refusal)
        {
            return refusal;
        }

        var appointment = before ?? new Appointment { Conversation = id, MadeAt = clock.Now };
        appointment.Set(kind, at);
        if (before is null)
        {
            db.Add(appointment);
        }
        else
        {
            await WithdrawAsync(appointment, ct);
        }

        promises.Make(AppointmentPromises.Kept, Appointment.SubjectOf(appointment.Id), null,
            at + TimeSpan.FromMinutes(policies[AppointmentPolicies.Grace]));
        Tell(conversation, isMove ? "Appointment.moved" : "Appointment.booked", appointment);
        journal.Record(Actor.Visitor(id), isMove ? AppointmentActs.Moved : AppointmentActs.Booked,
            Appointment.SubjectOf(appointment.Id), $"kind={kind.ToCode()}");
        if (kind is AppointmentKind.Relay && !isMove)
        {
            journal.Record(Actor.Visitor(id), AppointmentActs.RelayBooked, Appointment.SubjectOf(appointment.Id));
        }

        await db.CommitAsync(ct);
        return Result.Success;
    }

    /// <summary>Gives the time back.</summary>
    public async Task<Result> CancelAsync(ConversationId id, CancellationToken ct)
    {
        if (await contacts.FindAsync(id, ct) is not { } conversation
            || await BookedOf(id).SingleOrDefaultAsync(ct) is not { } appointment)
        {
            return AppointmentErrors.NotFound;
        }

        appointment.Cancel();
        await WithdrawAsync(appointment, ct);
        if (conversation.IsOpen)
        {
            Tell(conversation, "Appointment.cancelled", appointment);
        }

        journal.Record(Actor.Visitor(id), AppointmentActs.Cancelled, Appointment.SubjectOf(appointment.Id));
        await db.CommitAsync(ct);
        return Result.Success;
    }

    /// <summary>What is booked from now on, of the queues this colleague may serve; supervisors see all.</summary>
    public async Task<IReadOnlyList<BookedAppointment>> ListAsync(Actor actor, CancellationToken ct)
    {
        var kinds = await KindsOfAsync(actor, ct);
        var rows = await db.Set<Appointment>().AsNoTracking()
            .Where(a => a.State == AppointmentState.Booked && kinds.Contains(a.Kind)).OrderBy(a => a.StartsAt)
            .Select(a => new { a.Id, a.Conversation, a.Kind, a.StartsAt }).Take(500).ToListAsync(ct);
        return [.. rows.Select(a => new BookedAppointment(
            a.Id, a.Conversation, a.Conversation.ToReference(), a.Kind, a.StartsAt))];
    }

    /// <summary>Begins an appointment: the promise is kept, and the contact comes to this colleague by the queue that
    /// asks for the skill.</summary>
    public async Task<Result> BeginAsync(Guid id, Actor actor, CancellationToken ct)
    {
        var known = await db.Set<Appointment>().AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, ct);
        if (known is null || !(await KindsOfAsync(actor, ct)).Contains(known.Kind)
            || await contacts.FindAsync(known.Conversation, ct) is not { } conversation
            || await BookedOf(known.Conversation).SingleOrDefaultAsync(ct) is not { } appointment
            || appointment.Id != id)
        {
            return AppointmentErrors.NotFound;
        }

        appointment.Begin(actor.StaffId);
        if (await promises.FindOpenAsync(AppointmentPromises.Kept, Appointment.SubjectOf(id), ct) is { } owed)
        {
            promises.End(owed, actor);
        }

        journal.Record(actor with { Contact = conversation.Id }, AppointmentActs.Begun, Appointment.SubjectOf(id));
        if (conversation.State is ConversationState.Assistant)
        {
            conversation.Wait(clock.Now);
            contacts.AppendState(conversation, new("waiting"));
            await contacts.OwePersonAsync(conversation, ct);
            routing.Arrive(new(conversation.Id, Appointment.QueueOf(appointment.Kind), ContactClass.Elder, clock.Now,
                conversation.Locale, conversation.Channel, actor.StaffId));
        }

        await db.CommitAsync(ct);
        return Result.Success;
    }

    private IQueryable<Appointment> BookedOf(ConversationId id) =>
        db.Set<Appointment>().Where(a => a.Conversation == id && a.State == AppointmentState.Booked);

    private async Task<Error?> RefuseAsync(
        AppointmentKind kind, DateTimeOffset at, Appointment? own, CancellationToken ct)
    {
        var isSlot = at.Minute % SlotMinutes == 0 && at.Second == 0 && at.Millisecond == 0 && at.Microsecond == 0;
        if (!isSlot || at < clock.Now + TimeSpan.FromMinutes(policies[AppointmentPolicies.Notice])
            || at > clock.Now.AddDays(policies[AppointmentPolicies.Ahead]))
        {
            return AppointmentErrors.BadTime;
        }

        return !IsServed(at) ? AppointmentErrors.OutsideHours
            : await PeopleAsync(kind, ct) <= await BookedAt(kind, at, own?.Id ?? Guid.Empty).CountAsync(ct)
                ? AppointmentErrors.Taken : null;
    }

    private IQueryable<Appointment> BookedAt(AppointmentKind kind, DateTimeOffset at, Guid without) =>
        db.Set<Appointment>().Where(a => a.State == AppointmentState.Booked && a.Kind == kind && a.StartsAt == at
            && a.Id != without);

    private bool IsServed(DateTimeOffset at) =>
        OpeningHours.IsOpen(bank.Current, at, calendar.Current)
        && OpeningHours.IsOpen(bank.Current, at.AddMinutes(SlotMinutes - 1), calendar.Current);

    private async Task<IReadOnlyList<DateTimeOffset>> FreeAsync(AppointmentKind kind, CancellationToken ct)
    {
        var people = await PeopleAsync(kind, ct);
        var from = clock.Now + TimeSpan.FromMinutes(policies[AppointmentPolicies.Notice]);
        var until = clock.Now.AddDays(policies[AppointmentPolicies.Ahead]);
        var taken = (await db.Set<Appointment>().Where(a => a.State == AppointmentState.Booked && a.Kind == kind
            && a.StartsAt >= from && a.StartsAt <= until).Select(a => a.StartsAt).ToListAsync(ct))
            .CountBy(a => a).ToDictionary();
        var slot = TimeSpan.FromMinutes(SlotMinutes).Ticks;
        var first = new DateTimeOffset((from.UtcTicks + slot - 1) / slot * slot, TimeSpan.Zero);
        return [.. Enumerable.Range(0, (int)((until - first).Ticks / slot) + 1).Select(i => first.AddTicks(i * slot))
            .Where(at => at <= until && IsServed(at) && taken.GetValueOrDefault(at) < people).Take(OfferedMost)];
    }

    private async Task<int> PeopleAsync(AppointmentKind kind, CancellationToken ct) =>
        routing.FindQueue(Appointment.QueueOf(kind)) is not { } queue ? 0
            : (await directory.AllAsync(ct)).Count(card => !card.IsProgram && MayServe(card, queue));

    private async Task<IReadOnlyList<AppointmentKind>> KindsOfAsync(Actor actor, CancellationToken ct) =>
        await directory.FindAsync(actor.StaffId, ct) is not { } card ? []
            : [.. Enum.GetValues<AppointmentKind>().Where(kind => actor.Roles.Contains(Role.Supervisor)
                || (routing.FindQueue(Appointment.QueueOf(kind)) is { } queue && MayServe(card, queue)))];

    private bool MayServe(StaffCard card, ServiceQueue queue) => queue.ServedBy.Any(card.Roles.Contains)
        && queue.Languages.Any(l => card.IsCertified(
            new(queue.Certificate, queue.Code, queue.Line, l, queue.LevelMin), clock.Now));

    private async Task WithdrawAsync(Appointment appointment, CancellationToken ct)
    {
        var about = Appointment.SubjectOf(appointment.Id);
        if (await promises.FindOpenAsync(AppointmentPromises.Kept, about, ct) is { } owed)
        {
            promises.Withdraw(owed);
        }
    }

    // The confirmation stands in the conversation, where the customer finds it again on any device.
    private void Tell(Conversation conversation, string key, Appointment appointment)
    {
        var words = ConciergeWords.In(conversation.Locale);
        var at = appointment.StartsAt.ToOffset(BankCalendar.Zone)
            .ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        var text = words[key, words["Appointment." + appointment.Kind.ToCode()], at];
        contacts.AppendMessage(conversation, sealer.Seal(
            conversation.KeyId, Sender.Assistant, null, Guid.CreateVersion7(), text));
    }
}
