using CsCheck;
using Quiver.TemporalGraphs.Ranking;

namespace Quiver.TemporalGraphs.Tests.Ranking;

/// <summary>The inner loops of the ranker against loops that anyone can read.</summary>
public sealed class RankerKernelsTests
{
    [Fact]
    public void ALayer_OfAnyNumberOfUnits_IsTheSumOverUnitsAndFeatures() =>
        Gen.Select(Gen.Int[1, 7], Gen.Int[1, 15], Gen.Int[1, 150], Gen.Int[0, 1000], Gen.Bool).Sample((units, features, candidates, seed, keep) =>
        {
            var random = new Random(seed);
            var dense = Numbers(random, (features * candidates) + RankerKernels.Group);
            var (weights, direct) = (Numbers(random, units * features), Numbers(random, features));
            var (constant, output) = (Numbers(random, units), Numbers(random, units));
            var padded = RankerKernels.Padded(candidates);
            var (scores, activations) = (new float[padded], new float[keep ? units * padded : 0]);

            RankerKernels.Layer(dense, candidates, weights, constant, output, direct, scores, activations);

            for (var c = 0; c < candidates; c++)
            {
                var wanted = 0.0;
                for (var f = 0; f < features; f++)
                {
                    wanted += (double)direct[f] * dense[(f * candidates) + c];
                }

                for (var j = 0; j < units; j++)
                {
                    var unit = (double)constant[j];
                    for (var f = 0; f < features; f++)
                    {
                        unit += (double)weights[(j * features) + f] * dense[(f * candidates) + c];
                    }

                    wanted += output[j] * Math.Max(unit, 0);
                    if (keep)
                    {
                        Assert.Equal(Math.Max(unit, 0), activations[(j * padded) + c], 1e-4);
                    }
                }

                Assert.Equal(wanted, scores[c], 1e-3);
            }
        });

    [Fact]
    public void AProduct_AndARectifiedSum_AreThoseOfPlainLoops() =>
        Gen.Select(Gen.Int[0, 9], Gen.Int[1, 90], Gen.Int[0, 5], Gen.Int[0, 1000]).Sample((rows, columns, more, seed) =>
        {
            var random = new Random(seed);
            var stride = columns + more;
            var (target, factors, values) = (Numbers(random, columns), Numbers(random, rows), Numbers(random, rows * stride));
            var wanted = Enumerable.Range(0, columns)
                .Select(c => target[c] + Enumerable.Range(0, rows).Sum(r => (double)factors[r] * values[(r * stride) + c])).ToArray();

            RankerKernels.AddProduct(target, factors, values, stride);

            Assert.All(wanted.Zip(target), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
            var weights = Numbers(random, columns);
            var sum = target.Zip(weights).Sum(pair => Math.Max((double)pair.First, 0) * pair.Second);
            var positive = Array.ConvertAll(target, v => Math.Max(v, 0));

            Assert.Equal(sum, RankerKernels.RectifiedSum(target, weights), 1e-3);
            Assert.Equal(positive, target);
        });

    [Fact]
    public void Above_CountsLargerValues_NotEqualOnes() =>
        Gen.Select(Gen.Int[0, 6].Select(v => (float)v).Array[0, 40], Gen.Int[0, 6]).Sample((values, other) =>
            Assert.Equal(values.Count(v => v > other), FeatureColumns.Above(values, other)));

    private static float[] Numbers(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 4) - 2)];
}
