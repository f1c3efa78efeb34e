using Quiver.TemporalGraphs.Events;

namespace Quiver.TemporalGraphs.Evaluation;

/// <summary>
/// The events of each relation as a graph of its own, cut at the same events of the whole stream: its candidates are the nodes that occur
/// as destinations of the relation, and it is bipartite by its own events. Nodes are numbered within a relation, so that a graph costs
/// what its events cost, however many relations there are; one graph is made at a time.
/// </summary>
public sealed class RelationGraphs
{
    private readonly LinkSplit whole;

    // The events by relation, each relation's in order, and where a relation begins among them.
    private readonly int[] order;
    private readonly int[] starts;

    private RelationGraphs(LinkSplit whole, int[] order, int[] starts, RelationCounts[] counts) =>
        (this.whole, this.order, this.starts, All) = (whole, order, starts, Array.AsReadOnly(counts));

    /// <summary>All relations that have events, the most frequent first, then by number.</summary>
    public IReadOnlyList<RelationCounts> All { get; }

    /// <summary>Cuts a stream by relation.</summary>
    /// <param name="split">The whole stream and where it is cut.</param>
    /// <param name="relations">The relation of every event.</param>
    /// <returns>The graphs.</returns>
    /// <exception cref="ArgumentException">There is not one relation for every event.</exception>
    public static RelationGraphs Of(LinkSplit split, EventRelations relations)
    {
        ArgumentNullException.ThrowIfNull(split);
        ArgumentNullException.ThrowIfNull(relations);
        var of = relations.OfEvents;
        if (of.Length != split.Count)
        {
            throw new ArgumentException($"There are {split.Count} events and the relations of {of.Length}.", nameof(relations));
        }

        var counts = new RelationCounts[relations.Names.Count];
        for (var r = 0; r < counts.Length; r++)
        {
            counts[r] = new RelationCounts(r, relations.Names[r], 0, 0, 0);
        }

        for (var i = 0; i < of.Length; i++)
        {
            ref var c = ref counts[of[i]];
            c = i < split.ValidationStart ? c with { Training = c.Training + 1 }
                : i < split.TestStart ? c with { Validation = c.Validation + 1 } : c with { Test = c.Test + 1 };
        }

        var (starts, order) = (new int[counts.Length], new int[of.Length]);
        for (var r = 1; r < counts.Length; r++)
        {
            starts[r] = starts[r - 1] + counts[r - 1].Events;
        }

        var next = (int[])starts.Clone();
        for (var i = 0; i < of.Length; i++)
        {
            order[next[of[i]]++] = i;
        }

        var frequent = counts.Where(c => c.Events > 0).OrderByDescending(c => c.Events).ThenBy(c => c.Relation).ToArray();
        return new RelationGraphs(split, order, starts, frequent);
    }

    /// <summary>The graph of a relation. One without events before validation is all training, as there is nothing to be asked.</summary>
    /// <param name="relation">One of <see cref="All"/>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Its events, with nodes of their own numbers.</returns>
    /// <exception cref="Quiver.Core.Runs.InputException">Its times lie too close together (<see cref="LinkSplit.LeastSpan"/>).</exception>
    public LinkSplit Graph(RelationCounts relation, CancellationToken cancellationToken = default)
    {
        var events = order.AsSpan(starts[relation.Relation], relation.Events);
        var (sources, destinations, times) = (new int[events.Length], new int[events.Length], new double[events.Length]);
        var weights = whole.Events.IsWeighted ? new float[events.Length] : null;
        var width = whole.Events.FeatureWidth;
        var features = width > 0 ? new float[(long)events.Length * width] : null;
        for (var k = 0; k < events.Length; k++)
        {
            var i = events[k];
            (sources[k], destinations[k], times[k]) = (whole.Sources[i], whole.Destinations[i], whole.Times[i]);
            if (weights is not null)
            {
                weights[k] = whole.Events.Weights[i];
            }

            whole.Events.Features(i).CopyTo(features.AsSpan(k * width));
        }

        var (from, to, numbering, candidates) = NodeNumbering.Number(sources, destinations, cancellationToken);
        var (training, validation) = relation.Training > 0 ? (relation.Training, relation.Validation) : (relation.Events, 0);
        return new LinkSplit(
            new EventStream(from ?? sources, to ?? destinations, times, weights, features), training, training + validation, candidates,
            numbering);
    }
}
