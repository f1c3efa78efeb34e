using System.Collections.Immutable;
using System.Numerics.Tensors;

namespace Quiver.Hamiltonians.Grouping.Classical;

/// <summary>
/// Iterative coefficient splitting (ICS): every term joins all groups it fits, and its coefficient is split so that the
/// measurement cost falls. Yen, Ganeshram, Izmaylov, npj Quantum Inf. 9, 14 (2023).
/// </summary>
/// <remarks>
/// Alternates shots m_a proportional to sqrt(Var_a) with the quadratic problem min sum_a Var_a / m_a under
/// sum_a w_ia = c_i, solved by conjugate gradients in the space of splits that leave every sum unchanged.
/// </remarks>
public static class CoefficientSplitting
{
    private const int MaxConjugateGradientSteps = 5000;

    /// <summary>Splits coefficients over a grouping.</summary>
    /// <param name="problem">Terms, rule and covariances.</param>
    /// <param name="grouping">A valid grouping of all terms.</param>
    /// <param name="iterations">Rounds of both steps.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The overlapping groups and the cost before and after each round; it never rises: a round that would raise it ends
    /// the work.</returns>
    /// <exception cref="ArgumentException">The problem has no covariances.</exception>
    public static OverlappingGrouping Split(
        GroupingProblem problem, MeasurementGrouping grouping, int iterations = 5, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(grouping);
        if (problem.Covariance is null)
        {
            throw new ArgumentException("Coefficient splitting needs the covariances of a state.", nameof(problem));
        }

        var groups = Extend(problem, grouping);
        var blocks = groups.Select(g => Block(problem, g)).ToArray();
        var coefficients = problem.Terms.Coefficients.ToArray();
        var counts = new double[coefficients.Length];
        foreach (var group in groups)
        {
            foreach (var i in group)
            {
                counts[i]++;
            }
        }

        var split = new double[groups.Length][];
        for (var a = 0; a < groups.Length; a++)
        {
            split[a] = [.. groups[a].Select(i => grouping.Assignment[i] == a ? coefficients[i] : 0)];
        }

        var costs = new List<double> { Cost(blocks, split) };
        var smallest = 1e-9 * Math.Sqrt(costs[0]);
        for (var round = 0; round < iterations && costs[^1] > 0; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var weights = new double[groups.Length];
            for (var a = 0; a < groups.Length; a++)
            {
                weights[a] = 1 / Math.Max(Deviation(blocks[a], split[a]), smallest);
            }

            double[][] before = [.. split.Select(s => (double[])s.Clone())];
            Minimise(groups, blocks, weights, counts, split);
            if (Cost(blocks, split) is var cost && !(cost <= costs[^1]))
            {
                // Rounding in nearly singular blocks: the round before stays.
                split = before;
                break;
            }

            costs.Add(cost);
        }

        Restore(groups, split, coefficients);
        return new OverlappingGrouping([.. groups.Select((g, a) => g.Select((i, k) => (i, split[a][k])).ToImmutableArray())], costs);
    }

    /// <summary>Every group with all further terms it accepts, tried by descending |c|; members ascending.</summary>
    internal static int[][] Extend(GroupingProblem problem, MeasurementGrouping grouping)
    {
        var order = TermOrder.ByCoefficient(problem.Terms);
        var result = new int[grouping.Count][];
        Parallel.For(0, grouping.Count, a =>
        {
            var table = new GroupTable(problem.Terms, problem.Rule);
            var members = new List<int>(grouping.Members(a).ToArray());
            foreach (var i in grouping.Members(a))
            {
                table.Add(i, 0);
            }

            foreach (var i in order)
            {
                if (grouping.Assignment[i] != a && table.FirstAccepting(i, 0) == 0)
                {
                    table.Add(i, 0);
                    members.Add(i);
                }
            }

            members.Sort();
            result[a] = [.. members];
        });
        return result;
    }

    /// <summary>Covariances of the bare Pauli strings of a group, row-major.</summary>
    private static double[] Block(GroupingProblem problem, int[] group)
    {
        var n = group.Length;
        var c = problem.Terms.Coefficients;
        var block = new double[n * n];
        for (var j = 0; j < n; j++)
        {
            var row = problem.Covariance!.Row(group[j]);
            for (var k = 0; k < n; k++)
            {
                var product = c[group[j]] * c[group[k]];
                block[j * n + k] = product == 0 ? 0 : row[group[k]] / product;
            }
        }

        return block;
    }

