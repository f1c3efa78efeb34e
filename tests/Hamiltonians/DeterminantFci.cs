using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using Quiver.Hamiltonians.Fermions;

namespace Quiver.Hamiltonians.Tests;

/// <summary>
/// Configuration interaction by applying ladder operators to bit strings, spin orbital p + n spin: shares nothing with the
/// Pauli algebra, the encodings or the sectors.
/// </summary>
internal static class DeterminantFci
{
    /// <summary>The lowest energy of the molecule's electrons and spin.</summary>
    public static double Lowest(MolecularIntegrals m) => Energies(m, All(m))[0];

    /// <summary>The energy of one determinant.</summary>
    public static double Of(MolecularIntegrals m, ulong alpha, ulong beta) => Energies(m, [alpha | beta << m.Orbitals])[0];

    /// <summary>The lowest energy within two excitations of a determinant.</summary>
    public static double Cisd(MolecularIntegrals m, ulong alpha, ulong beta)
    {
        var reference = alpha | beta << m.Orbitals;
        return Energies(m, [.. All(m).Where(d => BitOperations.PopCount(d & ~reference) <= 2)])[0];
    }

    private static ulong[] All(MolecularIntegrals m)
    {
        var list = new List<ulong>();
        for (var bits = 0UL; bits < 1UL << (2 * m.Orbitals); bits++)
        {
            if (BitOperations.PopCount(bits & ((1UL << m.Orbitals) - 1)) == m.Alpha && BitOperations.PopCount(bits >> m.Orbitals) == m.Beta)
            {
                list.Add(bits);
            }
        }

        return [.. list];
    }

    private static double[] Energies(MolecularIntegrals m, ulong[] basis)
    {
        var n = m.Orbitals;
        var index = basis.Select((b, i) => (b, i)).ToDictionary(p => p.b, p => p.i);
        var matrix = Matrix<double>.Build.Dense(basis.Length, basis.Length);
        for (var column = 0; column < basis.Length; column++)
        {
            matrix[column, column] += m.Constant;
            for (var q = 0; q < 2 * n; q++)
            {
                var (first, sign) = Annihilate(basis[column], q);
                for (var p = 0; sign != 0 && p < 2 * n; p++)
                {
                    if (p / n != q / n)
                    {
                        continue;
                    }

                    var (done, both) = Create(first, p, sign);
                    Add(done, both * m.One(p % n, q % n, p >= n));
                    for (var s = 0; s < 2 * n; s++)
                    {
                        var (second, three) = Annihilate(first, s);
                        for (var r = 0; three != 0 && r < 2 * n; r++)
                        {
                            if (r / n == s / n)
                            {
                                // a†p a†r a_s a_q: first q, then s go; then r, then p come.
                                var (third, four) = Create(second, r, sign * three);
                                var (last, five) = Create(third, p, four);
                                Add(last, 0.5 * five * m.Two(p % n, q % n, r % n, s % n, p >= n, r >= n));
                            }
                        }
                    }
                }
            }

            void Add(ulong state, double value)
            {
                if (value != 0 && index.TryGetValue(state, out var row))
                {
                    matrix[row, column] += value;
                }
            }
        }

        return [.. matrix.Evd(Symmetricity.Symmetric).EigenValues.Select(v => v.Real).Order()];
    }

    private static (ulong State, int Sign) Annihilate(ulong state, int mode) =>
        (state >> mode & 1) == 0 ? (0, 0) : (state ^ 1UL << mode, Sign(state, mode));

    private static (ulong State, int Sign) Create(ulong state, int mode, int sign) =>
        sign == 0 || (state >> mode & 1) != 0 ? (0, 0) : (state ^ 1UL << mode, sign * Sign(state, mode));

    private static int Sign(ulong state, int mode) => (BitOperations.PopCount(state & ((1UL << mode) - 1)) & 1) == 0 ? 1 : -1;
}
