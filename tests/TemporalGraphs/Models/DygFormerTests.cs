using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Models;
using Quiver.TemporalGraphs.Tests.Evaluation;
using Quiver.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Tests.Models;

/// <summary>DyGFormer's chunks against every pair read alone, and against one graph of them all.</summary>
[Collection(TorchCollection.Name)]
public sealed class DygFormerTests
{
    private const int Nodes = 14;
    private const int Size = 8;
    private const int Neighbors = 3;
    private const int Length = 2 * Neighbors;
    private static readonly int[] Sources = [0, 5, 3, 5, 13, 0, 1];

    [Theory]
    [InlineData(0, 4096)]
    [InlineData(5, 4096)]
    [InlineData(40, 7)]
    [InlineData(90, 1)]
    public void Score_InChunks_EqualsEveryPairReadAlone(int seen, int chunk)
    {
        using var scope = NewDisposeScope();
        var data = Data();
        using var model = Create(chunk, 4096);
        using var twin = Create(chunk, 4096);
        model.Take(data.Events, 0, seen);
        var scores = model.Score(Sources, new double[Sources.Length], 1000, arange(Nodes, int64));
        var pairs = new Pairs(twin, data.Events, seen);
        var expected = cat([.. Sources.SelectMany(_ => Enumerable.Range(0, Nodes), pairs.Score)]).view(Sources.Length, Nodes);
        Assert.True(allclose(expected, scores, 1e-4, 2e-5), $"scores after {seen} events");
        Loss(scores).backward();
        Loss(expected).backward();
        SameGradients(twin, model, seen);
    }

    [Theory]
    [InlineData(0, 4096)]
    [InlineData(5, 4096)]
    [InlineData(40, 9)]
    [InlineData(90, 1)]
    [InlineData(90, 4096)]
    public void Backward_WithoutAWholeGraph_GivesItsGradients(int seen, int chunk)
    {
        using var scope = NewDisposeScope();
        var data = Data();
        using var whole = Create(4096, 1 << 20);
        using var parts = Create(chunk, 0);
        foreach (var model in new[] { whole, parts })
        {
            model.Take(data.Events, 0, seen);
            var scores = model.ScoreForTraining(Sources, new double[Sources.Length], 1000, arange(Nodes, int64));
            model.Backward(Loss(scores));
        }

        SameGradients(whole, parts, seen);
    }

