using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Ranking;
using Quiver.TemporalGraphs.Training;
using Quiver.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Tests.Ranking;

[Collection(TorchCollection.Name)]
public sealed class RankerGradientTests
{
    [Theory]
    [InlineData(1, 64, 32, 37)]
    [InlineData(2, 24, 8, 64)]
    [InlineData(3, 7, 5, 9)]
    [InlineData(2, 10, 0, 33)]
    public void Gradient_AgreesWithAutograd(int members, int hidden, int second, int destinations)
    {
        var data = new EventGenerator(20, destinations, 600, 0.7, 5).Create().Split();
        var features = new RankerFeatures(RankerShape.Of(data));
        features.Observe(data.Events, 0, 300);
        var weights = Random(members, hidden, second, RankerShape.Of(data));
        var gradient = new RankerGradient(weights, features.Candidates);
        gradient.Begin();
        using var twin = new Twin(weights);
        var (loss, expected) = (0.0, tensor(0.0, float64));
        for (var i = 300; i < 310; i++)
        {
            var query = new RankerQuery(RankerShape.Of(data));
            query.Fill(features, data, i, new TrueDestinations(data.Events, i, i + 1));
            if (i % 3 == 0)
            {
                query.Excluded.Add((query.Target + 1) % features.Candidates);
            }

            loss += gradient.Add(query, 0.1f);
            expected = expected.add(twin.Loss(query, features.Candidates).mul(0.1));
        }

        expected.backward();
        Assert.Equal(expected.item<double>(), loss, 1e-4);
        for (var k = 0; k < weights.All.Count; k++)
        {
            var truth = twin.Parameters[k].grad is { } g ? g.reshape(-1).data<double>().ToArray() : new double[weights.All[k].Length];
            Assert.Equal(truth.Length, gradient.Sum.All[k].Length);
            for (var i = 0; i < truth.Length; i++)
            {
                Assert.True(Math.Abs(truth[i] - gradient.Sum.All[k][i]) < 1e-4 * (1 + Math.Abs(truth[i])), $"array {k}, place {i}: {truth[i]} against {gradient.Sum.All[k][i]}");
            }
        }
    }

    [Theory]
    [InlineData(1, 64, 32)]
    [InlineData(3, 7, 5)]
    public void Score_IsTheMeanOfTheMembers(int members, int hidden, int second)
    {
        var data = new EventGenerator(20, 45, 600, 0.7, 5).Create().Split();
        var features = new RankerFeatures(RankerShape.Of(data));
        features.Observe(data.Events, 0, 300);
        var weights = Random(members, hidden, second, RankerShape.Of(data));
        using var twin = new Twin(weights);
        var scorer = new RankerScorer(weights, features.Candidates);
        var query = new RankerQuery(RankerShape.Of(data));
        for (var i = 300; i < 310; i++)
        {
            query.Fill(features, data, i, new TrueDestinations(data.Events, i, i + 1));
            var expected = twin.Scores(query, features.Candidates).mean([1]).data<double>().ToArray();
            var scores = scorer.Score(query);
            for (var c = 0; c < expected.Length; c++)
            {
                Assert.Equal(expected[c], scores[c], 1e-3);
            }
        }
    }

    private static RankerWeights Random(int members, int hidden, int second, RankerShape shape)
    {
        var weights = new RankerWeights(members, hidden, second, shape.DenseWidth, shape.QueryWidth);
        var random = new Random(11);
        foreach (var array in weights.All)
        {
            for (var i = 0; i < array.Length; i++)
            {
                array[i] = (random.NextSingle() - 0.5f) * 0.4f;
            }
        }

        return weights;
    }

    // The same network written down plainly, in double precision, with derivatives by autograd.
    private sealed class Twin : IDisposable
    {
        private readonly RankerWeights w;

        public Twin(RankerWeights weights)
        {
            w = weights;
            Parameters = [.. weights.All.Select(a => tensor(a, dtype: float64).requires_grad_(true))];
        }

        public Tensor[] Parameters { get; }

        public Tensor Scores(RankerQuery query, int candidates)
        {
            var (m, h, k) = (w.Members, w.Hidden, w.Second);
            var x = tensor(query.Dense.AsSpan(0, w.DenseWidth * candidates).ToArray(), dtype: float64).reshape(w.DenseWidth, candidates).transpose(0, 1);
            var q = tensor(query.Query, dtype: float64).unsqueeze(0);
            var pair = zeros(candidates, RankerFeatures.PairWidth, dtype: float64);
            var met = zeros(candidates, 1, dtype: float64);
            for (var r = 0; r < query.Met.Count; r++)
            {
                met[query.Met[r], 0] = 1.0;
                for (var f = 0; f < RankerFeatures.PairWidth; f++)
                {
                    pair[query.Met[r], f] = (double)query.Pairs[(r * RankerFeatures.PairWidth) + f];
                }
            }

            var p = Parameters;
            var active = x.matmul(p[0].reshape(w.DenseWidth, -1)).add(pair.matmul(p[1].reshape(RankerFeatures.PairWidth, -1))).add(q.matmul(p[2].reshape(w.QueryWidth, -1))).add(p[3]).relu();
            var columns = new List<Tensor>();
            for (var e = 0; e < m; e++)
            {
                var own = active.slice(1, e * h, (e + 1) * h, 1);
                var score = own.matmul(p[4].slice(0, e * h, (e + 1) * h, 1)).add(x.matmul(p[5].reshape(m, -1)[e])).add(pair.matmul(p[6].reshape(m, -1)[e]));
                if (k > 0)
                {
                    var second = own.matmul(p[7].reshape(m, h, k)[e]).add(p[8].reshape(m, k)[e]).relu();
                    score = score.add(second.matmul(p[9].reshape(m, k)[e]).mul(met.squeeze(1)));
                }

                columns.Add(score);
            }

            return stack(columns, 1);
        }

        public Tensor Loss(RankerQuery query, int candidates)
        {
            var scores = Scores(query, candidates);
            foreach (var other in query.Excluded)
            {
                var mask = zeros(candidates, 1, dtype: float64);
                mask[other, 0] = double.PositiveInfinity;
                scores = scores.sub(mask.nan_to_num(posinf: 1e30));
            }

            return scores.logsumexp(0).sub(scores[query.Target]).sum();
        }

        public void Dispose()
        {
            foreach (var parameter in Parameters)
            {
                parameter.Dispose();
            }
        }
    }
}
