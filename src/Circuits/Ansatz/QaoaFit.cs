using System.Diagnostics;
using System.Globalization;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Optimization;
using Quiver.Circuits.Problems;

namespace Quiver.Circuits.Ansatz;

/// <summary>
/// Fits QAOA level by level, because its landscape has many local minima, most of all with weights: the best points of a random sample
/// are refined at one round, and the best angles of every level, interpolated to one more round (Zhou et al., Phys. Rev. X 10, 021067
/// (2020), appendix B) or followed by a round that does nothing, start the next. The starts of <see cref="Vqe"/> compete with them. On
/// larger graphs one round is known in closed form, and its lowest minima over a grid of 2,000 points are where the other levels start.
/// </summary>
public static class QaoaFit
{
    /// <summary>Graphs with more vertices are fitted from fewer starts, on half of the amplitudes.</summary>
    public const int ManyStartsVertices = 16;

    private const int FewStartsVertices = 20;
    private const int FewIterations = 40;
    private const int FewestIterations = 15;

    // Of all weights: what an iteration on a larger graph must gain.
    private const double Gain = 1e-7;

    /// <summary>Fits p rounds.</summary>
    /// <param name="name">Name for tables.</param>
    /// <param name="problem">What is judged: the graph, or the graph under noise.</param>
    /// <param name="graph">The graph.</param>
    /// <param name="rounds">p, at least 1.</param>
    /// <param name="options">Starts, iterations and seed; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The best of all starts; never worse than with fewer rounds.</returns>
    public static VqeResult Fit(
        string name, CircuitProblem problem, MaxCutProblem graph, int rounds, VqeOptions? options = null,
        CancellationToken cancellationToken = default) =>
        Levels(problem, graph, rounds, options, cancellationToken)[^1] with { Name = name };

    /// <summary>Fits 1 to p rounds, each begun with the best angles of the one before.</summary>
    /// <param name="problem">What is judged: the graph, or the graph under noise.</param>
    /// <param name="graph">The graph.</param>
    /// <param name="rounds">p, at least 1.</param>
    /// <param name="options">Starts, iterations and seed; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The best of all starts for 1, 2, ..., p rounds, named "qaoa, p=1" and so on; seconds count from the beginning.</returns>
    public static IReadOnlyList<VqeResult> Levels(
        CircuitProblem problem, MaxCutProblem graph, int rounds, VqeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 1);
        options ??= new VqeOptions();
        var clock = Stopwatch.StartNew();
        var large = graph.Qubits > ManyStartsVertices;
        var (own, least) = (large && ReferenceEquals(problem, graph), graph.Qubits > FewStartsVertices ? FewestIterations : FewIterations);
        options = large ? options with { Iterations = Math.Min(options.Iterations, least), Starts = 0 } : options;
        using var recorded = new RecordedCost(
            own ? new QaoaCost(graph) : problem.CreateCost(), options.Journal, cancellationToken);
        var cost = new ScaledAngles(recorded, Scale(graph));
        var results = new List<VqeResult>();
        List<(double Value, double[] Angles)> best = [];
        var starts = new Starts(graph, cost, options, own, cancellationToken);
        for (var level = 1; level <= rounds; level++)
        {
            var ansatz = QaoaAnsatz.Create(graph, level);
            cost.Use(ansatz);
            best = starts.Next(level, best);
            var (value, angles) = best[0];
            results.Add(new VqeResult(
                string.Create(CultureInfo.InvariantCulture, $"qaoa, p={level}"), ansatz.Bind(cost.Angles(angles)), ansatz.ParameterCount,
                cost.Judge(angles, value), clock.Elapsed.TotalSeconds));
        }

