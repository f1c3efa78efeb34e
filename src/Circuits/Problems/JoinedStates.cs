using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using Quiver.Circuits.Simulation;
using Quiver.Core.Numbers;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Problems;

/// <summary>
/// The sets of basis states that an operator joins, whatever it keeps: electrons, spin, parities, anything diagonal. A circuit that begins
/// in one of them has no slope towards the others, so which one to begin in is found here.
/// </summary>
internal static class JoinedStates
{
    /// <summary>The most qubits: all basis states and all elements between them are looked at.</summary>
    public const int MostQubits = 12;

    // Sets whose lowest basis state is higher than those of so many others are not looked at.
    private const int MostSets = 200;

    // Steps of a Krylov sequence from the lowest state of a set: enough to tell sets apart.
    private const int Steps = 24;

    // For a bound more steps, as long as the elements fit.
    private const int BoundSteps = 40;
    private const long MostElements = 1L << 24;

    // Elements below this share of the largest are what rounding left of zeros: they join nothing.
    private const double Zero = 1e-7;

    /// <summary>The lowest basis state of every set, and the energy that a few Krylov steps from it reach.</summary>
    /// <param name="sum">A real operator on at most <see cref="MostQubits"/> qubits.</param>
    /// <param name="states">Basis states to choose from; null for all.</param>
    /// <returns>Basis indices (qubit 0 the most significant bit) and energies, the lowest energy first.</returns>
    public static IReadOnlyList<(ulong State, double Energy)> Lowest(PauliSum sum, IEnumerable<ulong>? states = null)
    {
        ArgumentNullException.ThrowIfNull(sum);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sum.Qubits, MostQubits, nameof(sum));
        var energies = Diagonal.Energies(sum);
        var moves = Moves(sum);
        var set = Sets(energies.Length, moves);
        return [.. (states?.Select(static s => (int)s) ?? Enumerable.Range(0, energies.Length))
            .GroupBy(s => set[s])
            .Select(g => g.MinBy(s => energies[s]))
            .OrderBy(s => energies[s])
            .Take(MostSets)
            .Select(s => (State: (ulong)s, Energy: Ritz(energies, moves, s, Steps)))
            .OrderBy(static s => s.Energy).ThenBy(static s => s.State)];
    }

    /// <summary>An upper bound of the least eigenvalue among the states that a basis state is joined with: the lowest value in the span of
    /// the state and the operator's first powers on it.</summary>
    /// <param name="sum">A real operator.</param>
    /// <param name="state">A basis index, qubit 0 the most significant bit.</param>
    /// <returns>The bound; null where its tables would take more than 128 MiB.</returns>
    public static double? Bound(PauliSum sum, ulong state)
    {
        ArgumentNullException.ThrowIfNull(sum);
        return (long)IndexTerms.From(sum).Select(static t => t.X).Distinct().Count() << sum.Qubits > MostElements
            ? null : Ritz(Diagonal.Energies(sum), Moves(sum), (int)state, BoundSteps);
    }

    // For every X mask the elements <s + x| H |s> of all s.
    private static List<(uint X, double[] Elements)> Moves(PauliSum sum)
    {
        var moves = new List<(uint, double[])>();
        foreach (var mask in IndexTerms.From(sum).Where(static t => t.X != 0).GroupBy(static t => t.X).OrderBy(static g => g.Key))
        {
            var elements = new double[1 << sum.Qubits];
            foreach (var term in mask)
            {
                // i^2k for an even number of Y.
                elements[term.Z] += (BitOperations.PopCount(term.X & term.Z) & 2) == 0 ? term.Coefficient : -term.Coefficient;
            }

            WalshHadamard.Transform(elements.AsSpan());
            moves.Add((mask.Key, elements));
        }

        return moves;
    }

    private static int[] Sets(int states, List<(uint X, double[] Elements)> moves)
    {
        var parent = Enumerable.Range(0, states).ToArray();
        int Root(int s)
        {
            while (parent[s] != s)
            {
                s = parent[s] = parent[parent[s]];
            }

            return s;
        }

        var least = Zero * moves.Select(static m => m.Elements.Max(Math.Abs)).DefaultIfEmpty().Max();
        foreach (var (x, elements) in moves)
        {
            for (var s = 0; s < states; s++)
            {
                if (Math.Abs(elements[s]) > least && Root(s) is var a && Root(s ^ (int)x) is var b && a != b)
                {
                    parent[Math.Max(a, b)] = Math.Min(a, b);
                }
            }
        }

        return [.. Enumerable.Range(0, states).Select(Root)];
    }

    // The lowest eigenvalue in the span of a basis state and the operator's first powers on it.
    private static double Ritz(double[] energies, List<(uint X, double[] Elements)> moves, int start, int steps)
    {
        var (before, now) = (new double[energies.Length], new double[energies.Length]);
        now[start] = 1;
        var (alpha, beta) = (new List<double>(), new List<double>());
        for (var k = 0; k < steps; k++)
        {
            var next = Applied(energies, moves, now);
            var mean = Dot(now, next);
            alpha.Add(mean);
            for (var s = 0; s < next.Length; s++)
            {
                next[s] -= (mean * now[s]) + (k > 0 ? beta[^1] * before[s] : 0);
            }

            var norm = Math.Sqrt(Dot(next, next));
            if (norm < 1e-9)
            {
                break;
            }

            beta.Add(norm);
            (before, now) = (now, [.. next.Select(v => v / norm)]);
        }

        return Matrix<double>.Build.Dense(
            alpha.Count, alpha.Count, (i, j) => i == j ? alpha[i] : Math.Abs(i - j) == 1 ? beta[Math.Min(i, j)] : 0)
            .Evd(Symmetricity.Symmetric).EigenValues[0].Real;
    }

    private static double[] Applied(double[] energies, List<(uint X, double[] Elements)> moves, double[] vector)
    {
        var result = new double[vector.Length];
        for (var s = 0; s < vector.Length; s++)
        {
            if (vector[s] == 0)
            {
                continue;
            }

            result[s] += energies[s] * vector[s];
            foreach (var (x, elements) in moves)
            {
                result[s ^ (int)x] += elements[s] * vector[s];
            }
        }

        return result;
    }

    private static double Dot(double[] x, double[] y) => x.Zip(y, static (a, b) => a * b).Sum();
}
