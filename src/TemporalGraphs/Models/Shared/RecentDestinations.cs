using Quiver.TemporalGraphs.Events;

namespace Quiver.TemporalGraphs.Models;

/// <summary>
/// Draws destinations in proportion to their recent popularity, that is their in-degree decayed by e^-1 over a number of events
/// (recently popular negative sampling: Daniluk and Dabrowski 2023); one draw in ten is uniform over the candidates, so that those who
/// were never met compete too.
/// </summary>
/// <remarks>No popularity is kept: the destination of a past event of exponentially distributed age is such a draw.</remarks>
internal sealed class RecentDestinations
{
    /// <summary>Share of the training events over which popularity decays.</summary>
    public const double Memory = 0.05;

    private const int Uniform = 10;
    private readonly EventStream events;
    private readonly NodeRange candidates;
    private readonly double span;

    /// <param name="events">The events.</param>
    /// <param name="candidates">The candidates.</param>
    /// <param name="span">Events over which popularity falls to 1/e, above 0.</param>
    public RecentDestinations(EventStream events, NodeRange candidates, double span) =>
        (this.events, this.candidates, this.span) = (events, candidates, span);

    /// <summary>The sampler of a training.</summary>
    public static RecentDestinations Of(LinkSplit split) =>
        new(split.Events, split.Candidates, Math.Max(1, Memory * split.ValidationStart));

    /// <summary>A destination; uniform where nothing has happened yet.</summary>
    /// <param name="random">The source of the draw.</param>
    /// <param name="before">First event that has not happened.</param>
    public int Draw(Random random, int before)
    {
        if (before == 0 || random.Next(Uniform) == 0)
        {
            return candidates.First + random.Next(candidates.Count);
        }

        // The age's distribution function, inverted, with no age above that of the first event.
        var age = -span * Math.Log(1 - (random.NextDouble() * (1 - Math.Exp(-before / span))));
        return events.Destinations[before - 1 - Math.Min((int)age, before - 1)];
    }
}