        recorded.Save();
        return results;
    }

    // A turn of gamma is 2 pi over a weight: typical weights set the range.
    private static double Scale(MaxCutProblem graph) =>
        graph.Graph.Edges.Select(static e => Math.Abs(e.Tag)).Where(static w => w > 0).DefaultIfEmpty(1).Average();

    // Angles of p rounds as p + 1: u'_i = (i - 1) / p u_(i-1) + (p - i + 1) / p u_i, gammas and betas apart.
    private static double[] Interpolated(double[] angles)
    {
        var p = angles.Length / 2;
        var result = new double[angles.Length + 2];
        for (var i = 0; i <= p; i++)
        {
            for (var part = 0; part < 2; part++)
            {
                var before = i > 0 ? angles[(2 * (i - 1)) + part] : 0;
                var here = i < p ? angles[(2 * i) + part] : 0;
                result[(2 * i) + part] = ((i * before) + ((p - i) * here)) / p;
            }
        }

        return result;
    }

    // Angles in units in which those of any weights are alike: gammas times the mean weight.
    private sealed class ScaledAngles(ICircuitCost inner, double scale) : ICircuitCost
    {
        public int Dimension => inner.Dimension;

        public double Scale => scale;

        public void Use(Circuit circuit) => inner.Use(circuit);

        public double Value(ReadOnlySpan<double> x) => inner.Value(Angles(x));

        public double ValueAndGradient(ReadOnlySpan<double> x, Span<double> gradient)
        {
            var value = inner.ValueAndGradient(Angles(x), gradient);
            for (var k = 0; k < gradient.Length; k += 2)
            {
                gradient[k] /= scale;
            }

            return value;
        }

        public double Judge(ReadOnlySpan<double> x, double fitted) => inner.Judge(Angles(x), fitted);

        public double[] Angles(ReadOnlySpan<double> x)
        {
            var angles = x.ToArray();
            for (var k = 0; k < angles.Length; k += 2)
            {
                angles[k] /= scale;
            }

            return angles;
        }

        public void Dispose()
        {
        }
    }

    // What every level begins with, and the lowest of it, refined.
    private sealed class Starts(
        MaxCutProblem graph, ScaledAngles cost, VqeOptions options, bool own, CancellationToken cancellationToken)
    {
        private readonly bool large = graph.Qubits > ManyStartsVertices;
        private readonly int kept = graph.Qubits <= ManyStartsVertices ? 6 : 2;
        private readonly int points = own ? 0 : graph.Qubits <= 12 ? 300 : graph.Qubits <= ManyStartsVertices ? 100 : 24;
        private readonly Random random = new(options.Seed);
        private readonly Lbfgs optimizer = new(new LbfgsOptions
        {
            MaxIterations = options.Iterations,
            MaxEvaluations = 2 * options.Iterations,
            ValueTolerance = graph.Qubits <= ManyStartsVertices ? 1e-12 : Gain * graph.Graph.Edges.Sum(static e => Math.Abs(e.Tag)),
        });

        public List<(double Value, double[] Angles)> Next(int level, List<(double Value, double[] Angles)> before)
        {
            List<double[]> begun = [.. before.Select(b => Interpolated(b.Angles)),
                .. before.Take(large ? 1 : kept).Select(static b => (double[])[.. b.Angles, 0, 0])];
            begun.AddRange(level == 1 && own
                ? new QaoaFirstRound(graph).Minima(kept).Select(m => (double[])[m.Angles[0] * cost.Scale, m.Angles[1]])
                : []);
            begun.AddRange(Enumerable.Range(0, points)
                .Select(_ => Random(level))
                .Select(a => (Value: cost.Value(a), Angles: a))
                .OrderBy(static a => a.Value)
                .Take(level == 1 ? 2 * kept : kept / 2)
                .Select(static a => a.Angles));
            var found = new List<(double Value, double[] Angles)>();
            foreach (var (i, angles) in begun.Index())
            {
                // One round is at its minimum already, and a further round that does nothing is only there so that nothing gets worse.
                cancellationToken.ThrowIfCancellationRequested();
                var stays = (level == 1 && own) || (graph.Qubits > FewStartsVertices && i >= before.Count);
                found.Add((stays ? cost.Value(angles) : optimizer.Refine(cost, angles).Value, angles));
            }

            if (options.Starts > 0)
            {
                found.Add(Vqe.Best(cost, 2 * level, null, options, cancellationToken));
            }

            return [.. found.OrderBy(static b => b.Value).DistinctBy(static b => Math.Round(b.Value, 7)).Take(kept)];
        }

        private double[] Random(int level)
        {
            var angles = new double[2 * level];
            for (var k = 0; k < angles.Length; k++)
            {
                angles[k] = ((2 * random.NextDouble()) - 1) * (k % 2 == 0 ? Math.PI : Math.PI / 2);
            }

            return angles;
        }
    }
}
