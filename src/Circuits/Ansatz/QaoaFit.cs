using System.Diagnostics;
using Quiver.Circuits.Optimization;
using Quiver.Circuits.Problems;

namespace Quiver.Circuits.Ansatz;

/// <summary>
/// Fits QAOA level by level, because its landscape has many local minima, most of all with weights: the best points of a random sample
/// are refined at one round, and the best angles of every level, interpolated to one more round (Zhou et al., Phys. Rev. X 10, 021067
/// (2020), appendix B) or followed by a round that does nothing, start the next. The starts of <see cref="Vqe"/> compete with them.
/// </summary>
public static class QaoaFit
{
    /// <summary>Graphs with more vertices are fitted from fewer starts, on half of the amplitudes.</summary>
    public const int ManyStartsVertices = 16;

    private const int FewStartsVertices = 20;
    private const int FewIterations = 40;

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
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 1);
        options ??= new VqeOptions();
        var clock = Stopwatch.StartNew();
        var large = graph.Qubits > ManyStartsVertices;
        var kept = !large ? 6 : graph.Qubits <= FewStartsVertices ? 2 : 1;
        options = large ? options with { Iterations = Math.Min(options.Iterations, FewIterations) } : options;
        using var cost = new RecordedCost(
            large && ReferenceEquals(problem, graph) ? new QaoaCost(graph) : problem.CreateCost(), options.Journal, cancellationToken);
        var optimizer = new Lbfgs(new LbfgsOptions { MaxIterations = options.Iterations, MaxEvaluations = 2 * options.Iterations });
        var random = new Random(options.Seed);

        // A turn of gamma is 2 pi over a weight: typical weights set the range.
        var scale = graph.Graph.Edges.Select(static e => Math.Abs(e.Tag)).Where(static w => w > 0).DefaultIfEmpty(1).Average();
        var points = graph.Qubits <= 12 ? 300 : graph.Qubits <= 16 ? 100 : 24;
        List<(double Value, double[] Angles)> best = [];
        for (var level = 1; level <= rounds; level++)
        {
            cost.Use(QaoaAnsatz.Create(graph, level));
            List<double[]> begun =
                [.. best.Select(b => Interpolated(b.Angles)), .. best.Select(static b => (double[])[.. b.Angles, 0, 0])];
            begun.AddRange(Enumerable.Range(0, points)
                .Select(_ => Random(level))
                .Select(a => (Value: cost.Value(a), Angles: a))
                .OrderBy(static a => a.Value)
                .Take(level == 1 ? 2 * kept : kept / 2)
                .Select(static a => a.Angles));
            best = [.. Refined(begun).OrderBy(static b => b.Value).DistinctBy(static b => Math.Round(b.Value, 7)).Take(kept)];
        }

        var ansatz = QaoaAnsatz.Create(graph, rounds);
        cost.Use(ansatz);
        var starts = large ? Math.Min(options.Starts, kept / 2) : options.Starts;
        var plain = Vqe.Best(cost, ansatz.ParameterCount, null, options with { Starts = starts }, cancellationToken);
        cost.Save();
        var (value, angles) = plain.Value < best[0].Value ? plain : best[0];
        return new VqeResult(name, ansatz.Bind(angles), ansatz.ParameterCount, cost.Judge(angles, value), clock.Elapsed.TotalSeconds);

        double[] Random(int level)
        {
            var angles = new double[2 * level];
            for (var k = 0; k < angles.Length; k++)
            {
                angles[k] = ((2 * random.NextDouble()) - 1) * (k % 2 == 0 ? Math.PI / scale : Math.PI / 2);
            }

            return angles;
        }

        IEnumerable<(double Value, double[] Angles)> Refined(List<double[]> starts)
        {
            foreach (var angles in starts)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return (optimizer.Refine(cost, angles).Value, angles);
            }
        }
    }

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
}
