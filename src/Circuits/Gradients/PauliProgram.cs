using System.Collections.Immutable;
using System.Numerics;
using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Gradients;

/// <summary>
/// A circuit as a start state and a sequence of Pauli rotations, equal to the circuit up to a global phase. Clifford gates
/// cost nothing any more; every angle of every gate becomes one or more rotations (the commuting terms of its generator).
/// </summary>
/// <remarks>Immutable, so one program serves many threads, each with its own <see cref="AdjointWorkspace"/>.</remarks>
public sealed class PauliProgram
{
    private readonly double[] startReal;
    private readonly double[]? startImaginary;
    private readonly PauliRotation[] rotations;

    private PauliProgram(int qubits, int parameterCount, Complex[] start, PauliRotation[] rotations)
    {
        Qubits = qubits;
        ParameterCount = parameterCount;
        this.rotations = rotations;

        // A common phase of the start state may hide that it is real.
        var largest = start.MaxBy(static a => a.Magnitude);
        var phase = Complex.Conjugate(largest) / largest.Magnitude;
        startReal = [.. start.Select(a => (a * phase).Real)];
        var imaginary = start.Select(a => (a * phase).Imaginary).ToArray();
        startImaginary = Array.TrueForAll(imaginary, static v => Math.Abs(v) < 1e-14) ? null : imaginary;
        IsReal = startImaginary is null && Array.TrueForAll(rotations, static r => (BitOperations.PopCount(r.X & r.Z) & 1) == 1);
    }

    /// <summary>Number of qubits.</summary>
    public int Qubits { get; }

    /// <summary>Number of free parameters.</summary>
    public int ParameterCount { get; }

    /// <summary>Whether every amplitude is real at any angles (up to a common phase), which halves the work.</summary>
    public bool IsReal { get; }

    /// <summary>The rotations in the order of application.</summary>
    public ReadOnlySpan<PauliRotation> Rotations => rotations;

    /// <summary>Real parts of the start state, 2^n.</summary>
    public ReadOnlySpan<double> StartReal => startReal;

    /// <summary>Imaginary parts of the start state; empty when all are 0.</summary>
    public ReadOnlySpan<double> StartImaginary => startImaginary;

    /// <summary>Rewrites a circuit.</summary>
    /// <param name="circuit">At most 24 qubits.</param>
    /// <returns>The program.</returns>
    /// <exception cref="ArgumentException">Too many qubits.</exception>
    public static PauliProgram Create(Circuit circuit)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        if (circuit.Qubits > 24)
        {
            throw new ArgumentException($"Gradients are computed on at most 24 qubits, not {circuit.Qubits}.", nameof(circuit));
        }

        var frame = new CliffordFrame(circuit.Qubits);
        foreach (var operation in circuit.Operations)
        {
            Add(frame, operation, circuit.Qubits);
        }

