using System.Numerics;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Measurement.Joint;

/// <summary>
/// Sorted insertion into commuting groups whose letters differ on at most so many qubits: 0 gives qubit-wise commuting groups, as many as
/// there are qubits the fully commuting ones, and what lies between needs two-qubit gates on those qubits only.
/// </summary>
internal static class MixedFirstFit
{
    public static MeasurementGrouping Group(GroupingProblem problem, int mixedQubits)
    {
        var groups = new List<(List<int> Members, ulong[] X, ulong[] Y, ulong[] Z)>();
        var labels = new int[problem.Terms.Count];
        foreach (var i in TermOrder.ByCoefficient(problem.Terms))
        {
            var g = groups.FindIndex(group => Mixed(problem.Terms, group, i) <= mixedQubits
                && group.Members.TrueForAll(j => problem.Graph.Compatible(i, j)));
            if (g < 0)
            {
                g = groups.Count;
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

    // Qubits on which the group would show two letters or more.
    private static int Mixed(PauliSum terms, (List<int> Members, ulong[] X, ulong[] Y, ulong[] Z) group, int term)
    {
        var x = terms.X(term);
        var z = terms.Z(term);
        var count = 0;
        for (var w = 0; w < x.Length; w++)
        {
            var (a, b, c) = (group.X[w] | (x[w] & ~z[w]), group.Y[w] | (x[w] & z[w]), group.Z[w] | (~x[w] & z[w]));
            count += BitOperations.PopCount((a & b) | (a & c) | (b & c));
        }

        return count;
    }
}
