using Quiver.Core.Bits;
using Quiver.Core.Numbers;
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
            if (sum.X(t)[0] == 0)
            {
                diagonal[BitWords.Reverse(sum.Z(t)[0], n)] += sum.Coefficients[t];
            }
        }

        WalshHadamard.Transform(diagonal.AsSpan());
        return diagonal;
    }
}
