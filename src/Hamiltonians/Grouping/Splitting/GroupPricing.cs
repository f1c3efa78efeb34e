using System.Numerics;
using System.Numerics.Tensors;

namespace Quiver.Hamiltonians.Grouping.Splitting;

/// <summary>
/// Looks for groups that would lower the cost of a cover. A group T helps exactly when lambda_T' C_TT^-1 lambda_T exceeds 1, lambda being
/// what a unit of each coefficient costs now: the dual constraint of the convex problem. T grows greedily by the term that raises this most,
/// as forward selection does in regression, until no compatible term is left.
/// </summary>
internal sealed class GroupPricing(GroupingProblem problem, BareCovariance covariance)
{
    // Of a string whose value the group already determines, rounding leaves this variance.
    private const double LeastVariance = 1e-9;

    /// <summary>Grows a group from a term.</summary>
    /// <param name="multipliers">Lambda.</param>
    /// <param name="ridge">Variance added to every string.</param>
    /// <param name="seed">The first member.</param>
    /// <returns>Its members ascending, and lambda' C^-1 lambda.</returns>
    public (int[] Members, double Value) Grow(double[] multipliers, double ridge, int seed)
    {
        var n = covariance.Count;
        var words = (n + 63) / 64;
        var open = new ulong[words];
        Array.Fill(open, ulong.MaxValue);
        if ((n & 63) != 0)
        {
            open[^1] = (1UL << (n & 63)) - 1;
        }

        var residual = (double[])multipliers.Clone();
        var variance = new double[n];
        for (var i = 0; i < n; i++)
        {
            variance[i] = covariance.Variance(i) + ridge;
        }

        var factors = new List<double[]>();
        var members = new List<int>();
        var buffer = new ulong[words];
        var (value, next) = (0.0, seed);
        while (next >= 0)
        {
            var conflicts = problem.Graph.Conflicts(next, buffer);
            for (var w = 0; w < words; w++)
            {
                open[w] &= ~conflicts[w];
            }

            open[next >> 6] &= ~(1UL << (next & 63));
            members.Add(next);
            if (variance[next] > LeastVariance)
            {
                value += residual[next] * residual[next] / variance[next];
                Project(next, factors, residual, variance);
            }

            next = Best(open, residual, variance);
        }

        members.Sort();
        return ([.. members], value);
    }

    private static int Best(ulong[] open, double[] residual, double[] variance)
    {
        var (best, gain) = (-1, -1.0);
        for (var w = 0; w < open.Length; w++)
        {
            for (var rest = open[w]; rest != 0; rest &= rest - 1)
            {
                var i = (w << 6) + BitOperations.TrailingZeroCount(rest);
                var here = variance[i] > LeastVariance ? residual[i] * residual[i] / variance[i] : 0;
                if (here > gain)
                {
                    (best, gain) = (i, here);
                }
            }
        }

        return best;
    }

    // One more row of the Cholesky factor: what the new member explains of all others.
    private void Project(int member, List<double[]> factors, double[] residual, double[] variance)
    {
        var column = new double[covariance.Count];
        covariance.Row(member, column);
        foreach (var earlier in factors)
        {
            TensorPrimitives.MultiplyAdd(earlier, -earlier[member], column, column);
        }

        TensorPrimitives.Multiply(column, 1 / Math.Sqrt(variance[member]), column);
        var explained = residual[member] / Math.Sqrt(variance[member]);
        for (var i = 0; i < column.Length; i++)
        {
            residual[i] -= column[i] * explained;
            variance[i] -= column[i] * column[i];
        }

        factors.Add(column);
    }
}
