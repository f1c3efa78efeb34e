namespace Quiver.Hamiltonians.Search;

/// <summary>
/// How an annealing cools: temperatures in units of S / N at shares of its work, straight lines between them by the logarithm, and which
/// terms take part at a temperature.
/// </summary>
/// <remarks>
/// At 2 to 8 S/N only the terms of the largest deviations take part, so that moves are cheap, and what they decide there no later
/// temperature takes back: on some molecules it is worth more than ten times the time, on others it only costs time. No property of a
/// molecule is known that tells these apart; short annealings do (docs/notebook/partition-search.md).
/// </remarks>
/// <param name="leastDeviation">Smallest deviation of the terms that take part, in temperatures.</param>
/// <param name="points">Temperature and share of the work, from the first point at share 0 to the last at share 1.</param>
internal sealed class AnnealingSchedule(double leastDeviation, params (double Temperature, double Done)[] points)
{
    // Where a partition bends to a cap without being forgotten, and where one move in thousands is accepted.
    private const double Tepid = 0.3;
    private const double Coldest = 0.01;

    // Share of an annealing's end in which the last terms come in: those below ten times the coldest temperature.
    private const double LastShare = 0.1;

    /// <summary>From where nearly every term moves; where the large terms stand well already, anything hotter only costs time.</summary>
    public static AnnealingSchedule Mild { get; } = new(7, (1, 0), (0.02, 1));

    /// <summary>From where only the terms of the largest deviations are shuffled.</summary>
    public static AnnealingSchedule Hot { get; } = new(7, (8, 0), (1, 0.25), (0.05, 0.9), (0.02, 1));

    /// <summary>What an annealing from hot may follow.</summary>
    public static IReadOnlyList<AnnealingSchedule> All { get; } = [Mild, Hot];

    /// <summary>From a good partition that may change where a cap or a price asks it to.</summary>
    public static AnnealingSchedule FromTepid { get; } = new(10, (Tepid, 0), (Coldest, 1));

    /// <summary>
    /// Smallest deviation of the terms that take part, in temperatures; the others come in as it gets colder. While it is hot they go
    /// anywhere at next to no cost, only bar the way, and every change of a group is a pass over all terms that take part.
    /// </summary>
    public double LeastDeviation { get; } = leastDeviation;

    /// <summary>The same at a share of the work, towards whose end the last terms come in.</summary>
    /// <param name="done">Share of the work, 0 to 1.</param>
    /// <param name="unit">S / N.</param>
    public double LeastDeviationAt(double done, double unit) => LeastDeviation * unit * At(done) * Math.Min(1, (1 - done) / LastShare);

    /// <summary>Temperature at the start.</summary>
    public double First => points[0].Temperature;

    /// <summary>Temperature at the end.</summary>
    public double Last => points[^1].Temperature;

    /// <summary>Temperature after a share of the work.</summary>
    /// <param name="done">Share of the work, 0 to 1.</param>
    public double At(double done)
    {
        var next = 1;
        while (next < points.Length - 1 && points[next].Done < done)
        {
            next++;
        }

        var (from, before) = points[next - 1];
        var (to, after) = points[next];
        return from * Math.Pow(to / from, Math.Clamp((done - before) / (after - before), 0, 1));
    }

    /// <summary>
    /// How firmly a cap on groups is kept after a share of the work, 0 to 1. Of schedules from hot the temperature alone decides, so that
    /// their chains can be compared at one; the others run through it in their own time.
    /// </summary>
    /// <param name="done">Share of the work, 0 to 1.</param>
    public double FirmnessAt(double done) => First >= Mild.First ? Mild.ShareAt(At(done)) : done;

    /// <summary>Share of the work after which a temperature is reached: 0 for hotter ones than the first, 1 for colder ones than the
    /// last.</summary>
    /// <param name="temperature">A temperature.</param>
    public double ShareAt(double temperature)
    {
        if (temperature >= First || temperature <= Last)
        {
            return temperature >= First ? 0 : 1;
        }

        var next = 1;
        while (next < points.Length - 1 && points[next].Temperature > temperature)
        {
            next++;
        }

        var (from, before) = points[next - 1];
        var (to, after) = points[next];
        return before + ((after - before) * Math.Log(from / temperature) / Math.Log(from / to));
    }
}
