using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Models;
using Quiver.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Tests.Models;

/// <summary>The layers of the link models against loops in double precision.</summary>
[Collection(TorchCollection.Name)]
public sealed class LayerTests
{
    private const int Nodes = 9;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(14)]
    [InlineData(60)]
    public void Graph_OfASnapshot_PropagatesAsItsDenseMatrix(int edges)
    {
        using var scope = NewDisposeScope();
        var random = new Random(edges);
        var (a, h) = (new double[Nodes, Nodes], Matrix(random, Nodes, 3));
        var (sources, destinations) = (new int[edges], new int[edges]);
        for (var i = 0; i < edges; i++)
        {
            (sources[i], destinations[i]) = (random.Next(Nodes), random.Next(Nodes));
            if (sources[i] != destinations[i])
            {
                a[sources[i], destinations[i]] = a[destinations[i], sources[i]] = 1;
            }
        }

        // Two events before it and one after it belong to other snapshots.
        var events = new EventStream([0, 1, .. sources, 2], [1, 2, .. destinations, 3], new double[edges + 3]);
        using var graph = new SnapshotGraph(events, 2, edges + 2, Nodes, CPU);
        double Degree(int u) => Enumerable.Range(0, Nodes).Sum(v => a[u, v]);
        Same((u, k) => Sum(v => a[u, v] == 0 ? 0 : h[v, k] / Math.Sqrt(Degree(u) * Degree(v))), 3, graph.Neighbors(Of(h)));
        Same((u, k) => Sum(v => (a[u, v] + (u == v ? 1 : 0)) * h[v, k] / Math.Sqrt((Degree(u) + 1) * (Degree(v) + 1))), 3, graph.Propagate(Of(h)));
        Assert.Equal(Enumerable.Range(0, Nodes).Where(u => Degree(u) > 0).Select(u => (long)u), graph.Active.data<long>().ToArray());
        Assert.Equal((int)Enumerable.Range(0, Nodes).Sum(Degree), graph.EdgeCount);

        static double Sum(Func<int, double> term) => Enumerable.Range(0, Nodes).Sum(term);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void TimeCode_OfAnyAge_IsItsCosines(int size)
    {
        using var scope = NewDisposeScope();
        using var start = new Weights(0, CPU);
        var encoder = new TimeEncoder(start, size);
        float[] ages = [0, 1, 2.5f, 1000, 1e6f];
        var code = encoder.Encode(tensor(ages));
        Assert.Equal([ages.Length, size], code.shape);
        Same((i, k) => Math.Cos(ages[i] * Math.Pow(10, -9.0 * k / Math.Max(1, size - 1))), size, code, 0.05);
        Same((_, _) => 1, size, encoder.Encode(zeros(4)));
    }

    [Fact]
    public void Gate_OfOneStep_IsItsFormula()
    {
        using var scope = NewDisposeScope();
        var random = new Random(3);
        var (inputs, size) = (4, 3);
        using var start = new Weights(5, CPU);
        var unit = new MatrixGru(start, inputs, size, keepBias: 0.7);
        var (x, h) = (Matrix(random, 5, inputs), Matrix(random, 5, size));
        var weights = unit.named_parameters().ToDictionary(p => p.name, p => Values(p.parameter), StringComparer.Ordinal);
        double Through(string name, int row, int column, double[,] v) => Enumerable.Range(0, v.GetLength(1)).Sum(i => v[row, i] * weights[name][i, column]);
        double Bias(int column) => weights["bias"][0, column];
        double Gate(int row, int column) => 1 / (1 + Math.Exp(-(Through("input", row, column, x) + Bias(column) + Through("recurrent", row, column, h))));
        Same(
            (row, k) =>
            {
                var forgotten = Enumerable.Range(0, size).Sum(i => Gate(row, size + i) * h[row, i] * weights["candidate"][i, k]);
                var fresh = Math.Tanh(Through("input", row, (2 * size) + k, x) + Bias((2 * size) + k) + forgotten);
                return (Gate(row, k) * h[row, k]) + ((1 - Gate(row, k)) * fresh);
            },
            size,
            unit.Step(Of(x), Of(h)));
    }

    [Fact]
    public void Attention_OverSampledNeighbours_IsItsFormula()
    {
        using var scope = NewDisposeScope();
        var random = new Random(4);
        var (rows, around, size, clockSize) = (4, 3, 5, 6);
        using var start = new Weights(6, CPU);
        var clock = new TimeEncoder(start, clockSize);
        var layer = new NeighborAttention(start, size, clock, clockSize);
        var (own, other) = (Matrix(random, rows, size), Matrix(random, rows * around, size));
        var ages = Enumerable.Range(0, rows * around).Select(_ => (float)random.Next(5)).ToArray();

        // Row 0 has all its neighbours, row 1 two, row 2 one, row 3 none.
        var absent = Enumerable.Range(0, rows * around).Select(i => i % around >= around - (i / around) ? 1f : 0f).ToArray();
        var weights = layer.named_parameters(recurse: false).ToDictionary(p => p.name, p => Values(p.parameter), StringComparer.Ordinal);
        var code = Values(clock.Encode(tensor(ages)));
        double Seen(int i, int k) => k < size ? other[i, k] : code[i, k - size];
        double Through(string name, int i, int column) => Enumerable.Range(0, size + clockSize).Sum(k => Seen(i, k) * weights[name][k, column]);
        double Query(int row, int column) => Enumerable.Range(0, size).Sum(k => own[row, k] * weights["query"][k, column]);
        double Match(int row, int slot) => Enumerable.Range(0, size).Sum(c => Query(row, c) * Through("key", (row * around) + slot, c));
        Same(
            (row, k) =>
            {
                var present = Enumerable.Range(0, around).Where(s => absent[(row * around) + s] == 0).ToArray();
                var total = present.Sum(s => Math.Exp(Match(row, s)));
                double Pooled(int column) => present.Sum(s => Math.Exp(Match(row, s)) / total * Through("value", (row * around) + s, column));
                return own[row, k] + Enumerable.Range(0, size).Sum(c => Pooled(c) * weights["output"][c, k]);
            },
            size,
            layer.Pool(Of(own), Of(other), ages, absent));
    }

    [Fact]
    public void Cell_OfOneStep_IsItsThreeWayTensor()
    {
        using var scope = NewDisposeScope();
        var random = new Random(11);
        var (inputs, size, rank) = (4, 3, 5);
        using var start = new Weights(12, CPU);
        var cell = new SecondOrderCell(start, inputs, size, rank, keepBias: 0.6);
        using (no_grad())
        {
            // Biases of their own, so that terms of first order and of second order are told apart.
            foreach (var name in new[] { "inputBias", "recurrentBias" })
            {
                cell.named_parameters().Single(p => string.Equals(p.name, name, StringComparison.Ordinal)).parameter.copy_(Of(Matrix(random, 1, rank)).squeeze(0));
            }
        }

        var (x, h) = (Matrix(random, 6, inputs), Matrix(random, 6, size));
        var weights = cell.named_parameters().ToDictionary(p => p.name, p => Values(p.parameter), StringComparer.Ordinal);

        // With a one appended to either vector, biases are a slice of the tensor T[i, j, k] = sum over f of U[i, f] V[j, f] W[f, k].
        double Left(int i, int f) => i < inputs ? weights["input"][i, f] : weights["inputBias"][0, f];
        double Right(int j, int f) => j < size ? weights["recurrent"][j, f] : weights["recurrentBias"][0, f];
        double Entry(int i, int j, int k) => Enumerable.Range(0, rank).Sum(f => Left(i, f) * Right(j, f) * weights["factors"][f, k]);
        double Contracted(int row, int k)
        {
            var total = weights["bias"][0, k];
            for (var i = 0; i <= inputs; i++)
            {
                for (var j = 0; j <= size; j++)
                {
                    total += Entry(i, j, k) * (i < inputs ? x[row, i] : 1) * (j < size ? h[row, j] : 1);
                }
            }

            return total;
        }

        Same(
            (row, k) =>
            {
                var keep = 1 / (1 + Math.Exp(-Contracted(row, k)));
                return (keep * h[row, k]) + ((1 - keep) * Math.Tanh(Contracted(row, size + k)));
            },
            size,
            cell.Step(Of(x), Of(h)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(40)]
    public void Graph_OfASnapshot_AttendsByTheKernelOverEveryNeighbour(int edges)
    {
        using var scope = NewDisposeScope();
        var random = new Random(edges + 1);
        var linked = new bool[Nodes, Nodes];
        var (sources, destinations) = (new int[edges], new int[edges]);
        for (var i = 0; i < edges; i++)
        {
            (sources[i], destinations[i]) = (random.Next(Nodes), random.Next(Nodes));
            linked[sources[i], destinations[i]] = linked[destinations[i], sources[i]] = true;
        }

        var (q, k, v) = (Above(Matrix(random, Nodes, 2)), Above(Matrix(random, Nodes, 2)), Matrix(random, Nodes, 3));
        using var graph = new SnapshotGraph(new EventStream(sources, destinations, new double[edges]), 0, edges, Nodes, CPU);
        Same(
            (u, c) =>
            {
                var seen = Enumerable.Range(0, Nodes).Where(w => w == u || linked[u, w]).ToArray();
                double Weight(int w) => (q[u, 0] * k[w, 0]) + (q[u, 1] * k[w, 1]);
                return seen.Sum(w => Weight(w) * v[w, c]) / seen.Sum(Weight);
            },
            3,
            graph.Attend(Of(q), Of(k), Of(v)));
    }

    [Fact]
    public void Memory_AfterAnySteps_IsAttentionOverTheWholePast()
    {
        const int keys = 3;
        using var scope = NewDisposeScope();
        var random = new Random(13);
        using var start = new Weights(0, CPU);
        var memory = new DecayingMemory(start, keys);
        var kept = Values(memory.named_parameters().Single().parameter.sigmoid());
        var past = new List<(long[] Rows, double[,] Keys, double[,] Values)>();
        var queries = Above(Matrix(random, Nodes, keys));
        Tensor? state = null;
        var answer = zeros(0);
        for (var t = 0; t < 6; t++)
        {
            var rows = Enumerable.Range(0, Nodes - 1).Where(_ => random.Next(2) == 0).Select(r => (long)r).ToArray();
            if (rows.Length > 0)
            {
                past.Add((rows, Above(Matrix(random, rows.Length, keys)), Matrix(random, rows.Length, 2)));
                (answer, state) = memory.Step(state, Of(queries), tensor(rows), Of(past[^1].Keys), Of(past[^1].Values));
            }
        }

        Same(
            (row, c) =>
            {
                var (top, bottom) = (0.0, 0.0);
                for (var t = 0; t < past.Count; t++)
                {
                    if (Array.IndexOf(past[t].Rows, row) is >= 0 and var at)
                    {
                        var weight = Enumerable.Range(0, keys).Sum(i => queries[row, i] * Math.Pow(kept[0, i], past.Count - 1 - t) * past[t].Keys[at, i]);
                        (top, bottom) = (top + (weight * past[t].Values[at, c]), bottom + weight);
                    }
                }

                return bottom == 0 ? 0 : top / bottom;
            },
            2,
            answer);
        Assert.False(state!.requires_grad);
        Assert.True(answer.requires_grad);
        Assert.Equal(1 / Math.E, kept[0, 0], 1e-6);
        Assert.Equal(Math.Exp(-1.0 / 64), kept[0, keys - 1], 1e-6);
    }

    [Fact]
    public void Decoder_OfAllPairs_IsTheBilinearForm()
    {
        using var scope = NewDisposeScope();
        var random = new Random(8);
        using var start = new Weights(7, CPU);
        var decoder = new BilinearDecoder(start, 4);
        var (s, d) = (Matrix(random, 3, 4), Matrix(random, 5, 4));
        var weights = decoder.named_parameters().ToDictionary(p => p.name, p => Values(p.parameter), StringComparer.Ordinal);
        Same(
            (row, column) => Enumerable.Range(0, 4).Sum(i => (Enumerable.Range(0, 4).Sum(j => s[row, j] * weights["mix"][j, i]) + weights["bias"][i, 0]) * d[column, i]),
            5,
            decoder.Score(Of(s), Of(d)));
    }

    [Fact]
    public void Ball_OfPoints_HasTheHyperbolicDistances()
    {
        using var scope = NewDisposeScope();
        var random = new Random(9);
        var (v, w) = (Matrix(random, 12, 3), Matrix(random, 12, 3));
        var (x, y) = (PoincareBall.FromTangent(Of(v)), PoincareBall.FromTangent(Of(w)));
        Same((i, k) => v[i, k], 3, PoincareBall.ToTangent(x), 1e-3);
        var (a, b) = (Values(x), Values(y));
        double Distance(double[,] p, int i, double[,] q, int j)
        {
            var apart = Enumerable.Range(0, 3).Sum(k => (p[i, k] - q[j, k]) * (p[i, k] - q[j, k]));
            double Room(double[,] r, int at) => 1 - Enumerable.Range(0, 3).Sum(k => r[at, k] * r[at, k]);
            return Math.Acosh(1 + (2 * apart / (Room(p, i) * Room(q, j))));
        }

        // A millionth is added before the root, which keeps gradients finite: 0.002 at distance 0.
        Same((i, j) => Distance(a, i, b, j), 12, PoincareBall.Distances(x, y), 3e-3);
        Same((i, _) => Distance(a, i, b, i), 1, PoincareBall.RowDistances(x, y).unsqueeze(1), 3e-3);
        Assert.InRange(PoincareBall.RowDistances(x, x).max().item<float>(), 0, 3e-3f);

        // From the origin a tangent vector leads as far as twice its length.
        Same((i, _) => 2 * Math.Sqrt(Enumerable.Range(0, 3).Sum(k => v[i, k] * v[i, k])), 1, PoincareBall.Distances(x, zeros(1, 3)), 5e-3);
        Assert.True(PoincareBall.FromTangent(Of(v) * 1e6).norm(1).max().item<float>() < 1, "a point left the ball");
    }

    private static double[,] Matrix(Random random, int rows, int columns)
    {
        var m = new double[rows, columns];
        foreach (ref var value in System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref m[0, 0], rows * columns))
        {
            value = (float)((2 * random.NextDouble()) - 1);
        }

        return m;
    }

    // Kernels take numbers above 0.
    private static double[,] Above(double[,] m)
    {
        foreach (ref var value in System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref m[0, 0], m.Length))
        {
            value += 1.25;
        }

        return m;
    }

    private static Tensor Of(double[,] values) => tensor(values).to_type(ScalarType.Float32);

    private static double[,] Values(Tensor t)
    {
        var (rows, columns) = t.shape.Length == 1 ? (1, (int)t.shape[0]) : ((int)t.shape[0], (int)t.shape[1]);
        var (flat, m) = (t.detach().contiguous().reshape(-1).data<float>().ToArray(), new double[rows, columns]);
        for (var i = 0; i < flat.Length; i++)
        {
            m[i / columns, i % columns] = flat[i];
        }

        return m;
    }

    private static void Same(Func<int, int, double> wanted, int columns, Tensor found, double tolerance = 1e-5)
    {
        var values = Values(found);
        Assert.Equal(columns, values.GetLength(1));
        for (var i = 0; i < values.GetLength(0); i++)
        {
            for (var k = 0; k < columns; k++)
            {
                Assert.Equal(wanted(i, k), values[i, k], tolerance);
            }
        }
    }
}
