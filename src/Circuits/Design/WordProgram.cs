using System.Numerics;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Gradients;

namespace Quiver.Circuits.Design;

/// <summary>
/// Words of RX, RY, RZ and CX behind X gates as Pauli rotations, without circuits in between: the images of X and Z of every qubit under
/// the CX gates behind a place are masks, so a gate costs a few operations on bits instead of one on every rotation and amplitude.
/// </summary>
internal sealed class WordProgram
{
    private readonly GateSet gates;
    private readonly uint reference;
    private readonly uint[] bits;
    private readonly uint[] imageX;
    private readonly uint[] imageZ;
    private readonly Dictionary<uint, double[]> starts = [];

    private WordProgram(GateSet gates, uint reference)
    {
        this.gates = gates;
        this.reference = reference;
        bits = [.. Enumerable.Range(0, gates.Qubits).Select(q => 1u << (gates.Qubits - 1 - q))];
        imageX = new uint[gates.Qubits];
        imageZ = new uint[gates.Qubits];
    }

    /// <summary>Prepares words of a gate set.</summary>
    /// <param name="gates">The gate set.</param>
    /// <param name="reference">What every circuit begins with.</param>
    /// <returns>Not for several threads at once; null where other gates occur.</returns>
    public static WordProgram? For(GateSet gates, Circuit reference)
    {
        uint state = 0;
        foreach (var operation in reference.Operations)
        {
            if (operation.Kind != GateKind.X)
            {
                return null;
            }

            state ^= 1u << (gates.Qubits - 1 - operation.Qubits[0]);
        }

        return gates.Features == 0 && gates.Gates.All(static g => g.Kind is GateKind.RX or GateKind.RY or GateKind.RZ or GateKind.CX)
            ? new WordProgram(gates, state)
            : null;
    }

    /// <summary>The program of a word, equal to that of its circuit.</summary>
    /// <param name="word">Gate numbers, no padding.</param>
    /// <param name="angles">Its gates with an angle.</param>
    public PauliProgram Create(ReadOnlySpan<long> word, int angles)
    {
        bits.CopyTo(imageX, 0);
        bits.CopyTo(imageZ, 0);
        var rotations = new PauliRotation[angles];
        var next = angles;
        for (var i = word.Length - 1; i >= 0; i--)
        {
            var gate = gates.Gates[(int)word[i]];
            var q = gate.Qubits[0];
            if (gate.Kind == GateKind.CX)
            {
                imageX[q] ^= imageX[gate.Qubits[1]];
                imageZ[gate.Qubits[1]] ^= imageZ[q];
                continue;
            }

            var (x, z) = (gate.Kind == GateKind.RZ ? 0 : imageX[q], gate.Kind == GateKind.RX ? 0 : imageZ[q]);

            // Y = i X Z becomes i X^x Z^z, and the string has i^{|x and z|} there.
            var negative = gate.Kind == GateKind.RY && (BitOperations.PopCount(x & z) & 3) == 3;
            rotations[--next] = new PauliRotation(x, z, false, negative ? -Angle.Free(next) : Angle.Free(next));
        }

        var state = reference;
        foreach (var letter in word)
        {
            if (gates.Gates[(int)letter] is { Kind: GateKind.CX } cx && (state & bits[cx.Qubits[0]]) != 0)
            {
                state ^= bits[cx.Qubits[1]];
            }
        }

        return new PauliProgram(gates.Qubits, angles, Start(state), rotations);
    }

    private double[] Start(uint state)
    {
        if (!starts.TryGetValue(state, out var amplitudes))
        {
            amplitudes = new double[1 << gates.Qubits];
            amplitudes[state] = 1;
            starts.Add(state, amplitudes);
        }

        return amplitudes;
    }
}
