using System.Numerics;

namespace Quiver.Circuits.Measurement.Estimators;

/// <summary>
/// Classical shadows in Pauli bases: every shot draws its letters by lot, qubit by qubit, and every term that the setting shows
/// counts with the inverse of its chance. Equal chances (Huang, Kueng, Preskill, Nature Physics 16, 1050), or chances that minimise
/// sum c^2 / chance (locally biased shadows, Hadfield, Bravyi, Raymond, Mezzacapo, arXiv:2006.15788).
/// </summary>
/// <param name="biased">Whether the chances are fitted to the operator.</param>
public sealed class PauliShadowEstimator(bool biased) : IEnergyEstimator
{
    private const int Rounds = 500;

    /// <inheritdoc/>
    public string Name => biased ? "lbcs" : "shadows";

    /// <inheritdoc/>
    public MeasurementDesign Design(EstimationProblem problem, int shots, int seed, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        if (shots < 2)
        {
            throw new ArgumentOutOfRangeException(
                nameof(shots), shots, "Settings drawn by lot need at least 2 shots to show their scatter.");
        }

        var bases = new PauliBases(problem.Terms);
        var chances = Chances(problem, bases);
        var random = Counted.Random(seed, -1);
        var drawn = new List<(ulong X, ulong Z)>(shots);
        for (var shot = 0; shot < shots; shot++)
        {
            ulong x = 0, z = 0;
            for (var q = 0; q < bases.Qubits; q++)
            {
                var draw = random.NextDouble();
                var letter = draw < chances[q][1] ? 1 : draw < chances[q][1] + chances[q][2] ? 2 : 3;
                x |= (ulong)(letter & 1) << q;
                z |= (ulong)(letter >> 1) << q;
            }

            drawn.Add((x, z));
        }

        var inverse = Enumerable.Range(0, bases.Count).Select(t => 1 / Chance(bases, chances, t)).ToArray();
        var settings = drawn.CountBy(static b => b).OrderBy(static s => s.Key.X).ThenBy(static s => s.Key.Z).ToArray();
        return new(
            bases.Qubits,
            problem.Constant,
            settings.Select(s => bases.Circuit(s.Key.X, s.Key.Z)),
            settings.Select(static s => s.Value),
            settings.Select(s => Enumerable.Range(0, bases.Count).Where(t => bases.Shows(s.Key.X, s.Key.Z, t))
                .Select(t => bases.Shown(t, problem.Terms.Coefficients[t] * inverse[t] * s.Value / shots, t)).ToArray()),
            true,
            Variance(problem, bases, chances, inverse) / shots);
    }

    // E[X^2] - E[X]^2 of one shot: two terms count together with the chance of settings that show both.
    private static double? Variance(EstimationProblem problem, PauliBases bases, double[][] chances, double[] inverse)
    {
        if (problem.Covariance is not { } covariance || problem.Expectations is not { } means)
        {
            return null;
        }

        var c = problem.Terms.Coefficients.ToArray();
        var squares = new double[bases.Count];
        Parallel.For(0, bases.Count, j =>
        {
            var row = covariance.Row(j);
            for (var k = 0; k < bases.Count; k++)
            {
                var both = Both(bases, chances, j, k);
                if (both > 0)
                {
                    squares[j] += inverse[j] * inverse[k] * both * (row[k] + (c[j] * c[k] * means[j] * means[k]));
                }
            }
        });
        var energy = c.Zip(means, static (a, b) => a * b).Sum();
        return Math.Max(0, squares.Sum() - (energy * energy));
    }

    private static double Both(PauliBases bases, double[][] chances, int j, int k)
    {
        var product = 1.0;
        for (var rest = bases.Support(j) | bases.Support(k); rest != 0; rest &= rest - 1)
        {
            var q = BitOperations.TrailingZeroCount(rest);
            var (a, b) = (bases.Letter(j, q), bases.Letter(k, q));
            if (a != 0 && b != 0 && a != b)
            {
                return 0;
            }

            product *= chances[q][a | b];
        }

        return product;
    }

    private static double Chance(PauliBases bases, double[][] chances, int term) => Both(bases, chances, term, term);

    private double[][] Chances(EstimationProblem problem, PauliBases bases)
    {
        var chances = Enumerable.Range(0, bases.Qubits).Select(static _ => new[] { 0, 1.0 / 3, 1.0 / 3, 1.0 / 3 }).ToArray();
        for (var round = 0; biased && round < Rounds; round++)
        {
            // At the minimum a letter's chance is in proportion to sum c^2 / chance over the terms that have it.
            var wanted = chances.Select(static _ => new double[4]).ToArray();
            for (var t = 0; t < bases.Count; t++)
            {
                var weight = problem.Terms.Coefficients[t] * problem.Terms.Coefficients[t] / Chance(bases, chances, t);
                for (var rest = bases.Support(t); rest != 0; rest &= rest - 1)
                {
                    var q = BitOperations.TrailingZeroCount(rest);
                    wanted[q][bases.Letter(t, q)] += weight;
                }
            }

            for (var q = 0; q < chances.Length; q++)
            {
                var total = wanted[q].Sum();
                for (var letter = 1; letter <= 3 && total > 0; letter++)
                {
                    chances[q][letter] = (0.7 * chances[q][letter]) + (0.3 * wanted[q][letter] / total);
                }
            }
        }

        return chances;
    }
}
