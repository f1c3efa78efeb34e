using Quiver.Circuits.Problems;

namespace Quiver.Circuits.Ansatz;

/// <summary>
/// The expected cut of one round of QAOA in closed form, for weights of any kind (Ozaeta, van Dam, McMahon, Quantum Sci. Technol. 7, 045036
/// (2022), without fields): with it the best angles of one round are known for any graph, without a state.
/// </summary>
/// <remarks>
/// In the angles of <see cref="QaoaAnsatz"/> the cost is -W/2 + (a sin 4 beta + b sin^2 2 beta) / 2 with W the sum of all weights and
/// a = -1/2 sum of w_uv sin(gamma w_uv) (prod cos(gamma w_uk) + prod cos(gamma w_vk)),
/// b = -1/2 sum of w_uv (prod cos(gamma (w_uk + w_vk)) - prod cos(gamma (w_uk - w_vk))), products over all k other than u and v.
/// </remarks>
internal sealed class QaoaFirstRound
{
    // Points of gamma from 0 to pi over the mean weight; the cost of (-gamma, -beta) is the same.
    private const int Points = 2000;
    private const int Refinements = 60;
    private readonly double[][] weights;
    private readonly (int A, int B, double Weight)[] edges;
    private readonly double all;
    private readonly double scale;

    /// <summary>Prepares a graph.</summary>
    /// <param name="problem">The graph.</param>
    public QaoaFirstRound(MaxCutProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        edges = [.. problem.Graph.Edges.Where(static e => e.Tag != 0).Select(static e => (e.Source, e.Target, e.Tag))];
        weights = [.. Enumerable.Range(0, problem.Qubits).Select(_ => new double[problem.Qubits])];
        foreach (var (a, b, w) in edges)
        {
            weights[a][b] += w;
            weights[b][a] += w;
        }

        all = edges.Sum(static e => e.Weight);
        scale = edges.Average(static e => Math.Abs(e.Weight));
    }

    /// <summary>The least cost over beta for a gamma, and where it is.</summary>
    /// <param name="gamma">The first angle, radians over weight.</param>
    public (double Cost, double Beta) Best(double gamma)
    {
        var (a, b) = (0.0, 0.0);
        foreach (var (u, v, w) in edges)
        {
            var (alone, other, sum, difference) = (1.0, 1.0, 1.0, 1.0);
            for (var k = 0; k < weights.Length; k++)
            {
                if (k != u && k != v && (weights[u][k] != 0 || weights[v][k] != 0))
                {
                    var (su, cu) = Math.SinCos(gamma * weights[u][k]);
                    var (sv, cv) = Math.SinCos(gamma * weights[v][k]);
                    (alone, other) = (alone * cu, other * cv);
                    (sum, difference) = (sum * ((cu * cv) - (su * sv)), difference * ((cu * cv) + (su * sv)));
                }
            }

            a -= 0.5 * w * Math.Sin(gamma * w) * (alone + other);
            b -= 0.5 * w * (sum - difference);
        }

        var radius = Math.Sqrt((a * a) + (b * b / 4));
        return ((-all / 2) + (b / 4) - (radius / 2), Math.Atan2(-a, b / 2) / 4);
    }

    /// <summary>The lowest local minima over a fine grid, each refined.</summary>
    /// <param name="most">How many at most.</param>
    /// <returns>Costs and angles (gamma, beta), lowest first; at least one.</returns>
    public IReadOnlyList<(double Cost, double[] Angles)> Minima(int most)
    {
        var step = Math.PI / scale / Points;
        var grid = new (double Cost, double Beta)[Points + 2];
        Parallel.For(0, grid.Length, i => grid[i] = Best(i * step));
        return [.. Enumerable.Range(1, Points)
            .Where(i => grid[i].Cost <= grid[i - 1].Cost && grid[i].Cost <= grid[i + 1].Cost)
            .OrderBy(i => grid[i].Cost).Take(most).DefaultIfEmpty(1)
            .Select(i => Refined((i - 1) * step, (i + 1) * step))
            .OrderBy(static p => p.Cost)];
    }

    // Golden sections.
    private (double Cost, double[] Angles) Refined(double low, double high)
    {
        var golden = (Math.Sqrt(5) - 1) / 2;
        for (var i = 0; i < Refinements; i++)
        {
            var (left, right) = (high - (golden * (high - low)), low + (golden * (high - low)));
            (low, high) = Best(left).Cost <= Best(right).Cost ? (low, right) : (left, high);
        }

        var gamma = (low + high) / 2;
        var (cost, beta) = Best(gamma);
        return (cost, [gamma, beta]);
    }
}
