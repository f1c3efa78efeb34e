using System.Numerics;
using Quiver.Circuits.Simulation;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Problems;

/// <summary>
/// Chooses the vectors of GF(2) that the qubits of a <see cref="SymmetryReduction"/> stand for: basis states that the determinant mixes
/// with strongly should differ from it in few qubits, so that a rotation towards them needs few CX, and the CX that give all qubits of the
/// operator their parities should be few.
/// </summary>
/// <remarks>
/// How much a basis state matters is what it lowers the energy by when it mixes with the determinant alone (second order where it lies far
/// above it). The search adds vectors to each other while the price falls.
/// </remarks>
internal static class ConnectedBasis
{
    // What a CX of a string counts beside a CX of the network: strings share some. Strings that do not matter break ties.
    private const double Shared = 0.7;
    private const double Tie = 0.01;
    private const double Zero = 1e-12;

    // Networks tried for a basis, and bases of each step whose network is tried.
    private const int Tries = 3;
    private const int Looked = 20;
    private const int LastTries = 100;

    /// <summary>Chooses a basis.</summary>
    /// <param name="observable">The operator.</param>
    /// <param name="determinant">A basis index, qubit 0 the most significant bit.</param>
    /// <param name="starts">Bases of the space of differences, bits as in basis indices, to begin with.</param>
    /// <param name="negligible">Basis states may be left out as long as they lower the energy by no more than this together.</param>
    /// <returns>The basis of lowest price.</returns>
    public static uint[] Choose(PauliSum observable, ulong determinant, IReadOnlyList<uint[]> starts, double negligible)
    {
        ArgumentNullException.ThrowIfNull(observable);
        ArgumentNullException.ThrowIfNull(starts);
        var strings = Strings(observable, determinant, negligible);
        var random = new Random(2);
        (uint[] Basis, double Price) best = ([], double.PositiveInfinity);
        foreach (var start in starts.Append(Important(starts[0], strings)))
        {
            var found = Descend([.. start], strings, observable.Qubits, random);
            best = found.Price < best.Price - 1e-9 ? found : best;
        }

        return best.Basis;
    }

    /// <summary>The price of a basis: CX of the network that gives all qubits their parities, and what the strings' count.</summary>
    /// <param name="observable">The operator.</param>
    /// <param name="determinant">A basis index, qubit 0 the most significant bit.</param>
    /// <param name="basis">The basis.</param>
    /// <param name="negligible">Basis states may be left out as long as they lower the energy by no more than this together.</param>
    /// <returns>The price, about a number of CX.</returns>
    public static double Price(PauliSum observable, ulong determinant, uint[] basis, double negligible)
    {
        var duals = Duals(basis);
        var strings = Strings(observable, determinant, negligible)
            .Sum(s => s.Weight * (duals.Sum(d => BitOperations.PopCount(s.Mask & d) & 1) - 1));
        return Price(basis, strings, observable.Qubits, new Random(2), LastTries);
    }

    /// <summary>The parities that qubits are of a basis's coordinates: bit i of entry q says that vector i flips qubit q.</summary>
    public static uint[] Forms(uint[] basis, int qubits) => [.. Enumerable.Range(0, qubits).Select(q => Enumerable.Range(0, basis.Length)
        .Aggregate(0u, (form, i) => form | ((basis[i] >> (qubits - 1 - q) & 1) << i)))];

    /// <summary>Vectors whose parity with a difference of connected states is its coordinate.</summary>
    public static uint[] Duals(uint[] basis)
    {
        // Rows of the identity follow the elimination of the basis: basis[i] = sum of row r where bit r of follow is set.
        var rows = (uint[])basis.Clone();
        uint[] follow = [.. Enumerable.Range(0, basis.Length).Select(static i => 1u << i)];
        var pivots = new int[basis.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            pivots[i] = BitOperations.TrailingZeroCount(rows[i]);
            for (var j = 0; j < rows.Length; j++)
            {
                if (j != i && (rows[j] >> pivots[i] & 1) == 1)
                {
                    rows[j] ^= rows[i];
                    follow[j] ^= follow[i];
                }
            }
        }

        // A difference x is the sum of the rows whose pivots it holds, so its coordinate k is the parity of those with bit k in follow.
        return [.. Enumerable.Range(0, basis.Length).Select(k => Enumerable.Range(0, rows.Length)
            .Aggregate(0u, (dual, r) => dual | ((follow[r] >> k & 1) << pivots[r])))];
    }

