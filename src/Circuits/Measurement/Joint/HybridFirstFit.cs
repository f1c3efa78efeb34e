using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Measurement.Joint;

/// <summary>
/// Sorted insertion into groups of which the first few commute fully and the others qubit-wise: 0 gives qubit-wise commuting groups, very
/// many the fully commuting ones, and what lies between pays two-qubit gates for some groups only.
/// </summary>
internal static class HybridFirstFit
{
    public static MeasurementGrouping Group(GroupingProblem problem, int fullyCommuting)
    {
        var groups = new List<(List<int> Members, ulong[] X, ulong[] Y, ulong[] Z)>();
        var labels = new int[problem.Terms.Count];
        foreach (var i in TermOrder.ByCoefficient(problem.Terms))
        {
            var g = 0;
            while (g < groups.Count && !(g < fullyCommuting
                ? groups[g].Members.TrueForAll(j => problem.Graph.Compatible(i, j)) : IsOneBasis(problem.Terms, groups[g], i)))
            {
                g++;
            }

            if (g == groups.Count)
            {
                groups.Add(([], new ulong[problem.Terms.Words], new ulong[problem.Terms.Words], new ulong[problem.Terms.Words]));
            }

            groups[g].Members.Add(i);
            labels[i] = g;
            var x = problem.Terms.X(i);
            var z = problem.Terms.Z(i);
            for (var w = 0; w < x.Length; w++)
            {
                groups[g].X[w] |= x[w] & ~z[w];
                groups[g].Y[w] |= x[w] & z[w];
                groups[g].Z[w] |= ~x[w] & z[w];
            }
        }

        return MeasurementGrouping.FromLabels(labels);
    }

    // Whether no qubit would show two letters.
    private static bool IsOneBasis(PauliSum terms, (List<int> Members, ulong[] X, ulong[] Y, ulong[] Z) group, int term)
    {
        var x = terms.X(term);
        var z = terms.Z(term);
        for (var w = 0; w < x.Length; w++)
        {
            var (a, b, c) = (group.X[w] | (x[w] & ~z[w]), group.Y[w] | (x[w] & z[w]), group.Z[w] | (~x[w] & z[w]));
            if (((a & b) | (a & c) | (b & c)) != 0)
            {
                return false;
            }
        }

        return true;
    }
}
