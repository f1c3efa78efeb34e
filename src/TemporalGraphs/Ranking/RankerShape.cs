using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Heuristics;

namespace Quiver.TemporalGraphs.Ranking;

/// <summary>What the ranker's features need to know of the events before they see one: nodes, candidates, and the scales of time.</summary>
/// <param name="Nodes">Number of nodes.</param>
/// <param name="Candidates">The candidates.</param>
/// <param name="Bipartite">Whether no node is both a source and a destination.</param>
/// <param name="Start">The time that counts as zero.</param>
/// <param name="Unit">The length of time that counts as one.</param>
/// <param name="Short">The shortest scale of decay, in units.</param>
/// <param name="Middle">The middle one.</param>
/// <param name="Long">The longest.</param>
/// <param name="Decay">The sum of decays that the ranker starts from.</param>
internal sealed record RankerShape(
    int Nodes, NodeRange Candidates, bool Bipartite, double Start, double Unit, float Short, float Middle, float Long,
    DecayScore Decay)
{
    /// <summary>Features of each candidate: more where nodes are sources and destinations.</summary>
    public int DenseWidth => RankerFeatures.DenseBase + (Bipartite ? 0 : TwoWayFeatures.Dense);

    /// <summary>Features of the query.</summary>
    public int QueryWidth => RankerFeatures.QueryBase + (Bipartite ? 0 : TwoWayFeatures.Query);

    /// <summary>The dense features that describe joint neighbourhoods.</summary>
    public IReadOnlyList<int> JointFeatures =>
        Bipartite ? [5, 6, 7] :
        [5, 6, 7, .. TwoWayFeatures.Joint.Select(f => RankerFeatures.DenseBase + f)];

    /// <summary>The shape for a split; times count from its first event, in a hundred-thousandth of the training span.</summary>
    /// <param name="split">The events.</param>
    /// <param name="decay">The sum of decays that the ranker starts from; null for its standard constants.</param>
    public static RankerShape Of(LinkSplit split, DecayScore? decay = null)
    {
        var times = split.Times[..split.ValidationStart];
        var span = split.TrainingSpan;
        var unit = span * 1e-5;
        var (low, middle, high) = Scales(split.TrainingStep, span);
        return new RankerShape(
            split.NodeCount, split.Candidates, split.Bipartite, times[0], unit, (float)(low / unit), (float)(middle / unit),
            (float)(high / unit), decay ?? new DecayScore { Reverse = split.Bipartite ? 0 : 1 });
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(Nodes);
        writer.Write(Candidates.First);
        writer.Write(Candidates.Count);
        writer.Write(Bipartite);
        writer.Write(Start);
        writer.Write(Unit);
        writer.Write(Short);
        writer.Write(Middle);
        writer.Write(Long);
        writer.Write(Decay.Name);
    }

    /// <exception cref="FormatException">It is no shape.</exception>
    public static RankerShape Read(BinaryReader reader)
    {
        var shape = new RankerShape(
            reader.ReadInt32(), new NodeRange(reader.ReadInt32(), reader.ReadInt32()), reader.ReadBoolean(),
            reader.ReadDouble(), reader.ReadDouble(), reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle(),
            DecayScore.Parse(reader.ReadString()));
        var holds = shape.Nodes is > 0 and < 1 << 30 && shape.Candidates is { First: >= 0, Count: > 0 } candidates
            && (long)candidates.First + candidates.Count <= shape.Nodes
            && double.IsFinite(shape.Start) && shape.Unit > 0 && shape.Short > 0 && shape.Middle > 0 && shape.Long > 0;
        return holds
            ? shape
            : throw new FormatException(
                $"{shape.Nodes} nodes, {shape.Candidates.Count} candidates and their scales of time do not go together");
    }

    // Three scales of time, a thousandth to a tenth of the training span; where time comes in coarser steps, from one step upwards.
    private static (double Low, double Middle, double High) Scales(double step, double span)
    {
        var (low, high) = (1e-3 * span, 1e-1 * span);
        if (double.IsFinite(step) && step > low)
        {
            (low, high) = (step, Math.Max(high, 6 * step));
        }

        return (low, Math.Sqrt(low * high), high);
    }
}
