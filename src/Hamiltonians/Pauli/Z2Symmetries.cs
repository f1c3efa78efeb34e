using Quiver.Core.Bits;

namespace Quiver.Hamiltonians.Pauli;

/// <summary>Finds the Pauli strings that commute with every term of an operator, by linear algebra over GF(2).</summary>
/// <remarks>Bravyi, Gambetta, Mezzacapo, Temme, arXiv:1701.08213, Section V.</remarks>
public static class Z2Symmetries
{
    /// <summary>Independent, mutually commuting symmetries made of Z letters only.</summary>
    /// <param name="sum">The operator.</param>
    /// <returns>Generators in reduced form; each commutes with all terms.</returns>
    public static IReadOnlyList<PauliString> Find(PauliSum sum)
    {
        ArgumentNullException.ThrowIfNull(sum);

        // Z^v commutes with a term exactly when |v and x| is even: v spans the kernel of the X-masks.
        var basis = new BinaryBasis();
        for (var t = 0; t < sum.Count; t++)
        {
            basis.Add(sum.X(t).ToArray());
        }

        return [.. basis.Kernel(sum.Qubits).Select(z => new PauliString(new ulong[sum.Words], z, sum.Qubits))];
    }
}
