using Quiver.Core.Runs;

namespace Quiver.TemporalGraphs.Events;

/// <summary>A stream of events cut into training, validation and test, with the nodes that compete for being a destination.</summary>
public sealed class LinkSplit
{
    /// <summary>The largest time in size: beyond it squares of float32 overflow.</summary>
    public const double MostTime = 1e19;

    /// <summary>The shortest time from the first event to the last, unless all have one time: what is divided by less overflows
    /// float32.</summary>
    public const double LeastSpan = 1e-19;

    /// <summary>Splits events as they are.</summary>
    /// <remarks><see cref="EventStream.Split"/> numbers the nodes so that the candidates are exactly the nodes that occur as
    /// destinations.</remarks>
    /// <param name="events">At least one event.</param>
    /// <param name="validationStart">Index of the first validation event.</param>
    /// <param name="testStart">Index of the first test event.</param>
    /// <param name="candidates">The nodes that compete; null for all from the smallest to the largest destination.</param>
    /// <param name="nodes">Where the numbers of the nodes come from; null where they are ids.</param>
    /// <exception cref="ArgumentException">There is no event, a destination is no candidate, or the split is out of order.</exception>
    /// <exception cref="InputException">Times are larger than <see cref="MostTime"/>, or all lie within
    /// <see cref="LeastSpan"/>.</exception>
    public LinkSplit(EventStream events, int validationStart, int testStart, NodeRange? candidates = null, NodeNumbering? nodes = null)
    {
        ArgumentNullException.ThrowIfNull(events);
        if (events.Count == 0)
        {
            throw new ArgumentException("There must be at least 1 event.", nameof(events));
        }

        if (validationStart <= 0 || testStart < validationStart || testStart > events.Count)
        {
            throw new ArgumentException(
                $"The split 0 < {validationStart} <= {testStart} <= {events.Count} does not hold.", nameof(validationStart));
        }

        (Events, ValidationStart, TestStart) = (events, validationStart, testStart);
        var (lowest, highest) = (int.MaxValue, 0);
        foreach (var d in events.Destinations)
        {
            (lowest, highest) = (Math.Min(lowest, d), Math.Max(highest, d));
        }

        Candidates = candidates ?? new NodeRange(lowest, highest - lowest + 1);
        NodeCount = Math.Max(LargestSource(events.Sources), Math.Max(highest, Candidates.End - 1)) + 1;
        Nodes = nodes ?? NodeNumbering.Identity(NodeCount);
        if (!Candidates.Contains(lowest) || !Candidates.Contains(highest))
        {
            throw new ArgumentException(
                $"The destination {(Candidates.Contains(lowest) ? highest : lowest)} is no candidate.", nameof(candidates));
        }

        var times = events.Times;
        if (Math.Max(-times[0], times[^1]) > MostTime)
        {
            throw new InputException(
                $"Times reach from {times[0]:G6} to {times[^1]:G6}; they may be at most {MostTime:G} in size: count them in a larger unit.");
        }

        if (times[^1] - times[0] is > 0 and < LeastSpan)
        {
            throw new InputException(
                $"Times reach from {times[0]:G6} to {times[^1]:G6}, less than {LeastSpan:G} in all: count them in a smaller unit.");
        }

        Bipartite = !ShareNodes(events, NodeCount);
        events.Passed(0, events.Count);
    }

    /// <summary>The events, by the split's own numbers of nodes.</summary>
    public EventStream Events { get; }

    /// <summary>Number of events.</summary>
    public int Count => Events.Count;

    /// <summary>Source node of each event.</summary>
    public ReadOnlySpan<int> Sources => Events.Sources;

    /// <summary>Destination node of each event.</summary>
    public ReadOnlySpan<int> Destinations => Events.Destinations;

    /// <summary>Time of each event, ascending, in the data's own unit.</summary>
    public ReadOnlySpan<double> Times => Events.Times;

    /// <summary>Index of the first validation event.</summary>
    public int ValidationStart { get; }

    /// <summary>Index of the first test event.</summary>
    public int TestStart { get; }

    /// <summary>Largest node plus one; candidates count.</summary>
    public int NodeCount { get; }

    /// <summary>The nodes that compete for being a destination; after <see cref="EventStream.Split"/> exactly those that occur as
    /// one.</summary>
    public NodeRange Candidates { get; }

    /// <summary>Where the numbers of the nodes come from.</summary>
    public NodeNumbering Nodes { get; }

    /// <summary>Whether no node is both a source and a destination.</summary>
    public bool Bipartite { get; }

    /// <summary>The id that a node had in the events that were split.</summary>
    /// <param name="node">A node of this split.</param>
    /// <returns>Its id.</returns>
    public int IdOf(int node) => Nodes.IdOf(node);

    /// <summary>The node of an id in the events that were split.</summary>
    /// <param name="id">The id.</param>
    /// <returns>The node; null where no event has it.</returns>
    public int? NodeOf(int id) => Nodes.NodeOf(id);

    /// <summary>The length of training, from which scales of time follow: of all events where those of training have one time, and 1 where
    /// all have.</summary>
    internal double TrainingSpan => Times[ValidationStart - 1] > Times[0] ? Times[ValidationStart - 1] - Times[0]
        : Times[^1] > Times[0] ? Times[^1] - Times[0] : 1;

    /// <summary>The shortest time between two times of training; infinite where there is one time.</summary>
    internal double TrainingStep
    {
        get
        {
            var times = Times[..ValidationStart];
            var step = double.PositiveInfinity;
            for (var i = 1; i < times.Length; i++)
            {
                var gap = times[i] - times[i - 1];
                step = gap > 0 ? Math.Min(step, gap) : step;
            }

            return step;
        }
    }

    private static int LargestSource(ReadOnlySpan<int> sources)
    {
        var largest = 0;
        foreach (var s in sources)
        {
            largest = Math.Max(largest, s);
        }

        return largest;
    }

    private static bool ShareNodes(EventStream events, int nodes)
    {
        var sends = new bool[nodes];
        foreach (var source in events.Sources)
        {
            sends[source] = true;
        }

        foreach (var destination in events.Destinations)
        {
            if (sends[destination])
            {
                return true;
            }
        }

        return false;
    }
}
