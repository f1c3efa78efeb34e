using System.Numerics.Tensors;

namespace Quiver.Hamiltonians.Grouping.Splitting;

/// <summary>
/// Looks for groups that would lower the cost of a cover. A group T helps exactly when lambda_T' C_TT^-1 lambda_T exceeds 1, lambda being
/// what a unit of each coefficient costs now: the dual constraint of the convex problem. T grows greedily by the term that raises
/// this most, as forward selection does in regression, until no compatible term is left.
/// </summary>
internal sealed class GroupPricing(GroupingProblem problem, BareCovariance covariance)
{
    // Of a string whose value the group already determines, rounding leaves this variance.
    private const double LeastVariance = 1e-9;

    /// <summary>Grows a group from some of its terms.</summary>
    /// <param name="multipliers">Lambda.</param>
    /// <param name="ridge">Variance added to every string.</param>
    /// <param name="seeds">The first members, which commute.</param>
    /// <returns>Its members in the order they joined, what lambda' C^-1 lambda gained by each, and their sum.</returns>
    public (int[] Members, double[] Gains, double Value) Grow(double[] multipliers, double ridge, ReadOnlySpan<int> seeds)
    {
        var alive = Enumerable.Range(0, covariance.Count).ToArray();
        var residual = (double[])multipliers.Clone();
        double[] variance = [.. alive.Select(i => covariance.Variance(i) + ridge)];
        var factors = new List<double[]>();
        var members = new List<int>();
        var gains = new List<double>();
        var buffer = new ulong[(covariance.Count + 63) / 64];
        var open = alive.Length;
        var place = seeds[0];
        while (place >= 0)
        {
            var next = alive[place];
            members.Add(next);
            gains.Add(variance[place] > LeastVariance ? residual[place] * residual[place] / variance[place] : 0);
            var conflicts = problem.Graph.Conflicts(next, buffer);
            if (gains[^1] > 0)
            {
                Project(next, place, alive, factors, residual, variance);
            }

            // A term that is in, or that conflicts, is out of the race: its variance says so.
            for (var k = 0; k < alive.Length; k++)
            {
                if (variance[k] >= 0 && (k == place || (conflicts[alive[k] >> 6] >> (alive[k] & 63) & 1) != 0))
                {
                    variance[k] = -1;
                    open--;
                }
            }

            if (2 * open < alive.Length)
            {
                // Only columns of terms that may still join are carried on.
                int[] left = [.. Enumerable.Range(0, alive.Length).Where(k => variance[k] >= 0)];
                alive = Chosen(alive, left);
                residual = Chosen(residual, left);
                variance = Chosen(variance, left);
                for (var f = 0; f < factors.Count; f++)
                {
                    factors[f] = Chosen(factors[f], left);
                }
            }

            place = members.Count < seeds.Length ? Array.BinarySearch(alive, seeds[members.Count]) : Best(residual, variance);
        }

        return ([.. members], [.. gains], gains.Sum());
    }

    /// <summary>The members that commute with a term.</summary>
    public int[] Beside(int term, int[] members)
    {
        var conflicts = problem.Graph.Conflicts(term, new ulong[(covariance.Count + 63) / 64]).ToArray();
        return [.. members.Where(i => (conflicts[i >> 6] >> (i & 63) & 1) == 0)];
    }

    private static int Best(double[] residual, double[] variance)
    {
        var (best, gain) = (-1, -1.0);
        for (var k = 0; k < variance.Length; k++)
        {
            if (variance[k] >= 0)
            {
                var here = variance[k] > LeastVariance ? residual[k] * residual[k] / variance[k] : 0;
                if (here > gain)
                {
                    (best, gain) = (k, here);
                }
            }
        }

        return best;
    }

    private static T[] Chosen<T>(T[] values, int[] places)
    {
        var result = new T[places.Length];
        for (var k = 0; k < places.Length; k++)
        {
            result[k] = values[places[k]];
        }

        return result;
    }

    // One more row of the Cholesky factor: what the new member explains of all others.
    private void Project(int member, int place, int[] alive, List<double[]> factors, double[] residual, double[] variance)
    {
        var column = new double[alive.Length];
        covariance.Row(member, alive, column);
        foreach (var earlier in factors)
        {
            TensorPrimitives.MultiplyAdd(earlier, -earlier[place], column, column);
        }

        TensorPrimitives.Multiply(column, 1 / Math.Sqrt(variance[place]), column);
        var explained = residual[place] / Math.Sqrt(variance[place]);
        for (var k = 0; k < column.Length; k++)
        {
            if (variance[k] >= 0)
            {
                residual[k] -= column[k] * explained;
                variance[k] = Math.Max(0, variance[k] - (column[k] * column[k]));
            }
        }

        factors.Add(column);
    }
}
