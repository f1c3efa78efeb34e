using System.Numerics;
using MathNet.Numerics.LinearAlgebra;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Hamiltonians.Tests.Fermions;

/// <summary>All eigenvalues of a small operator from its dense matrix: the slow, obvious twin.</summary>
internal static class DenseSpectrum
{
    public static double[] Of(PauliSum sum)
    {
        var size = 1 << sum.Qubits;
        var matrix = Matrix<Complex>.Build.Dense(size, size);
        for (var t = 0; t < sum.Count; t++)
        {
            var pauli = sum.String(t);
            for (var column = 0; column < size; column++)
            {
                var (row, value) = (column, sum.Coefficient(t));
                for (var q = 0; q < sum.Qubits; q++)
                {
                    var bit = 1 << (sum.Qubits - 1 - q);
                    var one = (column & bit) != 0;
                    row ^= pauli[q] is 'X' or 'Y' ? bit : 0;
                    value *= pauli[q] switch
                    {
                        'Z' => one ? -1 : 1,
                        'Y' => one ? -Complex.ImaginaryOne : Complex.ImaginaryOne,
                        _ => Complex.One,
                    };
                }

                matrix[row, column] += value;
            }
        }

        // A Hermitian A + iB has each eigenvalue twice in the real symmetric [[A, -B], [B, A]].
        var real = Matrix<double>.Build.Dense(2 * size, 2 * size, (i, j) => (i < size, j < size) switch
        {
            (true, true) => matrix[i, j].Real,
            (false, false) => matrix[i - size, j - size].Real,
            (true, false) => -matrix[i, j - size].Imaginary,
            _ => matrix[i - size, j].Imaginary,
        });
        var values = real.Evd(Symmetricity.Symmetric).EigenValues.Select(v => v.Real).Order().ToArray();
        return [.. values.Where((_, i) => i % 2 == 0)];
    }
}