    [Fact]
    public void Train_WithoutAWholeGraph_LosesAsWithIt()
    {
        using var whole = Create(4096, 1 << 20);
        using var parts = Create(8, 0);
        Assert.All(Losses(whole).Zip(Losses(parts)), pair => Assert.Equal(pair.First, pair.Second, 1e-4));

        static double[] Losses(DygFormer model)
        {
            using var learner = new LinkModelLearner(model, Data(), new LinkTrainOptions { Freshness = Freshness.PerBatch(10) });
            return [learner.Pass(0, null, CancellationToken.None)!.Value, learner.Pass(1, null, CancellationToken.None)!.Value];
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(1000)]
    public void Chunks_OfViews_HoldEachOnceInRowsOfOneLength(int tokens)
    {
        var random = new Random(tokens);
        int[] ids = [.. Enumerable.Range(0, 20)];
        var absent = new float[ids.Length * (Length - 1)];
        for (var i = 0; i < ids.Length; i++)
        {
            absent.AsSpan(i * (Length - 1), Length - 1)[random.Next(Length)..].Fill(1);
        }

        var around = Array.ConvertAll(absent, _ => random.Next(Nodes));
        var sequences = DygSequences.Of(ids, around, new float[absent.Length], absent);
        var views = new DygViews(sequences);
        var rows = new List<int>();
        for (var i = 0; i < 200; i++)
        {
            var row = random.Next(ids.Length);
            var shared = new char[sequences.Nodes(row).Length];
            shared[random.Next(shared.Length)] = (char)random.Next(1, 3);
            var view = views.Add(row, shared);
            Assert.Equal(view, views.Add(row, shared));
            if (view == rows.Count)
            {
                rows.Add(row);
            }
        }

        var number = views.Sort();
        var next = 0;
        foreach (var chunk in views.Chunks(tokens))
        {
            Assert.Equal(next, chunk.From);
            Assert.True(chunk.Rows.Length == 1 || chunk.Rows.Length * chunk.Tokens <= tokens);
            for (var i = 0; i < chunk.Rows.Length; i++)
            {
                var row = sequences.Order[chunk.First + chunk.Rows[i]];
                Assert.Equal(rows[Array.IndexOf(number, next)], row);
                Assert.Equal(chunk.Tokens, sequences.Tokens(row));
                next++;
            }
        }

        Assert.Equal(views.Count, next);
    }

    private static DygFormer Create(int chunk, long graph)
    {
        using var weights = new Weights(5, CPU);
        return new DygFormer(Nodes, Size, Neighbors, weights)
        {
            ChunkTokens = chunk,
            GraphTokens = graph,
            BlockPairs = Math.Max(1, chunk / 2),
            PairChunk = chunk,
        };
    }

    private static Tensor Loss(Tensor scores) => nn.functional.cross_entropy(scores, tensor(new long[] { 1, 2, 3, 4, 5, 6, 7 }));

    private static void SameGradients(DygFormer expected, DygFormer actual, int seen)
    {
        var reached = 0;
        foreach (var (first, second) in expected.named_parameters().Zip(actual.named_parameters()))
        {
            var (wanted, found) = (first.parameter.grad, second.parameter.grad);
            Assert.True(
                wanted is null ? found is null || found.abs().sum().item<float>() == 0 : allclose(wanted, found!, 1e-4, 1e-6),
                $"{first.name} after {seen} events");
            reached += wanted is not null && wanted.abs().max().item<float>() > 1e-5f ? 1 : 0;
        }

        Assert.True(seen == 0 || reached >= 14, $"only {reached} parameters have a gradient");
    }

    private static LinkSplit Data()
    {
        var random = new Random(8);
        int Node() => (int)(Nodes * random.NextDouble() * random.NextDouble());
        var pairs = Enumerable.Range(0, 90).Select(_ => (Source: Node(), Destination: Node())).ToArray();
        return Ranks.Split(
            Array.ConvertAll(pairs, p => p.Source),
            Array.ConvertAll(pairs, p => p.Destination),
            [.. Enumerable.Range(0, 90).Select(i => 10.0 * i)],
            60,
            75);
    }

    // The formula, one pair at a time: all entries, all patches, a mask.
    private sealed class Pairs(DygFormer model, EventStream events, int seen)
    {
        private readonly Dictionary<string, Tensor> weights =
            model.named_parameters().ToDictionary(p => p.name, p => (Tensor)p.parameter, StringComparer.Ordinal);

        public Tensor Score(int source, int candidate)
        {
            var (mine, theirs) = (Sequence(source), Sequence(candidate));
            var (first, second) = (Code(mine, []), Code(theirs, []));
            var score = first.matmul(weights["decoder.mix"]).matmul(second.t()) + second.matmul(weights["decoder.bias"]).t();
            if (mine.Any(m => theirs.Any(t => t.Node == m.Node)))
            {
                var pair = cat([Code(mine, theirs), Code(theirs, mine)], 1);
                score = score + (pair.matmul(weights["pairIn"]) + weights["pairBias"]).relu().matmul(weights["pairOut"]);
            }

            return score.view(1);
        }

        private List<(int Node, float Age)> Sequence(int node)
        {
            var sequence = new List<(int, float)> { (node, 0) };
            for (var e = seen - 1; e >= 0 && sequence.Count < Length; e--)
            {
                var (s, d) = (events.Sources[e], events.Destinations[e]);
                for (var times = (s == node ? 1 : 0) + (d == node ? 1 : 0); times > 0 && sequence.Count < Length; times--)
                {
                    sequence.Add((s == node ? d : s, (float)(1000 - events.Times[e])));
                }
            }

            return sequence;
        }

        private Tensor Code(List<(int Node, float Age)> own, List<(int Node, float Age)> other)
        {
            var rows = new List<Tensor>();
            var width = weights["entry"].shape[0] / 2;
            var present = zeros(Neighbors);
            for (var k = 0; k < own.Count; k++)
            {
                var (node, age) = own[k];
                var time = (weights["clock.frequency"] * age + weights["clock.phase"]).cos();
                var late = tensor(new[] { MathF.Log(age + 1) / 5 });
                var counts = Count(own.Count(e => e.Node == node)) + Count(other.Count(e => e.Node == node));
                rows.Add(cat([weights["features"][node], time, late, counts.squeeze(0)], 0));
                present[k / 2] = 1;
            }

            rows.AddRange(Enumerable.Range(own.Count, Length - own.Count).Select(_ => zeros(width)));
            var tokens = stack(rows).view(Neighbors, -1).matmul(weights["entry"]);
            var parts = Norm(tokens).matmul(weights["attend"]);
            var heads = new List<Tensor>();
            for (var h = 0; h < 2; h++)
            {
                var half = Size / 2;
                Tensor Part(int p) => parts.narrow(1, (p * Size) + (h * half), half);
                var attention = Part(0).matmul(Part(1).t()) / Math.Sqrt(half) + (present - 1) * 1e9f;
                heads.Add(attention.softmax(1).matmul(Part(2)));
            }

            tokens = tokens + cat(heads, 1).matmul(weights["mix"]);
            tokens = tokens + Norm(tokens).matmul(weights["widen"]).relu().matmul(weights["narrow"]);
            return (tokens * present.unsqueeze(1)).sum(0, keepdim: true) / present.sum();
        }

        private Tensor Count(int count) =>
            (weights["countIn"] * MathF.Log(1 + count) + weights["countBias"]).relu().matmul(weights["countOut"]);

        private static Tensor Norm(Tensor x) => nn.functional.layer_norm(x, [Size]);
    }
}
