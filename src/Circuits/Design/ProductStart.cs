using System.Numerics;
using Quiver.Circuits.Simulation;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Design;

/// <summary>
/// Low basis states of an operator of I and Z, whose least cost a basis state has: local search from random states, flipping single bits
/// and the two of a term, without looking at all of them.
/// </summary>
internal static class ProductStart
{
    private const int Starts = 300;

    /// <summary>Searches.</summary>
    /// <param name="sum">An operator without X and Y, on at most 30 qubits.</param>
    /// <param name="seed">Fixes the random states.</param>
    /// <param name="most">How many states to return at most.</param>
    /// <returns>Basis indices (qubit 0 the most significant bit) and costs, lowest first, of equal costs the one of fewest ones.</returns>
    public static IReadOnlyList<(uint State, double Cost)> Search(PauliSum sum, int seed, int most)
    {
        ArgumentNullException.ThrowIfNull(sum);
        var terms = IndexTerms.From(sum).Where(static t => t.Z != 0).ToArray();
        var random = new Random(seed);
        var all = (uint)((1UL << sum.Qubits) - 1);
        uint[] moves = [.. Enumerable.Range(0, sum.Qubits).Select(static q => 1u << q)
            .Concat(terms.Select(static t => t.Z).Where(static z => BitOperations.PopCount(z) == 2)).Distinct()];

        // Which terms a move turns over.
        var turned = moves.Select(m => terms.Where(t => (BitOperations.PopCount(t.Z & m) & 1) == 1).ToArray()).ToArray();
        var found = new Dictionary<uint, double>();
        for (var s = 0; s < Starts; s++)
        {
            var state = Descend(s == 0 ? 0 : (uint)random.NextInt64(all + 1L), moves, turned);
            found[state] = Cost(sum, state);

            // A symmetry of all flips may hold the same state with fewer ones.
            found[state ^ all] = Cost(sum, state ^ all);
        }

        return [.. found.OrderBy(static f => Math.Round(f.Value, 9)).ThenBy(static f => BitOperations.PopCount(f.Key))
            .ThenBy(static f => f.Key).Take(most).Select(static f => (f.Key, f.Value))];
    }

    /// <summary>The cost of a basis state.</summary>
    /// <param name="sum">An operator without X and Y.</param>
    /// <param name="state">A basis index.</param>
    public static double Cost(PauliSum sum, uint state) => IndexTerms.From(sum).Sum(t => Sign(t.Z & state) * t.Coefficient);

    private static uint Descend(uint state, uint[] moves, IndexTerm[][] turned)
    {
        while (true)
        {
            var (best, gain) = (-1, 1e-12);
            for (var m = 0; m < moves.Length; m++)
            {
                double sum = 0;
                foreach (var term in turned[m])
                {
                    sum += Sign(term.Z & state) * term.Coefficient;
                }

                (best, gain) = 2 * sum > gain ? (m, 2 * sum) : (best, gain);
            }

            if (best < 0)
            {
                return state;
            }

            state ^= moves[best];
        }
    }

    private static int Sign(uint bits) => (BitOperations.PopCount(bits) & 1) == 0 ? 1 : -1;
}
