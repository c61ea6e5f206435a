using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Platform.Promises;

/// <summary>Where a promise stands.</summary>
public enum PromiseState
{
    /// <summary>Owed.</summary>
    Open,

    /// <summary>Done in time.</summary>
    Kept,

    /// <summary>Done late, or never.</summary>
    Broken,

    /// <summary>No longer owed, e.g. the customer withdrew.</summary>
    Withdrawn,

    /// <summary>Its step failed again and again: taken out of the way and alarmed.</summary>
    Parked,
}

/// <summary>A kind of promise: what is owed, and who hears of it when it runs late. Declared as a static
/// field.</summary>
/// <param name="Code">Stable code, e.g. <c>reply</c>.</param>
/// <param name="WarnAtPercent">Shares of the time allowed at which the owner is warned, ascending, 1..99.</param>
/// <param name="EscalateTo">Roles told one after the other once it is overdue, each a further time allowed
/// later.</param>
public sealed record PromiseKind(string Code, IReadOnlyList<int> WarnAtPercent, params IReadOnlyList<Role> EscalateTo)
{
    /// <summary>Steps in all: warnings, then escalations; the due time itself is the first escalation.</summary>
    public int Steps => WarnAtPercent.Count + EscalateTo.Count;

    /// <summary>When a step is to be taken.</summary>
    /// <param name="step">0 is the first.</param>
    /// <param name="madeAt">Start of the time allowed.</param>
    /// <param name="dueAt">End of it.</param>
    public DateTimeOffset StepAt(int step, DateTimeOffset madeAt, DateTimeOffset dueAt)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(step, Steps);
        var allowed = dueAt - madeAt;
        return step < WarnAtPercent.Count
            ? madeAt + (allowed * (WarnAtPercent[step] / 100.0))
            : dueAt + (allowed * (step - WarnAtPercent.Count));
    }

    /// <summary>Whether a step warns the owner; otherwise it escalates.</summary>
    public bool IsWarning(int step) => step < WarnAtPercent.Count;
}

/// <summary>Something owed with a deadline. Kept or broken follows from when it was done, not from when a worker
/// looked.</summary>
public sealed class Promise
{
    private Promise()
    {
    }

    /// <summary>Id.</summary>
    public Guid Id { get; private init; }

    /// <summary>Code of its <see cref="PromiseKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Kind of what it is about.</summary>
    public required string AboutKind { get; init; }

    /// <summary>What it is about.</summary>
    public Guid About { get; init; }

