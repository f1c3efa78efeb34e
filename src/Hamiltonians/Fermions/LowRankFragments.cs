using MathNet.Numerics.LinearAlgebra;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Hamiltonians.Fermions;

/// <summary>
/// The electronic Hamiltonian as a sum of fragments that a rotation of the orbitals makes diagonal: the one-electron part, and one square
/// lambda/2 (sum g_pq E_pq)^2 for every eigenvalue of the repulsion (pq|rs) read as a matrix of pairs. Each is measured by one circuit of
/// Givens rotations and the occupation numbers behind it (double factorisation: Huggins et al., npj Quantum Inf. 7, 23 (2021)).
/// </summary>
public static class LowRankFragments
{
    // Eigenvalues below this share of the largest are rounding.
    private const double Rounding = 1e-14;

    /// <summary>Factorises.</summary>
    /// <param name="integrals">A restricted set of real orbitals.</param>
    /// <param name="mapping">How electrons become qubits.</param>
    /// <param name="order">How spin orbitals are numbered.</param>
    /// <returns>The fragments as qubit operators in hartree, identities included: the one-electron part first, then by descending modulus
    /// of the eigenvalue. Together with the constant of the integrals they are the Hamiltonian.</returns>
    /// <exception cref="ArgumentException">Alpha and beta orbitals differ, or (pq|rs) changes when p and q or the pairs are
    /// exchanged.</exception>
    public static IReadOnlyList<PauliSum> Of(MolecularIntegrals integrals, FermionMapping mapping, SpinOrder order)
    {
        ArgumentNullException.ThrowIfNull(integrals);
        if (!integrals.IsRestricted)
        {
            throw new ArgumentException(
                "Alpha and beta orbitals differ, and low-rank fragments rotate both alike.", nameof(integrals));
        }

        var n = integrals.Orbitals;
        var encoding = new FermionEncoding(mapping, 2 * n);

        // a†_p a†_r a_s a_q = E_pq E_rs - delta_qr E_ps, spins summed: reordering leaves a one-electron part.
        var fragments = new List<PauliSum>
        {
            OneElectron(encoding, order, n, (p, q) =>
            {
                double exchange = 0;
                for (var r = 0; r < n; r++)
                {
                    exchange += integrals.Two(p, r, r, q);
                }

                return integrals.One(p, q) - (0.5 * exchange);
            }),
        };
        foreach (var (value, factor) in Factors(integrals))
        {
            var root = OneElectron(encoding, order, n, (p, q) => factor[p, q]);
            fragments.Add(0.5 * value * (root * root));
        }

        return fragments;
    }

    /// <summary>Eigenvalues of (pq|rs) and their symmetric matrices g: (pq|rs) = sum of value g_pq g_rs, by descending modulus.</summary>
    internal static IEnumerable<(double Value, double[,] Factor)> Factors(MolecularIntegrals integrals)
    {
        var n = integrals.Orbitals;
        var pairs = new List<(int P, int Q)>();
        for (var p = 0; p < n; p++)
        {
            for (var q = 0; q <= p; q++)
            {
                pairs.Add((p, q));
            }
        }

        // Off-diagonal pairs stand for two elements: with sqrt 2 the basis of symmetric matrices is orthonormal.
        static double Weight((int P, int Q) pair) => pair.P == pair.Q ? 1 : Math.Sqrt(2);
        var matrix = Matrix<double>.Build.Dense(pairs.Count, pairs.Count, (i, j) =>
        {
            var ((p, q), (r, s)) = (pairs[i], pairs[j]);
            var value = integrals.Two(p, q, r, s);
            if (value != integrals.Two(q, p, r, s) || value != integrals.Two(r, s, p, q))
            {
                RequireSymmetry(integrals, value, integrals.Two(q, p, r, s), (p, q, r, s));
                RequireSymmetry(integrals, value, integrals.Two(r, s, p, q), (p, q, r, s));
            }

            return Weight(pairs[i]) * Weight(pairs[j]) * value;
        });
        var found = matrix.Evd(Symmetricity.Symmetric);
        var values = found.EigenValues.Select(static v => v.Real).ToArray();
        var largest = values.Length == 0 ? 0 : values.Max(Math.Abs);
        foreach (var k in Enumerable.Range(0, values.Length).OrderByDescending(k => Math.Abs(values[k])).ThenBy(static k => k))
        {
            if (Math.Abs(values[k]) <= Rounding * largest)
            {
                yield break;
            }

            var factor = new double[n, n];
            for (var i = 0; i < pairs.Count; i++)
            {
                var (p, q) = pairs[i];
                factor[p, q] = factor[q, p] = found.EigenVectors[i, k] / Weight(pairs[i]);
            }

            yield return (values[k], factor);
        }
    }

    private static void RequireSymmetry(MolecularIntegrals integrals, double value, double other, (int P, int Q, int R, int S) at)
    {
        if (Math.Abs(value - other) > 1e-10 * Math.Max(1, Math.Abs(value)))
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"The integral ({at.P + 1} {at.Q + 1}|{at.R + 1} {at.S + 1}) is {value} and {other} in another order: low-rank fragments need real orbitals."),
                nameof(integrals));
        }
    }

    /// <summary>sum of f(p, q) E_pq as qubits.</summary>
    private static PauliSum OneElectron(FermionEncoding encoding, SpinOrder order, int n, Func<int, int, double> element)
    {
        var sum = new FermionOperator(2 * n);
        for (var spin = 0; spin < 2; spin++)
        {
            int Mode(int orbital) => order == SpinOrder.Interleaved ? (2 * orbital) + spin : orbital + (spin * n);
            for (var p = 0; p < n; p++)
            {
                for (var q = 0; q < n; q++)
                {
                    if (element(p, q) is var f && f != 0)
                    {
                        sum.Add(f, new LadderOperator(Mode(p), true), new LadderOperator(Mode(q), false));
                    }
                }
            }
        }

        return encoding.Encode(sum);
    }
}
