using System.Numerics;
using Quiver.Circuits.Gates;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Noise;

/// <summary>
/// Pauli transfer matrices: R[i, j] = Tr(P_i K(P_j)) / 2^k for the Pauli strings P of k qubits, counted in base 4 as I, X, Y, Z with
/// the first qubit most significant. Real, and with first row (1, 0, ..., 0) for trace-preserving maps (Greenbaum, arXiv:1509.02921).
/// </summary>
internal static class PauliTransfer
{
    private static readonly Complex[][] One = [.. "IXYZ".Select(static l => GateMatrices.Pauli(PauliString.Parse($"{l}")))];

    private static readonly Complex[][] Two =
        [.. Enumerable.Range(0, 16).Select(static p => GateMatrices.Pauli(PauliString.Parse($"{"IXYZ"[p / 4]}{"IXYZ"[p % 4]}")))];

    /// <summary>The matrix of a unitary.</summary>
    /// <param name="unitary">4 or 16 entries, row-major.</param>
    /// <returns>16 or 256 entries, row-major.</returns>
    public static double[] OfUnitary(ReadOnlySpan<Complex> unitary)
    {
        var result = new double[unitary.Length * unitary.Length];
        Add(unitary, result);
        return result;
    }

    /// <summary>The matrix of a channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <returns>16 or 256 entries, row-major.</returns>
    public static double[] OfChannel(KrausChannel channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        var result = new double[1 << (4 * channel.Qubits)];
        for (var k = 0; k < channel.Count; k++)
        {
            Add(channel.Operator(k), result);
        }

        return result;
    }

    // Adds Re Tr(P_i K P_j K') / d. A Pauli matrix has one entry per row, so K P_j K' is a double sum over rows.
    private static void Add(ReadOnlySpan<Complex> k, double[] result)
    {
        var count = k.Length;
        if (count is not (4 or 16))
        {
            throw new ArgumentException($"Transfer matrices are made for 1 or 2 qubits, not for {count} entries.", nameof(k));
        }

        var size = count == 4 ? 2 : 4;
        var paulis = count == 4 ? One : Two;
        Span<Complex> image = stackalloc Complex[16];
        Span<Complex> half = stackalloc Complex[16];
        for (var j = 0; j < count; j++)
        {
            // half = K P_j
            for (var r = 0; r < size; r++)
            {
                for (var c = 0; c < size; c++)
                {
                    Complex sum = 0;
                    for (var m = 0; m < size; m++)
                    {
                        var entry = paulis[j][(m * size) + c];
                        sum = entry == Complex.Zero ? sum : sum + (k[(r * size) + m] * entry);
                    }

                    half[(r * size) + c] = sum;
                }
            }

            for (var r = 0; r < size; r++)
            {
                for (var c = 0; c < size; c++)
                {
                    Complex sum = 0;
                    for (var m = 0; m < size; m++)
                    {
                        sum += half[(r * size) + m] * Complex.Conjugate(k[(c * size) + m]);
                    }

                    image[(r * size) + c] = sum;
                }
            }

            for (var i = 0; i < count; i++)
            {
                double trace = 0;
                for (var r = 0; r < size; r++)
                {
                    for (var c = 0; c < size; c++)
                    {
                        var entry = paulis[i][(r * size) + c];
                        trace += entry == Complex.Zero ? 0 : (entry * image[(c * size) + r]).Real;
                    }
                }

                result[(i * count) + j] += trace / size;
            }
        }
    }
}