    /// <summary>Who owes it; none while it is the whole team's.</summary>
    public Guid? Owner { get; private set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset MadeAt { get; private set; }

    /// <summary>When it must be done.</summary>
    public DateTimeOffset DueAt { get; private set; }

    /// <summary>Where it stands.</summary>
    public PromiseState State { get; private set; }

    /// <summary>Steps taken so far.</summary>
    public int StepsTaken { get; private set; }

    /// <summary>When the worker has something to do; none when it has not.</summary>
    public DateTimeOffset? NextAt { get; private set; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Whether it is open past its time.</summary>
    public bool IsOverdueAt(DateTimeOffset at) => State is PromiseState.Open && at > DueAt;

    /// <summary>Makes a promise.</summary>
    public static Promise Make(
        PromiseKind kind, Subject about, Guid? owner, DateTimeOffset madeAt, DateTimeOffset dueAt)
    {
        if (dueAt < madeAt)
        {
            throw new ArgumentException("A promise cannot be due before it is made.", nameof(dueAt));
        }

        return new Promise
        {
            Id = Guid.CreateVersion7(),
            Kind = kind.Code,
            AboutKind = about.Kind,
            About = about.Id,
            Owner = owner,
            MadeAt = madeAt,
            DueAt = dueAt,
            NextAt = kind.Steps == 0 ? null : kind.StepAt(0, madeAt, dueAt),
        };
    }

    /// <summary>Ends it as done: kept when in time, broken when late. Ending it again changes nothing.</summary>
    public void EndAt(DateTimeOffset doneAt) => End(doneAt <= DueAt ? PromiseState.Kept : PromiseState.Broken, doneAt);

    /// <summary>Ends it as no longer owed.</summary>
    public void WithdrawAt(DateTimeOffset at) => End(PromiseState.Withdrawn, at);

    /// <summary>Gives it another owner.</summary>
    public void HandTo(Guid? owner) => Owner = owner;

    /// <summary>Notes that a step was taken and sets the time of the next.</summary>
    public void TakeStep(PromiseKind kind)
    {
        StepsTaken++;
        NextAt = StepsTaken < kind.Steps ? kind.StepAt(StepsTaken, MadeAt, DueAt) : null;
    }

    /// <summary>Takes it out of the worker's way.</summary>
    public void Park() => (State, NextAt) = (PromiseState.Parked, null);

    private void End(PromiseState state, DateTimeOffset at)
    {
        if (State is PromiseState.Open or PromiseState.Parked)
        {
            (State, EndedAt, NextAt) = (state, at, null);
        }
    }
}

/// <summary>A step that was taken; unique by promise and step, so it is taken once however many nodes look.</summary>
public sealed class PromiseStep
{
    /// <summary>Which promise.</summary>
    public Guid Promise { get; init; }

    /// <summary>Which step, from 0.</summary>
    public int Step { get; init; }

    /// <summary>When it was taken.</summary>
    public DateTimeOffset At { get; init; }
}

/// <summary>What other systems may be told of promises.</summary>
public static class PromiseEvents
{
    /// <summary>One is over its time and still owed.</summary>
    public static readonly OutsideKind Late = new("promise.late", PromiseActs.Escalated, "promise", "step", "told");

    /// <summary>One was kept too late.</summary>
    public static readonly OutsideKind Broken = new("promise.broken", PromiseActs.Broken, "promise");
}

/// <summary>Acts on promises.</summary>
public static class PromiseActs
{
    /// <summary>The owner was warned.</summary>
    public static readonly Act Warned = new("promise.warned", "C2.4.2a");

    /// <summary>It ran late and the next role was told.</summary>
    public static readonly Act Escalated = new("promise.escalated", "C2.4.2a", "A2.2.5a");

    /// <summary>It was done in time.</summary>
    public static readonly Act Kept = new("promise.kept", "C2.4.2a");

    /// <summary>It was done late.</summary>
    public static readonly Act Broken = new("promise.broken", "C2.4.2a");

    /// <summary>It ran late and a supervisor took it.</summary>
    public static readonly Act Taken = new("promise.taken", "C2.4.2a");

    /// <summary>Its steps keep failing.</summary>
    public static readonly Act Parked = new("promise.parked", "C2.4.2a");
}

/// <summary>Who sees promises.</summary>
public static class PromisePermissions
{
    /// <summary>The worklist: one's own promises; a supervisor's whole team.</summary>
    public static readonly Permission Read =
        new("promise.read", Role.Agent, Role.Supervisor, Role.Expert, Role.ComplaintHandler, Role.DutyLead,
            Role.RightsDesk, Role.Trainer, Role.KnowledgeAuthor, Role.KnowledgeApprover);

    /// <summary>Take what runs late.</summary>
    public static readonly Permission Take = new("promise.take", Role.Supervisor, Role.DutyLead);
}

internal sealed class PromiseMapping : IModelMapping
{
    public void Map(ModelBuilder model)
    {
        model.Entity<Promise>(promise =>
        {
            promise.ToTable("promise");
            promise.HasKey(p => p.Id);
            promise.Property(p => p.Id).ValueGeneratedNever();
        });
        model.Entity<PromiseStep>(step =>
        {
            step.ToTable("promise_step");
            step.HasKey(s => new { s.Promise, s.Step });
        });
    }
}
