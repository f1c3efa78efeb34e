using System.Numerics;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Heuristics;

namespace Quiver.TemporalGraphs.Ranking;

/// <summary>
/// The sum of decays from which the ranker starts, as logarithms: one for every candidate by its popularity alone, and what a pair that
/// met adds to it. Their sum, exponentiated, is the score of <see cref="DecayPredictor"/>, but that nothing falls below
/// <see cref="Least"/>, which old pairs come near in the order of their sums.
/// </summary>
internal sealed class DecayedPrior
{
    /// <summary>The logarithm of nothing at all.</summary>
    public const float Least = -30;

    // From here on down old pairs come ever closer to the least.
    private const double Bend = Least + 2;

    private readonly DecayScore score;
    private readonly NodeRange candidates;
    private readonly double start;
    private readonly double logWeight;
    private readonly DecayedLinks links;
    private readonly double[] popularity;
    private readonly SparseSums sums;

    /// <summary>Starts without events.</summary>
    /// <param name="shape">Nodes, candidates and the score.</param>
    public DecayedPrior(RankerShape shape)
    {
        // Walks have a feature of their own.
        score = shape.Decay with { Walks = 0 };
        (candidates, start, logWeight) = (shape.Candidates, shape.Start, Math.Log(score.Popularity));
        links = new DecayedLinks(shape.Nodes, score);
        popularity = new double[candidates.Count];
        popularity.AsSpan().Fill(double.NegativeInfinity);
        sums = new SparseSums(shape.Nodes, links.Logarithmic);
    }

    /// <summary>Takes in an event.</summary>
    public void Observe(int source, int destination, double time)
    {
        var scaled = Scaled(time);
        links.Add(source, destination, scaled);
        ref var sum = ref popularity[destination - candidates.First];
        var more = scaled / score.Tau;
        sum = SparseSums.Together(sum, more);
    }

    /// <summary>The logarithm of every candidate's popularity.</summary>
    /// <param name="time">The query's time.</param>
    /// <param name="target">[candidates].</param>
    public void Fill(double time, Span<float> target)
    {
        var shift = logWeight - (Scaled(time) / score.Tau);
        var (lanes, c) = (Vector<double>.Count, 0);
        var (add, least) = (new Vector<double>(shift), new Vector<float>(Least));
        for (; c + (2 * lanes) <= target.Length; c += 2 * lanes)
        {
            var near = Vector.Narrow(new Vector<double>(popularity, c) + add, new Vector<double>(popularity, c + lanes) + add);
            Vector.Max(near, least).CopyTo(target[c..]);
        }

        for (; c < target.Length; c++)
        {
            target[c] = Math.Max((float)(popularity[c] + shift), Least);
        }
    }

    /// <summary>Looks up what a source has to do with others, until the next call.</summary>
    /// <param name="source">The source.</param>
    /// <param name="time">The query's time.</param>
    public void Visit(int source, double time)
    {
        sums.Clear();
        links.Visit(source, Scaled(time), sums);
    }

    /// <summary>What the visited source adds to a candidate's logarithm.</summary>
    /// <param name="candidate">The candidate, from 0.</param>
    /// <param name="plain">Its logarithm without the source.</param>
    public float Added(int candidate, float plain)
    {
        var own = sums.Logarithm(candidate + candidates.First);
        if (links.Logarithmic && own < Bend && !double.IsNegativeInfinity(own))
        {
            own = Least + ((Bend - Least) / (1 + Math.Log(1 + Bend - own)));
        }

        var most = Math.Max(own, plain);
        var sum = Math.Exp(own - most) + Math.Exp(plain - most);
        return (float)(most + Math.Log(sum) - plain);
    }

    private double Scaled(double time) => (time - start) / score.Unit;
}
