using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Promises;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace FirstWindow.Tests.Unit.Platform;

public sealed class KeepingPromises
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 2, 0, 0, TimeSpan.Zero);
    private static readonly PromiseKind Kind = new("test", [50, 80], Role.Supervisor, Role.DutyLead);

    [Fact]
    public void Warnings_come_before_the_due_time_and_escalations_from_it_on_in_order() =>
        Prop.ForAll(Gen.Choose(1, 10_000_000).ToArbitrary(), seconds =>
        {
            var due = Start.AddSeconds(seconds);
            var steps = Enumerable.Range(0, Kind.Steps)
                .Select(s => (At: Kind.StepAt(s, Start, due), IsWarning: Kind.IsWarning(s))).ToList();
            return steps.Zip(steps.Skip(1)).All(pair => pair.First.At <= pair.Second.At)
                && steps.All(s => s.IsWarning ? s.At < due && s.At >= Start : s.At >= due);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Kept_or_broken_follows_from_when_it_was_done_however_often_somebody_looked() =>
        Prop.ForAll(
            Gen.Choose(1, 100_000).ToArbitrary(), Gen.Choose(0, 200_000).ToArbitrary(), Gen.Choose(0, 4).ToArbitrary(),
            (allowed, doneAfter, looks) =>
            {
                var promise = Promise.Make(Kind, Subject.System, null, Start, Start.AddSeconds(allowed));
                for (var i = 0; i < looks; i++)
                {
                    promise.TakeStep(Kind);
                }

                promise.EndAt(Start.AddSeconds(doneAfter));
                return promise.State == (doneAfter <= allowed ? PromiseState.Kept : PromiseState.Broken)
                    && promise.NextAt is null;
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_has_ended_stays_as_it_ended()
    {
        var promise = Promise.Make(Kind, Subject.System, null, Start, Start.AddMinutes(1));
        promise.EndAt(Start.AddSeconds(30));

        promise.EndAt(Start.AddHours(1));
        promise.WithdrawAt(Start.AddHours(2));

        Assert.Equal((PromiseState.Kept, Start.AddSeconds(30)), (promise.State, promise.EndedAt!.Value));
    }

    [Fact]
    public void A_promise_due_before_it_is_made_cannot_be_made() =>
        Assert.Throws<ArgumentException>(() => Promise.Make(Kind, Subject.System, null, Start, Start.AddSeconds(-1)));
}
