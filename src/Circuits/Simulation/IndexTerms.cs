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
            terms[i] = new(Reverse(sum.X(i)[0], sum.Qubits), Reverse(sum.Z(i)[0], sum.Qubits), sum.Coefficients[i]);
        }

        return terms;
    }

    private static uint Reverse(ulong word, int qubits)
    {
        uint mask = 0;
        for (var q = 0; q < qubits; q++)
        {
            mask |= (uint)((word >> q) & 1) << (qubits - 1 - q);
        }

        return mask;
    }
}
