using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Ranking;

namespace Quiver.TemporalGraphs.Tests.Ranking;

public sealed class FeatureScalingTests
{
    private static readonly LinkSplit Data = new EventGenerator(20, 15, 600, 0.7, 5).Create().Split();
    private static readonly RankerShape Shape = RankerShape.Of(Data);

    [Fact]
    public void Fold_OfWeights_ScoresPlainFeaturesAsTheWeightsScoreStandardisedOnes()
    {
        var (scaling, plain) = (FeatureScaling.Of(Queries(300), Shape), Weights());
        var folded = plain.Copy();
        scaling.Fold(folded);
        foreach (var query in Queries(40))
        {
            var found = new RankerScorer(folded, Shape.Candidates.Count).Score(query).ToArray();
            scaling.Apply(query);
            var wanted = new RankerScorer(plain, Shape.Candidates.Count).Score(query).ToArray();

            // A constant common to all candidates changes no rank and no softmax.
            var shift = wanted[0] - found[0];
            Assert.All(wanted.Zip(found), p => Assert.True(
                Math.Abs(p.First - p.Second - shift) < 1e-3 * (1 + Math.Abs(p.First)), $"{p.First} and {p.Second} + {shift}"));
        }
    }

    [Fact]
    public void Apply_ToWhatWasMeasured_GivesMeanZeroAndDeviationOne()
    {
        var scaling = FeatureScaling.Of(Queries(300), Shape);
        var count = Shape.Candidates.Count;
        var values = Enumerable.Range(0, Shape.DenseWidth).Select(_ => new List<double>()).ToArray();
        var pairs = Enumerable.Range(0, RankerFeatures.PairWidth).Select(_ => new List<double>()).ToArray();
        foreach (var query in Queries(300))
        {
            var prior = query.Dense.AsSpan(RankerFeatures.PriorDense * count, count).ToArray();
            scaling.Apply(query);
            Assert.Equal(prior, query.Dense.AsSpan(RankerFeatures.PriorDense * count, count).ToArray());
            for (var f = 0; f < values.Length; f++)
            {
                values[f].AddRange(query.Dense.AsSpan(f * count, count).ToArray().Select(v => (double)v));
            }

            for (var i = 0; i < query.Pairs.Count; i++)
            {
                pairs[i % pairs.Length].Add(query.Pairs[i]);
            }
        }

        for (var f = 0; f < values.Length; f++)
        {
            if (f != RankerFeatures.PriorDense)
            {
                Assert.Equal(0, values[f].Average(), 2e-3);
                Assert.Equal(1, values[f].Average(v => v * v), 1e-2);
            }
        }

        // Features of pairs keep their zeros, which mean that there is nothing.
        for (var f = 0; f < pairs.Length - 1; f++)
        {
            var square = pairs[f].Average(v => v * v);
            Assert.True(square == 0 || Math.Abs(square - 1) < 1e-2, $"pair feature {f}: {square}");
        }
    }

    [Theory]
    [InlineData(100_000, 64)]
    [InlineData(6400, 64)]
    [InlineData(6399, 32)]
    [InlineData(3199, 16)]
    [InlineData(5, 16)]
    public void BatchOf_FewQueries_IsSmaller(int queries, int batch)
    {
        Assert.Equal(batch, new RankerOptions().BatchOf(queries));
        Assert.Equal(7, new RankerOptions { Batch = 7 }.BatchOf(queries));
    }

    private static IEnumerable<RankerQuery> Queries(int count)
    {
        var features = new RankerFeatures(Shape);
        features.Observe(Data.Events, 0, 100);
        for (var i = 100; i < 100 + count; i++)
        {
            var query = new RankerQuery(Shape);
            query.Fill(features, Data, i, new TrueDestinations(Data.Events, i, i + 1));
            features.Observe(Data.Events, i, i + 1);
            yield return query;
        }
    }

    private static RankerWeights Weights()
    {
        var (weights, random) = (new RankerWeights(2, 8, 4, Shape.DenseWidth, Shape.QueryWidth), new Random(3));
        foreach (var array in weights.All)
        {
            foreach (ref var value in array.AsSpan())
            {
                value = (float)(random.NextDouble() - 0.5);
            }
        }

        return weights;
    }
}
