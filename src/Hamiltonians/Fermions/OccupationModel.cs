using System.Numerics;

namespace Quiver.Hamiltonians.Fermions;

/// <summary>
/// The energy of a determinant as a function of its occupations: E = E0 + sum e_m n_m + sum over pairs w_mk n_m n_k.
/// Exact for an operator with one- and two-body terms. Mode m is orbital m of alpha for m &lt; n, orbital m - n of beta else.
/// </summary>
internal sealed class OccupationModel
{
    // Relative to the largest term: files carry 8 to 16 digits.
    private const double Equal = 1e-6;
    private readonly double[] single;
    private readonly double[] pair;
    private readonly Func<int, int, int, ulong, ulong, double> coupling;

    private OccupationModel(int orbitals, double constant, double[] single, double[] pair, Func<int, int, int, ulong, ulong,
        double> coupling)
    {
        this.coupling = coupling;
        Orbitals = orbitals;
        Constant = constant;
        this.single = single;
        this.pair = pair;
        Scale = single.Concat(pair).Select(Math.Abs).DefaultIfEmpty(0).Max();
        IsSpinSymmetric = SpinSymmetric();
    }

    /// <summary>Number of spatial orbitals n.</summary>
    public int Orbitals { get; }

    /// <summary>Energy without electrons.</summary>
    public double Constant { get; }

    /// <summary>The largest absolute one- or two-body term: what differences of energies are small against.</summary>
    public double Scale { get; }

    /// <summary>Whether alpha and beta may be exchanged, so that orbital p of one spin is the partner of orbital p of the other.</summary>
    public bool IsSpinSymmetric { get; }

    /// <summary>From a molecule's integrals: e = h_pp, w = (pp|qq), less (pq|qp) for equal spins.</summary>
    public static OccupationModel From(MolecularIntegrals integrals)
    {
        var n = integrals.Orbitals;
        var (single, pair) = (new double[2 * n], new double[4 * n * n]);
        for (var m = 0; m < 2 * n; m++)
        {
            var (p, beta) = (m % n, m >= n);
            single[m] = integrals.One(p, p, beta);
            for (var k = 0; k < 2 * n; k++)
            {
                var (q, other) = (k % n, k >= n);
                pair[m * 2 * n + k] = m == k ? 0
                    : integrals.Two(p, p, q, q, beta, other) - (beta == other ? integrals.Two(p, q, q, p, beta, beta) : 0);
            }
        }

        return new OccupationModel(n, integrals.Constant, single, pair,
            (p, q, spin, alpha, beta) => Fock(integrals, p, q, spin, alpha, beta));
    }

    /// <summary>From the energies of determinants with at most two electrons.</summary>
    /// <param name="orbitals">Number of spatial orbitals.</param>
    /// <param name="energy">The energy of a determinant, by its occupied alpha and beta orbitals as bits.</param>
    /// <param name="coupling">|H| between a determinant and the one with an electron moved: from, to, spin, alpha, beta.</param>
    public static OccupationModel From(int orbitals, Func<ulong, ulong, double> energy, Func<int, int, int, ulong, ulong, double> coupling)
    {
        var n = orbitals;
        double Of(int m, int k)
        {
            var (alpha, beta) = (0UL, 0UL);
            foreach (var mode in new[] { m, k })
            {
                alpha |= mode >= 0 && mode < n ? 1UL << mode : 0;
                beta |= mode >= n ? 1UL << (mode - n) : 0;
            }

            return energy(alpha, beta);
        }

        var constant = Of(-1, -1);
        var single = new double[2 * n];
        var pair = new double[4 * n * n];
        for (var m = 0; m < 2 * n; m++)
        {
            single[m] = Of(m, -1) - constant;
            for (var k = 0; k < m; k++)
            {
                pair[m * 2 * n + k] = pair[k * 2 * n + m] = Of(m, k) - constant - single[m] - single[k];
            }
        }

        return new OccupationModel(n, constant, single, pair, coupling);
    }

