using System.Collections.Immutable;
using System.Numerics;
using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Gradients;

/// <summary>
/// A circuit as a start state and a sequence of Pauli rotations, equal to the circuit up to a global phase. Clifford gates
/// cost nothing any more; every angle of every gate becomes one or more rotations (the commuting terms of its generator).
/// </summary>
/// <remarks>Immutable, so one program serves many threads, each with its own <see cref="AdjointWorkspace"/>.</remarks>
internal sealed class PauliProgram
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

    /// <summary>A program that starts in a real state; the arrays are kept.</summary>
    internal PauliProgram(int qubits, int parameterCount, double[] start, PauliRotation[] rotations)
    {
        Qubits = qubits;
        ParameterCount = parameterCount;
        this.rotations = rotations;
        startReal = start;
        IsReal = Array.TrueForAll(rotations, static r => (BitOperations.PopCount(r.X & r.Z) & 1) == 1);
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

        if (operation.Kind == GateKind.PauliExp)
        {
            Rotate(frame, b, operation.Letters.ToString(), operation.Angles[0]);
            return;
        }

        Add(frame, operation.Kind, b, operation.Angles);
    }

    private static void Add(CliffordFrame frame, GateKind kind, ReadOnlySpan<uint> b, ReadOnlySpan<Angle> angles)
    {
        switch (kind)
        {
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
                frame.S(b[0], kind == GateKind.Sdg);
                return;
            case GateKind.CX:
                frame.CX(b[0], b[1]);
                return;
            case GateKind.CZ:
                frame.CZ(b[0], b[1]);
                return;
            default:
                AddByTable(frame, GateTable.Get(kind), b, angles);
                return;
        }
    }

    // What has no rule of its own: its generator, its form, or rotations equal up to a phase.
    private static void AddByTable(CliffordFrame frame, GateInfo info, ReadOnlySpan<uint> b, ReadOnlySpan<Angle> angles)
    {
        if (info.Generator.Length > 0)
        {
            foreach (var term in info.Generator)
            {
                Rotate(frame, b, term.Letters, 2 * term.Coefficient * angles[0]);
            }
        }
        else if (info.Phase is not null)
        {
            Phase(frame, b, info.FixedPhase);
        }
        else if (info.Controls > 0)
        {
            var target = GateTable.Get(info.Target);
            Add(frame, target.Frame, b[info.Controls..], angles);
            foreach (var step in target.Core)
            {
                if (GateTable.Controlled(step.Kind, info.Controls) is { } known)
                {
                    Add(frame, known.Kind, b, angles);
                }
                else
                {
                    Phase(frame, b, step.Info.FixedPhase);
                }
            }

            Add(frame, target.FrameBack, b[info.Controls..], angles);
        }
        else if (info.Form is not null)
        {
            Add(frame, info.Frame, b, angles);
            Add(frame, info.Core, b, angles);
            Add(frame, info.FrameBack, b, angles);
        }
        else
        {
            Add(frame, info.Decomposition, b, angles);
        }
    }

    private static void Add(CliffordFrame frame, ImmutableArray<GateOperation> steps, ReadOnlySpan<uint> b, ReadOnlySpan<Angle> angles)
    {
        Span<uint> bits = stackalloc uint[4];
        Span<Angle> values = stackalloc Angle[3];
        foreach (var step in steps)
        {
            for (var k = 0; k < step.Qubits.Length; k++)
            {
                bits[k] = b[step.Qubits[k]];
            }

            for (var k = 0; k < step.Angles.Length; k++)
            {
                values[k] = GateWord.Place(step.Angles[k], angles);
            }

            Add(frame, step.Kind, bits[..step.Qubits.Length], values[..step.Angles.Length]);
        }
    }

    // diag(1, ..., 1, e^{i angle}) on the qubits, as rotations about all their Z strings.
    private static void Phase(CliffordFrame frame, ReadOnlySpan<uint> b, double angle)
    {
        var part = angle / (1 << (b.Length - 1));
        for (var subset = 1; subset < 1 << b.Length; subset++)
        {
            uint mask = 0;
            for (var k = 0; k < b.Length; k++)
            {
                mask |= ((subset >> k) & 1) == 1 ? b[k] : 0;
            }

            frame.Rotate(new(0, mask, false, (BitOperations.PopCount((uint)subset) & 1) == 1 ? part : -part));
        }
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
