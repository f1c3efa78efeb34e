using Quiver.Core.Randomness;
using Quiver.Hamiltonians.Fermions;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Hamiltonians.Generation;

/// <summary>Model Hamiltonians of any size: spin chains, the Hubbard chain, random electrons and random strings.</summary>
/// <remarks>A seed gives the same operator on every machine.</remarks>
public static class HamiltonianGenerator
{
    // Orbitals this far apart overlap by 1/e.
    private const double Range = 3;
    private const int Densities = 2;

    /// <summary>The Heisenberg chain, sum over neighbours of XX + YY + ZZ plus h sum Z.</summary>
    /// <param name="sites">Number of spins, at least 2.</param>
    /// <param name="field">h, in units of the coupling.</param>
    /// <param name="periodic">Whether the last spin couples to the first.</param>
    /// <returns>The operator.</returns>
    public static PauliSum Heisenberg(int sites, double field = 0, bool periodic = false) => Chain(sites, field, 'Z', periodic, "XYZ");

    /// <summary>The transverse-field Ising chain, sum over neighbours of ZZ plus h sum X.</summary>
    /// <param name="sites">Number of spins, at least 2.</param>
    /// <param name="field">h, in units of the coupling.</param>
    /// <param name="periodic">Whether the last spin couples to the first.</param>
    /// <returns>The operator.</returns>
    public static PauliSum Ising(int sites, double field = 1, bool periodic = false) => Chain(sites, field, 'X', periodic, "Z");

    /// <summary>The half-filled Hubbard chain: -sum over neighbours and spins of hopping, U for each doubly occupied site (Hubbard,
    /// Proc. R. Soc. A 276, 238 (1963)).</summary>
    /// <param name="sites">Number of sites, at least 2.</param>
    /// <param name="u">U in units of the hopping.</param>
    /// <param name="periodic">Whether the last site couples to the first.</param>
    /// <returns>One orbital per site.</returns>
    public static MolecularIntegrals Hubbard(int sites, double u, bool periodic = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sites, 2);
        var one = new double[sites * sites];
        foreach (var (p, q) in Neighbours(sites, periodic))
        {
            one[(p * sites) + q] = one[(q * sites) + p] = -1;
        }

        var two = new PackedPairs(sites, exchangeable: true);
        for (var p = 0; p < sites; p++)
        {
            two[p, p, p, p] = u;
        }

        return new MolecularIntegrals(sites, sites, sites % 2, 0, [one], [two]);
    }

    /// <summary>
    /// Electrons with random integrals that look like a molecule's: no symmetry, orbital energies that ascend, repulsion
    /// (pq|rs) = sum over L of B_pq B_rs (so positive), all falling off with the distance of the orbitals.
    /// </summary>
    /// <param name="orbitals">Number of spatial orbitals.</param>
    /// <param name="electrons">Number of electrons, with the lowest spin.</param>
    /// <param name="seed">Fixes the integrals.</param>
    /// <returns>The integrals.</returns>
    public static MolecularIntegrals Electronic(int orbitals, int electrons, int seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(orbitals, 1);
        var numbers = new RandomStream(unchecked((ulong)seed), 0);
        double Falling(int p, int q, ref uint at) =>
            ((2 * PhiloxWords.Unit(numbers.At(at++, 0).X)) - 1) * Math.Exp(-Math.Abs(p - q) / Range);
        uint next = 0;
        var (one, rank) = (new double[orbitals * orbitals], Densities * orbitals);
        var factors = new double[rank][];
        for (var p = 0; p < orbitals; p++)
        {
            for (var q = 0; q <= p; q++)
            {
                one[(p * orbitals) + q] = one[(q * orbitals) + p] = p == q ? -4 + (8.0 * p / orbitals) : 0.2 * Falling(p, q, ref next);
            }
        }

        for (var l = 0; l < rank; l++)
        {
            var factor = factors[l] = new double[orbitals * orbitals];
            for (var p = 0; p < orbitals; p++)
            {
                for (var q = 0; q <= p; q++)
                {
                    var value = Falling(p, q, ref next) / Math.Sqrt(rank);
                    factor[(p * orbitals) + q] = factor[(q * orbitals) + p] = p == q ? 0.5 * Math.Abs(value) : value;
                }
            }
        }

        var two = new PackedPairs(orbitals, exchangeable: true);
        Parallel.For(0, orbitals, p =>
        {
            for (var q = 0; q <= p; q++)
            {
                for (var r = 0; r <= p; r++)
                {
                    for (var s = 0; s <= r && (r < p || s <= q); s++)
                    {
                        double sum = 0;
                        foreach (var factor in factors)
                        {
                            sum += factor[(p * orbitals) + q] * factor[(r * orbitals) + s];
                        }

                        two[p, q, r, s] = sum;
                    }
                }
            }
        });
        return new MolecularIntegrals(orbitals, electrons, electrons % 2, 0, [one], [two]);
    }

    /// <summary>Distinct random strings without the identity, each letter uniform, coefficients uniform in [-1, 1).</summary>
    /// <param name="qubits">Number of qubits, at least 1.</param>
    /// <param name="terms">Number of terms, at most a quarter of all strings.</param>
    /// <param name="seed">Fixes the operator.</param>
    /// <returns>The operator.</returns>
    public static PauliSum Strings(int qubits, int terms, int seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(qubits, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(terms);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(terms, Math.Pow(4, qubits - 1), nameof(terms));
        var numbers = new RandomStream(unchecked((ulong)seed), 0);
        var builder = new PauliSumBuilder(qubits);
        var letters = new char[qubits];
        for (uint draw = 0; builder.Count < terms; draw++)
        {
            for (var q = 0; q < qubits; q++)
            {
                letters[q] = "IXYZ"[(int)(numbers.At(draw, (uint)q).X >> 30)];
            }

            var pauli = PauliString.Parse(letters);
            if (!pauli.IsIdentity && builder.Coefficient(pauli) == 0)
            {
                builder.Add(pauli, (2 * PhiloxWords.Unit(numbers.At(draw, (uint)qubits).X)) - 1);
            }
        }

        return builder.Build(-1);
    }

    private static PauliSum Chain(int sites, double field, char alone, bool periodic, string together)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sites, 2);
        var builder = new PauliSumBuilder(sites);
        PauliString Of(char letter, params ReadOnlySpan<int> places)
        {
            var letters = new char[sites];
            Array.Fill(letters, 'I');
            foreach (var place in places)
            {
                letters[place] = letter;
            }

            return PauliString.Parse(letters);
        }

        foreach (var (p, q) in Neighbours(sites, periodic))
        {
            foreach (var letter in together)
            {
                builder.Add(Of(letter, p, q), 1);
            }
        }

        for (var p = 0; p < sites && field != 0; p++)
        {
            builder.Add(Of(alone, p), field);
        }

        return builder.Build();
    }

    private static IEnumerable<(int First, int Second)> Neighbours(int sites, bool periodic)
    {
        for (var p = 0; p + 1 < sites; p++)
        {
            yield return (p, p + 1);
        }

        // Two sites have one bond.
        if (periodic && sites > 2)
        {
            yield return (0, sites - 1);
        }
    }
}
