using System.Numerics;
using Quiver.Core.Numbers;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Hamiltonians.Validation;

/// <summary>
/// Checks a grouping pair by pair and computes its cost from the state itself. Deliberately slow and plain: it shares
/// nothing with the groupers but Pauli algebra.
/// </summary>
public static class GroupingValidator
{
    /// <summary>The most problems listed.</summary>
    public const int MaxProblems = 10;

    /// <summary>Checks a grouping.</summary>
    /// <param name="sum">The operator; its identity term, if any, belongs to no group.</param>
    /// <param name="groups">Term indices of each group.</param>
    /// <param name="rule">The rule that members of a group must obey.</param>
    /// <param name="state">Amplitudes by basis index (qubit 0 most significant); null for no state.</param>
    /// <returns>The verdict and the costs.</returns>
    public static GroupingReport Check(PauliSum sum, IReadOnlyList<int[]> groups, CommutationRule rule, IReadOnlyDictionary<ulong,
        Complex>? state)
    {
        ArgumentNullException.ThrowIfNull(sum);
        ArgumentNullException.ThrowIfNull(groups);
        var problems = new List<string>();
        var seen = new int[sum.Count];
        Array.Fill(seen, -1);
        var identity = sum.IndexOfIdentity();
        for (var g = 0; g < groups.Count; g++)
        {
            CheckGroup(sum, groups[g], g, rule, identity, seen, problems);
        }

        for (var i = 0; i < sum.Count; i++)
        {
            if (seen[i] < 0 && i != identity)
            {
                problems.Add($"term {i} ({sum.String(i)}) is in no group");
            }
        }

        double norms = 0, deviations = 0;
        foreach (var group in groups)
        {
            var members = group.Where(i => i >= 0 && i < sum.Count).ToArray();
            norms += Math.Sqrt(members.Sum(i => sum.Coefficient(i).Magnitude * sum.Coefficient(i).Magnitude));
            deviations += state is null ? 0 : Math.Sqrt(Variance(sum, members, state));
        }

        var shots = norms * norms / (Cost.GroupingCost.ChemicalAccuracy * Cost.GroupingCost.ChemicalAccuracy);
        return new GroupingReport(problems.Count == 0, [.. problems.Take(MaxProblems)], groups.Count,
            state is null ? null : deviations * deviations, shots);
    }

    private static void CheckGroup(PauliSum sum, int[] group, int number, CommutationRule rule, int identity, int[] seen,
        List<string> problems)
    {
        if (group.Length == 0)
        {
            problems.Add($"group {number} is empty");
        }

        var members = new List<PauliString>();
        foreach (var i in group)
        {
            if (i < 0 || i >= sum.Count)
            {
                problems.Add($"group {number} names term {i}, but the operator has terms 0 to {sum.Count - 1}");
                continue;
            }

            if (i == identity)
            {
                problems.Add($"group {number} holds the identity (term {i}), which is never measured");
            }

            if (seen[i] >= 0)
            {
                problems.Add($"term {i} ({sum.String(i)}) is in groups {seen[i]} and {number}");
            }

            seen[i] = number;
            var candidate = sum.String(i);
            foreach (var other in members)
            {
                var fits = rule switch
                {
                    CommutationRule.QubitWise => candidate.QubitWiseCommutes(other),
                    CommutationRule.Anticommuting => !candidate.Commutes(other),
                    _ => candidate.Commutes(other),
                };
                if (!fits && problems.Count < MaxProblems)
                {
                    problems.Add($"group {number}: {candidate} and {other} are not compatible");
                }
            }

            members.Add(candidate);
        }
    }

    /// <summary>|| A psi ||^2 - &lt;A&gt;^2 for A the sum of a group's terms.</summary>
    private static double Variance(PauliSum sum, int[] members, IReadOnlyDictionary<ulong, Complex> state)
    {
        var image = new Dictionary<ulong, Complex>();
        foreach (var i in members)
        {
            var pauli = sum.String(i);
            ulong x = 0, z = 0;
            for (var q = 0; q < sum.Qubits; q++)
            {
                var bit = 1UL << (sum.Qubits - 1 - q);
                x |= pauli[q] is 'X' or 'Y' ? bit : 0;
                z |= pauli[q] is 'Z' or 'Y' ? bit : 0;
            }

            // Y|0> = i|1>, Y|1> = -i|0>: one factor i per Y, and the sign of its Z part.
            var factor = sum.Coefficient(i) * Phases.Power(BitOperations.PopCount(x & z));
            foreach (var (basis, amplitude) in state)
            {
                var sign = (BitOperations.PopCount(z & basis) & 1) == 0 ? 1 : -1;
                image.TryGetValue(basis ^ x, out var value);
                image[basis ^ x] = value + factor * sign * amplitude;
            }
        }

        double norm = 0;
        var mean = Complex.Zero;
        foreach (var (basis, value) in image)
        {
            norm += value.Real * value.Real + value.Imaginary * value.Imaginary;
            mean += state.TryGetValue(basis, out var amplitude) ? Complex.Conjugate(amplitude) * value : Complex.Zero;
        }

        return Math.Max(0, norm - mean.Real * mean.Real);
    }
}
