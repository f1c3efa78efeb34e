using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Problems;

/// <summary>Energies of basis states.</summary>
internal static class Diagonal
{
    /// <summary>The energy of every basis state: a Walsh-Hadamard transform of the terms of I and Z.</summary>
    /// <param name="sum">An operator on at most 24 qubits.</param>
    /// <returns>2^n energies; qubit 0 is the index's most significant bit.</returns>
    public static double[] Energies(PauliSum sum)
    {
        var n = sum.Qubits;
        var diagonal = new double[1 << n];
        for (var t = 0; t < sum.Count; t++)
        {
            var label = sum.String(t).ToString();
            if (label.AsSpan().IndexOfAny('X', 'Y') >= 0)
            {
                continue;
            }

            var mask = 0;
            for (var q = 0; q < n; q++)
            {
                mask |= label[q] == 'Z' ? 1 << (n - 1 - q) : 0;
            }

            diagonal[mask] += sum.Coefficients[t];
        }

        for (var half = 1; half < diagonal.Length; half *= 2)
        {
            for (var i = 0; i < diagonal.Length; i++)
            {
                if ((i & half) == 0)
                {
                    var (a, b) = (diagonal[i], diagonal[i | half]);
                    (diagonal[i], diagonal[i | half]) = (a + b, a - b);
                }
            }
        }

        return diagonal;
    }
}