    private static double Price(uint[] basis, double strings, int qubits, Random random, int tries) =>
        strings + ParityNetwork.Find(Forms(basis, qubits), random, tries).Links.Length;

    // Differences from the determinant and what a CX of their strings counts, the most important first.
    private static List<(uint Mask, double Weight)> Strings(PauliSum observable, ulong determinant, double negligible)
    {
        var found = MixingGains.Of(observable, (uint)determinant).ToList();
        found.Sort(static (a, b) => a.Gain != b.Gain ? b.Gain.CompareTo(a.Gain) : a.Mask.CompareTo(b.Mask));
        var rest = found.Where(static f => f.Gain > Zero).Sum(static f => f.Gain);
        var strings = new List<(uint, double)>(found.Count);
        foreach (var (mask, gain) in found)
        {
            // A string of w letters takes 2 (w - 1) CX.
            strings.Add((mask, gain > Zero && rest > negligible ? 2 * Shared : Tie));
            rest -= gain;
        }

        return strings;
    }

    // A basis of the most important differences, as far as they are independent.
    private static uint[] Important(uint[] basis, List<(uint Mask, double Weight)> strings)
    {
        var (chosen, reduced) = (new List<uint>(), new List<uint>());
        foreach (var (mask, _) in strings)
        {
            var left = reduced.Aggregate(mask, static (m, r) => Math.Min(m, m ^ r));
            if (left != 0)
            {
                chosen.Add(mask);
                reduced.Add(left);
            }
        }

        return chosen.Count == basis.Length ? [.. chosen] : basis;
    }

    // Adds vectors of the basis to each other as long as the price falls.
    private static (uint[] Basis, double Price) Descend(
        uint[] basis, List<(uint Mask, double Weight)> strings, int qubits, Random random)
    {
        var duals = Duals(basis);
        uint[] coordinates = [.. strings.Select(s => Enumerable.Range(0, basis.Length)
            .Aggregate(0u, (c, i) => c | ((uint)(BitOperations.PopCount(s.Mask & duals[i]) & 1) << i)))];
        double[] weights = [.. strings.Select(static s => s.Weight)];
        double Strings(int flipped, int by)
        {
            double sum = 0;
            for (var s = 0; s < weights.Length; s++)
            {
                var c = coordinates[s];
                c ^= flipped < 0 ? 0 : (c >> by & 1) << flipped;
                sum += weights[s] * (BitOperations.PopCount(c) - 1);
            }

            return sum;
        }

        var price = Price(basis, Strings(-1, 0), qubits, random, Tries);
        while (true)
        {
            var moves = new List<(double Strings, int To, int Other)>();
            for (var to = 0; to < basis.Length; to++)
            {
                for (var other = 0; other < basis.Length; other++)
                {
                    // With b[to] + b[other] in place of b[to], coordinate "other" gets that of "to".
                    if (to != other && Strings(other, to) is var strung && strung + qubits - basis.Length < price)
                    {
                        moves.Add((strung, to, other));
                    }
                }
            }

            moves.Sort();
            var improved = false;
            foreach (var (strung, to, other) in moves.Take(Looked))
            {
                basis[to] ^= basis[other];
                var next = Price(basis, strung, qubits, random, Tries);
                if (next < price - 1e-9)
                {
                    (price, improved) = (next, true);
                    for (var s = 0; s < coordinates.Length; s++)
                    {
                        coordinates[s] ^= (coordinates[s] >> to & 1) << other;
                    }

                    break;
                }

                basis[to] ^= basis[other];
            }

            if (!improved)
            {
                return (basis, Math.Min(price, Price(basis, Strings(-1, 0), qubits, random, LastTries)));
            }
        }
    }
}