        return new PauliProgram(circuit.Qubits, circuit.ParameterCount, frame.Start, [.. Merge(frame.Rotations)]);
    }

    private static void Add(CliffordFrame frame, GateOperation operation, int total)
    {
        Span<uint> b = stackalloc uint[operation.Qubits.Length];
        for (var k = 0; k < b.Length; k++)
        {
            b[k] = 1u << (total - 1 - operation.Qubits[k]);
        }

        switch (operation.Kind)
        {
            case GateKind.I:
                return;
            case GateKind.X:
                frame.Pauli(b[0], 0);
                return;
            case GateKind.Y:
                frame.Pauli(b[0], b[0]);
                return;
            case GateKind.Z:
                frame.Pauli(0, b[0]);
                return;
            case GateKind.H:
                frame.H(b[0]);
                return;
            case GateKind.S or GateKind.Sdg:
                frame.S(b[0], operation.Kind == GateKind.Sdg);
                return;
            case GateKind.SX or GateKind.SXdg:
                frame.H(b[0]);
                frame.S(b[0], operation.Kind == GateKind.SXdg);
                frame.H(b[0]);
                return;
            case GateKind.T or GateKind.Tdg:
                frame.Rotate(new(0, b[0], false, operation.Kind == GateKind.T ? Math.PI / 4 : -Math.PI / 4));
                return;
            case GateKind.U:
                frame.Rotate(new(0, b[0], false, operation.Angles[2]));
                frame.Rotate(new(b[0], b[0], false, operation.Angles[0]));
                frame.Rotate(new(0, b[0], false, operation.Angles[1]));
                return;
            case GateKind.CX:
                frame.CX(b[0], b[1]);
                return;
            case GateKind.CY:
                frame.S(b[1], true);
                frame.CX(b[0], b[1]);
                frame.S(b[1], false);
                return;
            case GateKind.CZ:
                frame.CZ(b[0], b[1]);
                return;
            case GateKind.CH:
                frame.Rotate(new(b[1], b[1], false, -Math.PI / 4));
                frame.CZ(b[0], b[1]);
                frame.Rotate(new(b[1], b[1], false, Math.PI / 4));
                return;
            case GateKind.Swap:
                Swap(frame, b[0], b[1]);
                return;
            case GateKind.ISwap or GateKind.ISwapdg:
                frame.S(b[0], operation.Kind == GateKind.ISwapdg);
                frame.S(b[1], operation.Kind == GateKind.ISwapdg);
                frame.CZ(b[0], b[1]);
                Swap(frame, b[0], b[1]);
                return;
            case GateKind.CCX:
                frame.H(b[2]);
                for (var subset = 1; subset < 8; subset++)
                {
                    var mask = ((subset & 1) != 0 ? b[0] : 0) | ((subset & 2) != 0 ? b[1] : 0) | ((subset & 4) != 0 ? b[2] : 0);
                    var odd = (BitOperations.PopCount((uint)subset) & 1) == 1;
                    frame.Rotate(new(0, mask, false, odd ? Math.PI / 4 : -Math.PI / 4));
                }

                frame.H(b[2]);
                return;
            case GateKind.PauliExp:
                Rotate(frame, b, operation.Letters.ToString(), operation.Angles[0]);
                return;
            default:
                foreach (var term in operation.Info.Generator)
                {
                    Rotate(frame, b, term.Letters, 2 * term.Coefficient * operation.Angles[0]);
                }

                return;
        }
    }

    private static void Swap(CliffordFrame frame, uint a, uint b)
    {
        frame.CX(a, b);
        frame.CX(b, a);
        frame.CX(a, b);
    }

    private static void Rotate(CliffordFrame frame, ReadOnlySpan<uint> bits, string letters, Angle angle)
    {
        uint x = 0;
        uint z = 0;
        for (var k = 0; k < bits.Length; k++)
        {
            x |= letters[k] is 'X' or 'Y' ? bits[k] : 0;
            z |= letters[k] is 'Z' or 'Y' ? bits[k] : 0;
        }

        if ((x | z) != 0)
        {
            frame.Rotate(new(x, z, false, angle));
        }
    }

    // Neighbours about the same string become one rotation when their angles add up to an angle of one parameter.
    private static List<PauliRotation> Merge(PauliRotation[] rotations)
    {
        var merged = new List<PauliRotation>(rotations.Length);
        foreach (var rotation in rotations)
        {
            var r = rotation.Negative ? rotation with { Negative = false, Angle = -rotation.Angle } : rotation;
            if (merged.Count > 0 && merged[^1].X == r.X && merged[^1].Z == r.Z && merged[^1].Angle.TryAdd(r.Angle, out var sum))
            {
                merged[^1] = r with { Angle = sum };
            }
            else
            {
                merged.Add(r);
            }

            if (!merged[^1].Angle.IsFree && merged[^1].Angle.Offset == 0)
            {
                merged.RemoveAt(merged.Count - 1);
            }
        }

        return merged;
    }
}
