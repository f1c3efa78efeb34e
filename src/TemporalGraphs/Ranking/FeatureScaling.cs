using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Quiver.TemporalGraphs.Ranking;

/// <summary>
/// Standardises the features while the networks learn: those of candidates and queries to mean 0 and deviation 1, those of pairs, which
/// are zero where there is nothing, to a root mean square of 1. The logarithms of the sum of decays stay as they are.
/// </summary>
/// <remarks>Weights learned on standardised features are folded into weights on plain ones, so scoring knows nothing of it.</remarks>
internal sealed class FeatureScaling
{
    private const double Least = 1e-4;
    private readonly float[] denseMean;
    private readonly float[] denseScale;
    private readonly float[] queryMean;
    private readonly float[] queryScale;
    private readonly float[] pairScale;

    private FeatureScaling(Moments dense, Moments query, Moments pair)
    {
        (denseMean, denseScale) = (dense.Mean(), dense.Scale(centred: true));
        (queryMean, queryScale) = (query.Mean(), query.Scale(centred: true));
        pairScale = pair.Scale(centred: false);
        (denseMean[RankerFeatures.PriorDense], denseScale[RankerFeatures.PriorDense]) = (0, 1);
        pairScale[RankerFeatures.PriorPair] = 1;
    }

    /// <summary>Measures the features of some queries.</summary>
    /// <param name="queries">The queries, each of which may be overwritten when the next is asked for.</param>
    /// <param name="shape">Gives the widths.</param>
    public static FeatureScaling Of(IEnumerable<RankerQuery> queries, RankerShape shape)
    {
        var (dense, query, pair) =
            (new Moments(shape.DenseWidth), new Moments(shape.QueryWidth), new Moments(RankerFeatures.PairWidth));
        var count = shape.Candidates.Count;
        foreach (var q in queries)
        {
            for (var f = 0; f < shape.DenseWidth; f++)
            {
                dense.Add(f, q.Dense.AsSpan(f * count, count));
            }

            for (var f = 0; f < shape.QueryWidth; f++)
            {
                query.Add(f, q.Query.AsSpan(f, 1));
            }

            var pairs = CollectionsMarshal.AsSpan(q.Pairs);
            for (var i = 0; i < pairs.Length; i++)
            {
                pair.Add(i % RankerFeatures.PairWidth, pairs.Slice(i, 1));
            }
        }

        return new FeatureScaling(dense, query, pair);
    }

    /// <summary>Standardises the features of a query in place.</summary>
    public void Apply(RankerQuery query)
    {
        var count = (query.Dense.Length - RankerKernels.Group) / denseMean.Length;
        for (var f = 0; f < denseMean.Length; f++)
        {
            Scale(query.Dense.AsSpan(f * count, count), denseMean[f], denseScale[f]);
        }

        for (var f = 0; f < queryMean.Length; f++)
        {
            Scale(query.Query.AsSpan(f, 1), queryMean[f], queryScale[f]);
        }

        var pairs = CollectionsMarshal.AsSpan(query.Pairs);
        for (var i = 0; i < pairs.Length; i++)
        {
            pairs[i] *= pairScale[i % pairScale.Length];
        }
    }

    /// <summary>Turns weights on standardised features into weights on plain ones, in place. All scores of a query may shift by the
    /// same constant.</summary>
    public void Fold(RankerWeights weights)
    {
        var units = weights.Units;
        Layer(weights.Dense, denseMean, denseScale);
        Layer(weights.Query, queryMean, queryScale);
        Layer(weights.Pair, [], pairScale);
        Direct(weights.DenseDirect, denseScale);
        Direct(weights.PairDirect, pairScale);

        void Layer(float[] rows, float[] mean, float[] scale)
        {
            for (var f = 0; f < scale.Length; f++)
            {
                var row = rows.AsSpan(f * units, units);
                TensorPrimitives.Multiply(row, scale[f], row);
                if (mean.Length > 0)
                {
                    RankerKernels.AddScaled(weights.Bias, -mean[f], row);
                }
            }
        }

        static void Direct(float[] values, float[] scale)
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] *= scale[i % scale.Length];
            }
        }
    }

    private static void Scale(Span<float> values, float mean, float scale)
    {
        TensorPrimitives.Subtract(values, mean, values);
        TensorPrimitives.Multiply(values, scale, values);
    }

    private sealed class Moments(int width)
    {
        private readonly double[] sums = new double[width];
        private readonly double[] squares = new double[width];
        private readonly long[] counts = new long[width];

        public void Add(int feature, ReadOnlySpan<float> values)
        {
            foreach (var value in values)
            {
                sums[feature] += value;
                squares[feature] += (double)value * value;
            }

            counts[feature] += values.Length;
        }

        public float[] Mean() => [.. sums.Select((s, f) => (float)(s / Math.Max(1, counts[f])))];

        // A feature that hardly varies says nothing yet and stays as it is.
        public float[] Scale(bool centred) => [.. sums.Select((s, f) =>
        {
            var (n, mean) = (Math.Max(1, counts[f]), centred ? s / Math.Max(1, counts[f]) : 0);
            var deviation = Math.Sqrt(Math.Max(0, (squares[f] / n) - (mean * mean)));
            return deviation < Least ? 1f : (float)(1 / deviation);
        })];
    }
}
