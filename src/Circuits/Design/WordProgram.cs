using System.Numerics;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Gradients;

namespace Quiver.Circuits.Design;

/// <summary>
/// Words of RX, RY, RZ, CX and the gates of native sets behind X gates as Pauli rotations, without circuits in between: the
/// images of X and Z of every qubit under
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

        return gates.Features == 0 && gates.Gates.All(static g => g.Kind is GateKind.RX or GateKind.RY or GateKind.RZ or GateKind.CX
            or GateKind.SX or GateKind.Ecr or GateKind.RZZ)
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
        var (next, place) = (angles, 0);
        foreach (var letter in word)
        {
            place += gates.Gates[(int)letter].Kind switch
            {
                GateKind.CX => 0,
                GateKind.Ecr => 2,
                _ => 1,
            };
        }

        var rotations = new PauliRotation[place];
        for (var i = word.Length - 1; i >= 0; i--)
        {
            var gate = gates.Gates[(int)word[i]];
            var q = gate.Qubits[0];
            switch (gate.Kind)
            {
                case GateKind.CX:
                    imageX[q] ^= imageX[gate.Qubits[1]];
                    imageZ[gate.Qubits[1]] ^= imageZ[q];
                    break;
                case GateKind.SX:
                    rotations[--place] = new PauliRotation(imageX[q], 0, false, Math.PI / 2);
                    break;
                case GateKind.Ecr:
                    // exp(-i pi/4 Z X), then X.
                    rotations[--place] = new PauliRotation(imageX[q], 0, false, Math.PI);
                    rotations[--place] = Signed(imageX[gate.Qubits[1]], imageZ[q], 2, Math.PI / 2);
                    break;
                case GateKind.RZZ:
                    rotations[--place] = new PauliRotation(0, imageZ[q] ^ imageZ[gate.Qubits[1]], false, Angle.Free(--next));
                    break;
                default:
                    rotations[--place] = Signed(
                        gate.Kind == GateKind.RZ ? 0 : imageX[q], gate.Kind == GateKind.RX ? 0 : imageZ[q],
                        gate.Kind == GateKind.RY ? 3 : -1, Angle.Free(--next));
                    break;
            }
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

    // A string of images X^x Z^z, which has i^{|x and z|}: Y = i X Z and the product of X and Z on different qubits become one or minus it.
    private static PauliRotation Signed(uint x, uint z, int negative, Angle angle) =>
        new(x, z, false, (BitOperations.PopCount(x & z) & 3) == negative ? -angle : angle);

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
