using System.Runtime.InteropServices;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;

namespace Quiver.TemporalGraphs.Ranking;

/// <summary>The features of one query, in buffers used over and over.</summary>
/// <param name="shape">Gives the widths.</param>
internal sealed class RankerQuery(RankerShape shape)
{
    /// <summary>[dense features, candidates], and room behind for a last full group of lanes.</summary>
    public float[] Dense { get; } = new float[(shape.DenseWidth * shape.Candidates.Count) + RankerKernels.Group];

    /// <summary>[query features].</summary>
    public float[] Query { get; } = new float[shape.QueryWidth];

    /// <summary>Candidates the source has met.</summary>
    public List<int> Met { get; } = [];

    /// <summary>[met, pair features].</summary>
    public List<float> Pairs { get; } = [];

    /// <summary>Candidates that do not compete: other true destinations at the same time.</summary>
    public List<int> Excluded { get; } = [];

    /// <summary>The true destination, as a candidate from 0.</summary>
    public int Target { get; set; }

    /// <summary>Reads off the features of a source at a time.</summary>
    /// <param name="features">What has been observed.</param>
    /// <param name="source">The query's source.</param>
    /// <param name="time">Its time.</param>
    public void Fill(RankerFeatures features, int source, double time) => features.Repeated.Fill(features, source, time, this);

    /// <summary>The same for an event, with its destination as the target and what does not compete with it.</summary>
    /// <param name="features">What has been observed.</param>
    /// <param name="split">The events.</param>
    /// <param name="index">The event.</param>
    /// <param name="truths">True destinations of its part.</param>
    public void Fill(RankerFeatures features, LinkSplit split, int index, TrueDestinations truths)
    {
        Fill(features, split.Sources[index], split.Times[index]);
        Target = split.Destinations[index] - split.Candidates.First;
        truths.Others(index, Excluded);
        foreach (ref var other in CollectionsMarshal.AsSpan(Excluded))
        {
            other -= split.Candidates.First;
        }
    }

    /// <summary>Works the features out.</summary>
    /// <param name="features">What has been observed.</param>
    /// <param name="source">The query's source.</param>
    /// <param name="time">Its time.</param>
    public void WorkOut(RankerFeatures features, int source, double time) =>
        features.Fill(source, time, Dense.AsSpan(0, Dense.Length - RankerKernels.Group), Query, Met, Pairs);

    /// <summary>Takes over the features of another query.</summary>
    /// <param name="other">The other query.</param>
    public void CopyFeatures(RankerQuery other)
    {
        other.Dense.CopyTo(Dense, 0);
        other.Query.CopyTo(Query, 0);
        Met.Clear();
        Met.AddRange(other.Met);
        Pairs.Clear();
        Pairs.AddRange(other.Pairs);
    }
}
