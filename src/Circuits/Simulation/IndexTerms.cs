using Quiver.Core.Bits;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Simulation;

/// <summary>Converts Pauli sums, whose bits count qubits from the left, to masks over basis indices.</summary>
internal static class IndexTerms
{
    public static IndexTerm[] From(PauliSum sum)
    {
        if (sum.Qubits > 30)
        {
            throw new ArgumentException($"State vectors have at most 30 qubits, the operator has {sum.Qubits}.", nameof(sum));
        }

        var terms = new IndexTerm[sum.Count];
        for (var i = 0; i < terms.Length; i++)
        {
            terms[i] = new((uint)BitWords.Reverse(sum.X(i)[0], sum.Qubits), (uint)BitWords.Reverse(sum.Z(i)[0], sum.Qubits),
                sum.Coefficients[i]);
        }

        return terms;
    }
}
