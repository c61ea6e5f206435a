using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Storage;
using FirstWindow.Staff.Domain;

namespace FirstWindow.Staff.Features;

/// <summary>
/// How often may be tried before anybody has signed in: by one address, and by failures across all accounts, which is
/// how one password is tried against many names. Failures count against browsers that an account does not know; who
/// comes back with a browser of the own never waits for strangers.
/// </summary>
[Clause("A4.2.3b")]
internal sealed class SignInTries(PolicyBook policies, Alarms alarms, DatabaseClock clock)
{
    /// <summary>The alarm that stands until ten minutes have passed without news.</summary>
    public const string Alarm = "edge.guessing";

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);
    private readonly TokenBuckets<string> addresses = new();
    private readonly TokenBuckets<string> failures = new();
    private readonly TokenBuckets<string> house = new();
    private long alarmedUntil; // Ticks; 0 while nothing stands.

    /// <summary>Whether an address may try once more: wide, because a whole branch of the bank may stand behind
    /// one.</summary>
    public bool Admits(string? place) => addresses.TryTake(place ?? string.Empty,
        policies[StaffPolicies.TriesPerMinute] / 60.0, policies[StaffPolicies.TriesPerMinute]);

    /// <summary>Why a browser that the account does not know has to wait; none when it may try.</summary>
    public Error? RefuseStranger(string? place)
    {
        if (Volatile.Read(ref alarmedUntil) is var until && until != 0 && until < clock.Now.UtcTicks)
        {
            Volatile.Write(ref alarmedUntil, 0);
            alarms.Clear(Alarm);
        }

        return !Take(failures, place, StaffPolicies.AddressFailures, 0) ? StaffErrors.TooManyTries
            : !Take(house, string.Empty, StaffPolicies.HouseFailures, 0) ? StaffErrors.StrangersWait : null;
    }

    /// <summary>Notes that such a browser failed, whatever the name.</summary>
    public void FailStranger(string? place)
    {
        Take(failures, place, StaffPolicies.AddressFailures, 1);
        if (!Take(house, string.Empty, StaffPolicies.HouseFailures, 1))
        {
            return;
        }

        if (!Take(house, string.Empty, StaffPolicies.HouseFailures, 0))
        {
            Volatile.Write(ref alarmedUntil, (clock.Now + Window).UtcTicks);
            alarms.Raise(Alarm, "Passwords are being guessed across accounts; only browsers that people have signed in "
                + "with before, passkeys and the bank's own sign-on are let in.");
        }
    }

    private bool Take(TokenBuckets<string> buckets, string? key, Policy most, int count) =>
        buckets.TryTake(key ?? string.Empty, policies[most] / Window.TotalSeconds, policies[most], count);
}