    /// <summary>The energy of a determinant.</summary>
    public double Energy(ulong alpha, ulong beta)
    {
        double total = 0;
        for (var spin = 0; spin < 2; spin++)
        {
            for (var bits = spin == 0 ? alpha : beta; bits != 0; bits &= bits - 1)
            {
                var p = BitOperations.TrailingZeroCount(bits);
                total += 0.5 * (single[spin * Orbitals + p] + OrbitalEnergy(p, spin, alpha, beta));
            }
        }

        return Constant + total;
    }

    /// <summary>The diagonal Fock element of an orbital in the field of a determinant.</summary>
    public double OrbitalEnergy(int orbital, int spin, ulong alpha, ulong beta)
    {
        var m = spin * Orbitals + orbital;
        var row = pair.AsSpan(m * 2 * Orbitals, 2 * Orbitals);
        var total = single[m];
        for (var bits = alpha; bits != 0; bits &= bits - 1)
        {
            total += row[BitOperations.TrailingZeroCount(bits)];
        }

        for (var bits = beta; bits != 0; bits &= bits - 1)
        {
            total += row[Orbitals + BitOperations.TrailingZeroCount(bits)];
        }

        return total;
    }

    /// <summary>
    /// How far a determinant is from stationary: the largest coupling to a single excitation (Brillouin's theorem), for
    /// open shells in the combinations that restricted open-shell theory makes vanish.
    /// </summary>
    public double Stationarity(ulong alpha, ulong beta)
    {
        var largest = 0.0;
        for (var i = 0; i < Orbitals; i++)
        {
            for (var a = 0; a < Orbitals; a++)
            {
                var up = (alpha >> i & 1) != 0 && (alpha >> a & 1) == 0;
                var down = (beta >> i & 1) != 0 && (beta >> a & 1) == 0;
                var first = up ? coupling(i, a, 0, alpha, beta) : 0;
                var second = down ? coupling(i, a, 1, alpha, beta) : 0;
                var both = IsSpinSymmetric && alpha != beta && up && down;
                largest = Math.Max(largest, both ? Math.Abs(Math.Abs(first) - Math.Abs(second)) / 2
                    : Math.Max(Math.Abs(first), Math.Abs(second)));
            }
        }

        return largest;
    }

    /// <summary>The sum of the squared couplings to all single excitations.</summary>
    public double SquaredCouplings(ulong alpha, ulong beta)
    {
        double total = 0;
        for (var spin = 0; spin < 2; spin++)
        {
            var occupied = spin == 0 ? alpha : beta;
            for (var i = 0; i < Orbitals; i++)
            {
                for (var a = 0; a < Orbitals; a++)
                {
                    if ((occupied >> i & 1) != 0 && (occupied >> a & 1) == 0)
                    {
                        var c = coupling(i, a, spin, alpha, beta);
                        total += c * c;
                    }
                }
            }
        }

        return total;
    }

    private static double Fock(MolecularIntegrals integrals, int p, int q, int spin, ulong alpha, ulong beta)
    {
        var total = integrals.One(p, q, spin == 1);
        for (var s = 0; s < 2; s++)
        {
            for (var bits = s == 0 ? alpha : beta; bits != 0; bits &= bits - 1)
            {
                var r = BitOperations.TrailingZeroCount(bits);
                total += integrals.Two(p, q, r, r, spin == 1, s == 1) - (s == spin ? integrals.Two(p, r, r, q, s == 1, s == 1) : 0);
            }
        }

        return total;
    }

    private bool SpinSymmetric()
    {
        var n = Orbitals;
        var tolerance = Equal * Scale;
        for (var m = 0; m < n; m++)
        {
            if (Math.Abs(single[m] - single[n + m]) > tolerance)
            {
                return false;
            }

            for (var k = 0; k < n; k++)
            {
                var same = Math.Abs(pair[m * 2 * n + k] - pair[(n + m) * 2 * n + n + k]);
                var mixed = Math.Abs(pair[m * 2 * n + n + k] - pair[(n + m) * 2 * n + k]);
                if (same > tolerance || mixed > tolerance)
                {
                    return false;
                }
            }
        }

        return true;
    }
}
