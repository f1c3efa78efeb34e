using Quiver.Core.Bits;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Hamiltonians.States;

/// <summary>
/// The computational basis state of lowest energy: the ground state of an operator's diagonal part. By one transform over
/// all of them where they are few, else by eliminating qubit after qubit (exact where each meets few others, as in chains
/// and ladders), else by descent from several starts.
/// </summary>
public static class LowestBasisState
{
    /// <summary>Up to this many qubits every basis state is looked at.</summary>
    public const int MaxScanQubits = 22;

    private const int Starts = 64;

    // Energies this close, relative to the sum of |c|, are equal.
    private const double Rounding = 1e-14;

    /// <summary>Finds it.</summary>
    /// <param name="sum">A Hermitian operator on at most 64 qubits.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>
    /// The basis index, qubit 0 most significant (of equal ones the smallest, where all are looked at), and whether it is
    /// proven to be lowest.
    /// </returns>
    /// <exception cref="ArgumentException">More than 64 qubits.</exception>
    public static (ulong Index, bool Proven) Find(PauliSum sum, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sum);
        var op = new MaskedOperator(sum);
        if (sum.Qubits <= MaxScanQubits)
        {
            var diagonals = op.AllDiagonals();
            var lowest = diagonals.Min() + Rounding * sum.OneNorm();
            return ((ulong)Array.FindIndex(diagonals, d => d <= lowest), true);
        }

        var terms = Terms(sum);
        return DiagonalElimination.TryFind(sum.Qubits, terms, cancellationToken) is { } exact
            ? (exact, true)
            : (Descend(sum.Qubits, terms, cancellationToken), false);
    }

    /// <summary>Z bits in the order of basis indices, and coefficients, of the diagonal terms; the identity left out.</summary>
    private static (ulong Z, double C)[] Terms(PauliSum sum)
    {
        var list = new List<(ulong, double)>();
        for (var t = 0; t < sum.Count; t++)
        {
            if (!sum.X(t).ContainsAnyExcept(0UL) && sum.Z(t)[0] != 0)
            {
                list.Add((BitWords.Reverse(sum.Z(t)[0], sum.Qubits), sum.Coefficients[t]));
            }
        }

        return [.. list];
    }

    /// <summary>Flips single bits and pairs as long as the energy falls.</summary>
    private static ulong Descend(int qubits, (ulong Z, double C)[] terms, CancellationToken cancellationToken)
    {
        var random = new Random(7);
        (ulong Index, double Energy) best = (0, double.PositiveInfinity);
        for (var s = 0; s < Starts; s++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var found = new DiagonalDescent(qubits, terms,
                s == 0 ? 0 : (ulong)random.NextInt64() & (ulong.MaxValue >> (64 - qubits))).Run();
            if (found.Energy < best.Energy || (found.Energy == best.Energy && found.Index < best.Index))
            {
                best = found;
            }
        }

        return best.Index;
    }
}
