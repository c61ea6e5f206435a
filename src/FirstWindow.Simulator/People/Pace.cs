namespace FirstWindow.Simulator.People;

/// <summary>From the shortest to the longest time something takes.</summary>
internal readonly record struct Span(TimeSpan Least, TimeSpan Most)
{
    public static Span Seconds(double least, double most) =>
        new(TimeSpan.FromSeconds(least), TimeSpan.FromSeconds(most));

    public TimeSpan Draw() => Least + ((Most - Least) * Random.Shared.NextDouble());
}

/// <summary>How fast people are and how they err. Odds lie in 0..1.</summary>
internal sealed record Pace
{
    public required Span Typing { get; init; }

    /// <summary>Before the first contact, so that people do not all come at once.</summary>
    public required Span Arriving { get; init; }

    public required Span BetweenContacts { get; init; }

    /// <summary>How long a customer waits for an answer before speaking again.</summary>
    public required Span Patience { get; init; }

    /// <summary>How often in a row a customer bears it before leaving.</summary>
    public required int PatienceTimes { get; init; }

    /// <summary>Customers who need no person after the assistant's answer.</summary>
    public required double Satisfied { get; init; }

    /// <summary>From an offer until the agent takes it.</summary>
    public required Span PickingUp { get; init; }

    /// <summary>Offers an agent misses.</summary>
    public required double Misses { get; init; }

    public required double Transfers { get; init; }

    /// <summary>Chance of a break at each look at the clock, every quarter of a minute.</summary>
    public required double Breaks { get; init; }

    public required Span Break { get; init; }

    /// <summary>Silence after which an agent closes a contact.</summary>
    public required TimeSpan SilenceMax { get; init; }

    /// <summary>For proving: no pauses to speak of, nobody errs.</summary>
    public static readonly Pace Brisk = new()
    {
        Typing = Span.Seconds(0.1, 0.4),
        Arriving = Span.Seconds(0, 0.5),
        BetweenContacts = Span.Seconds(0, 0.3),
        Patience = Span.Seconds(0.5, 1.5),
        PatienceTimes = 4,
        Satisfied = 0.15,
        PickingUp = Span.Seconds(0, 0.2),
        Misses = 0,
        Transfers = 0,
        Breaks = 0,
        Break = Span.Seconds(1, 1),
        SilenceMax = TimeSpan.FromSeconds(3),
    };

    /// <summary>For watching: a hundred customers make one to three messages a second.</summary>
    public static readonly Pace Human = new()
    {
        Typing = Span.Seconds(4, 25),
        Arriving = Span.Seconds(0, 150),
        BetweenContacts = Span.Seconds(90, 480),
        Patience = Span.Seconds(25, 70),
        PatienceTimes = 3,
        Satisfied = 0.35,
        PickingUp = Span.Seconds(2, 14),
        Misses = 0.03,
        Transfers = 0.04,
        Breaks = 0.01,
        Break = Span.Seconds(40, 150),
        SilenceMax = TimeSpan.FromSeconds(90),
    };
}