    private static void Apply(double[] block, double[] x, double[] y, double weight)
    {
        var n = x.Length;
        for (var j = 0; j < n; j++)
        {
            y[j] = weight * TensorPrimitives.Dot<double>(block.AsSpan(j * n, n), x);
        }
    }

    private static double Deviation(double[] block, double[] x)
    {
        var y = new double[x.Length];
        Apply(block, x, y, 1);
        return Math.Sqrt(Math.Max(0, TensorPrimitives.Dot<double>(x, y)));
    }

    private static double Cost(double[][] blocks, double[][] split)
    {
        double sum = 0;
        for (var a = 0; a < blocks.Length; a++)
        {
            sum += Deviation(blocks[a], split[a]);
        }

        return sum * sum;
    }

    private static void Minimise(int[][] groups, double[][] blocks, double[] weights, double[] counts, double[][] split)
    {
        double[][] Shape() => [.. groups.Select(g => new double[g.Length])];
        double[][] gradient = Shape(), direction = Shape(), image = Shape();
        Multiply(blocks, weights, split, gradient);
        Project(groups, counts, gradient);
        for (var a = 0; a < groups.Length; a++)
        {
            TensorPrimitives.Negate<double>(gradient[a], direction[a]);
        }

        var norm = Dot(gradient, gradient);
        var target = norm * 1e-20;
        for (var step = 0; step < MaxConjugateGradientSteps && norm > target; step++)
        {
            Multiply(blocks, weights, direction, image);
            var curvature = Dot(direction, image);
            if (curvature <= 1e-300)
            {
                break;
            }

            var length = norm / curvature;
            Project(groups, counts, image);
            for (var a = 0; a < groups.Length; a++)
            {
                TensorPrimitives.MultiplyAdd(direction[a], length, split[a], split[a]);
                TensorPrimitives.MultiplyAdd(image[a], length, gradient[a], gradient[a]);
            }

            var next = Dot(gradient, gradient);
            for (var a = 0; a < groups.Length; a++)
            {
                TensorPrimitives.Multiply(direction[a], next / norm, direction[a]);
                TensorPrimitives.Subtract<double>(direction[a], gradient[a], direction[a]);
            }

            norm = next;
        }
    }

    private static void Multiply(double[][] blocks, double[] weights, double[][] x, double[][] y) =>
        Parallel.For(0, blocks.Length, a => Apply(blocks[a], x[a], y[a], weights[a]));

    /// <summary>Takes away, for every term, the mean over its groups, so that sums over groups stay as they are.</summary>
    private static void Project(int[][] groups, double[] counts, double[][] x)
    {
        var mean = new double[counts.Length];
        for (var a = 0; a < groups.Length; a++)
        {
            for (var k = 0; k < groups[a].Length; k++)
            {
                mean[groups[a][k]] += x[a][k] / counts[groups[a][k]];
            }
        }

        for (var a = 0; a < groups.Length; a++)
        {
            for (var k = 0; k < groups[a].Length; k++)
            {
                x[a][k] -= mean[groups[a][k]];
            }
        }
    }

    /// <summary>Gives what thousands of rounded steps have lost of a coefficient to its largest part, so that parts add up to the
    /// last bits.</summary>
    private static void Restore(int[][] groups, double[][] split, double[] coefficients)
    {
        var missing = (double[])coefficients.Clone();
        var largest = new (int Group, int Place)[coefficients.Length];
        Array.Fill(largest, (-1, -1));
        for (var a = 0; a < groups.Length; a++)
        {
            for (var k = 0; k < groups[a].Length; k++)
            {
                var i = groups[a][k];
                missing[i] -= split[a][k];
                if (largest[i].Group < 0 || Math.Abs(split[a][k]) > Math.Abs(split[largest[i].Group][largest[i].Place]))
                {
                    largest[i] = (a, k);
                }
            }
        }

        for (var i = 0; i < missing.Length; i++)
        {
            if (largest[i].Group >= 0)
            {
                split[largest[i].Group][largest[i].Place] += missing[i];
            }
        }
    }

    private static double Dot(double[][] x, double[][] y)
    {
        double sum = 0;
        for (var a = 0; a < x.Length; a++)
        {
            sum += TensorPrimitives.Dot<double>(x[a], y[a]);
        }

        return sum;
    }
}
