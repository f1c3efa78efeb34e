using System.Numerics;
using Quiver.Circuits.Simulation;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Problems;

/// <summary>How much a determinant's energy falls when it mixes with one other basis state alone.</summary>
internal static class MixingGains
{
    /// <summary>The gains of all basis states that the operator joins with a determinant.</summary>
    /// <param name="observable">The operator, at most 30 qubits.</param>
    /// <param name="determinant">A basis index, qubit 0 the most significant bit.</param>
    /// <returns>The difference from the determinant as a mask, and the gain in the operator's unit, at least 0; in the order of the masks.
    /// It is the second-order energy where the other state lies far above.</returns>
    public static IEnumerable<(uint Mask, double Gain)> Of(PauliSum observable, uint determinant)
    {
        ArgumentNullException.ThrowIfNull(observable);
        var terms = IndexTerms.From(observable);
        var energies = terms.Where(static t => t.X == 0).ToArray();
        double Energy(uint state) => energies.Sum(t => (BitOperations.PopCount(t.Z & state) & 1) == 0 ? t.Coefficient : -t.Coefficient);
        var own = Energy(determinant);
        foreach (var group in terms.Where(static t => t.X != 0).GroupBy(static t => t.X).OrderBy(static g => g.Key))
        {
            double real = 0;
            double imaginary = 0;
            foreach (var t in group)
            {
                var (turns, odd) = (BitOperations.PopCount(t.X & t.Z), BitOperations.PopCount(t.Z & determinant) & 1);
                var value = ((turns >> 1) + odd) % 2 == 0 ? t.Coefficient : -t.Coefficient;
                (real, imaginary) = turns % 2 == 0 ? (real + value, imaginary) : (real, imaginary + value);
            }

            var (square, gap) = ((real * real) + (imaginary * imaginary), Energy(determinant ^ group.Key) - own);
            yield return (group.Key, (Math.Sqrt((gap * gap) + (4 * square)) - gap) / 2);
        }
    }
}
