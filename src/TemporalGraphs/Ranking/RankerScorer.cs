using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Quiver.TemporalGraphs.Ranking;

/// <summary>
/// The ranker's networks forwards: one pass over dense columns scores all candidates, and those the source has met are scored
/// again with what is known of the pair. Not for several threads at once.
/// </summary>
internal sealed class RankerScorer
{
    private readonly RankerWeights weights;
    private readonly int candidates;
    private readonly float[] byUnit;
    private readonly float[] output;
    private readonly float[] secondOutput;
    private readonly float[] denseDirect;
    private readonly float[] pairDirect;
    private readonly float[] scores;
    private readonly float[] constant;
    private readonly float[] active;
    private readonly float[] second;
    private readonly float[] inputs;

    /// <summary>Prepares for scoring; later changes of the weights are not seen.</summary>
    /// <param name="weights">Parameters.</param>
    /// <param name="candidates">Number of candidates.</param>
    public RankerScorer(RankerWeights weights, int candidates)
    {
        (this.weights, this.candidates) = (weights, candidates);
        byUnit = new float[weights.Dense.Length];
        RankerKernels.Transpose(weights.Dense, weights.DenseWidth, weights.Units, byUnit);
        output = Array.ConvertAll(weights.Output, o => o / weights.Members);
        secondOutput = Array.ConvertAll(weights.SecondOutput, o => o / weights.Members);
        denseDirect = Mean(weights.DenseDirect, weights.Members);
        pairDirect = Mean(weights.PairDirect, weights.Members);
        scores = new float[RankerKernels.Padded(candidates)];
        constant = new float[weights.Units];
        active = new float[weights.Units];
        second = new float[weights.Second];
        inputs = new float[weights.DenseWidth];
    }

    /// <summary>Scores every candidate of a query.</summary>
    /// <param name="query">Its features.</param>
    /// <returns>A score for each candidate, the members' mean; valid until the next call.</returns>
    public ReadOnlySpan<float> Score(RankerQuery query)
    {
        weights.Bias.CopyTo(constant, 0);
        RankerKernels.AddProduct(constant, query.Query, weights.Query, weights.Units);
        RankerKernels.Layer(query.Dense, candidates, byUnit, constant, output, denseDirect, scores, []);
        var pairs = CollectionsMarshal.AsSpan(query.Pairs);
        for (var m = 0; m < query.Met.Count; m++)
        {
            scores[query.Met[m]] = Met(query, query.Met[m], pairs.Slice(m * RankerFeatures.PairWidth, RankerFeatures.PairWidth));
        }

        return scores.AsSpan(0, candidates);
    }

    private static float[] Mean(float[] values, int members)
    {
        var mean = new float[values.Length / members];
        for (var i = 0; i < values.Length; i++)
        {
            mean[i % mean.Length] += values[i] / members;
        }

        return mean;
    }

    private float Met(RankerQuery query, int candidate, ReadOnlySpan<float> pair)
    {
        constant.CopyTo(active, 0);
        for (var f = 0; f < inputs.Length; f++)
        {
            inputs[f] = query.Dense[(f * candidates) + candidate];
        }

        var total = TensorPrimitives.Dot(inputs, denseDirect) + TensorPrimitives.Dot(pair, pairDirect);

        RankerKernels.AddProduct(active, inputs, weights.Dense, weights.Units);
        RankerKernels.AddProduct(active, pair, weights.Pair, weights.Units);
        total += RankerKernels.RectifiedSum(active, output);
        var (h, k) = (weights.Hidden, weights.Second);
        for (var m = 0; k > 0 && m < weights.Members; m++)
        {
            weights.SecondBias.AsSpan(m * k, k).CopyTo(second);
            RankerKernels.AddProduct(second, active.AsSpan(m * h, h), weights.SecondLayer.AsSpan(m * h * k, h * k), k);
            total += RankerKernels.RectifiedSum(second, secondOutput.AsSpan(m * k, k));
        }

        return total;
    }
}
