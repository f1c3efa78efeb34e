using System.Collections.Immutable;
using System.Numerics;
using Quiver.Circuits.Gates;
using Quiver.Core.Numbers;

namespace Quiver.Circuits.Simulation;

/// <summary>
/// Rewrites a circuit into rotations about Y, diagonal phases and index maps. Neighbouring one-qubit gates are multiplied
/// together first and split again as RZ RY RZ, so a layer of any one-qubit gates costs one real rotation per qubit, and
/// all phases of a step become one diagonal.
/// </summary>
internal sealed class CircuitLowering
{
    private const double Tiny = 1e-15;
    private const double Rounding = 4e-15;
    private readonly int qubits;
    private readonly Complex[][] waiting;
    private readonly List<PlanOperation> result = [];
    private Complex global = 1;

    private CircuitLowering(int qubits)
    {
        this.qubits = qubits;
        waiting = new Complex[qubits][];
    }

    /// <summary>Rewrites a circuit, global phase included.</summary>
    public static List<PlanOperation> Lower(Circuit circuit, ReadOnlySpan<double> parameters, out Complex globalFactor)
    {
        var lowering = new CircuitLowering(circuit.Qubits);
        foreach (var operation in circuit.Operations)
        {
            lowering.Add(operation, parameters);
        }

        for (var q = 0; q < circuit.Qubits; q++)
        {
            lowering.Flush(q);
        }

        globalFactor = lowering.global;
        return lowering.result;
    }

    private void Add(GateOperation operation, ReadOnlySpan<double> parameters)
    {
        var q = operation.Qubits;
        var info = operation.Info;
        if (info.Qubits == 1)
        {
            OneQubit(q[0], GateMatrices.Of(operation, parameters));
            return;
        }

        if (operation.Kind == GateKind.PauliExp)
        {
            Exponential(q, operation.Letters.ToString(), operation.Angles[0].Value(parameters));
            return;
        }

        Span<double> angles = stackalloc double[3];
        for (var k = 0; k < operation.Angles.Length; k++)
        {
            angles[k] = operation.Angles[k].Value(parameters);
        }

        Add(info, q, angles[..operation.Angles.Length]);
    }

    private void Add(GateInfo info, ReadOnlySpan<int> q, ReadOnlySpan<double> angles)
    {
        switch (info.Kind)
        {
            case GateKind.CX:
                Xor(q[0], q[1]);
                return;
            case GateKind.CZ:
                ControlledPhase(q, Math.PI);
                return;
            case GateKind.Swap:
                Swap(q);
                return;
            default:
                AddByTable(info, q, angles);
                return;
        }
    }

    // What has no rule of its own: its matrix, its generator or its form.
    private void AddByTable(GateInfo info, ReadOnlySpan<int> q, ReadOnlySpan<double> angles)
    {
        if (info.Qubits == 1)
        {
            OneQubit(q[0], GateMatrices.Of(info.Kind, angles));
        }
        else if (info.Generator.Length > 0)
        {
            foreach (var term in info.Generator)
            {
                Exponential(q, term.Letters, 2 * term.Coefficient * angles[0]);
            }
        }
        else if (info.Controls > 0)
        {
            var target = GateTable.Get(info.Target);
            Add(target.Frame, q[info.Controls..]);
            foreach (var step in target.Core)
            {
                if (GateTable.Controlled(step.Kind, info.Controls) is { } known)
                {
                    Add(known, q, angles);
                }
                else
                {
                    ControlledPhase(q, step.Info.FixedPhase);
                }
            }

            Add(target.FrameBack, q[info.Controls..]);
        }
        else
        {
            Add(info.Frame, q);
            Add(info.Core, q);
            Add(info.FrameBack, q);
        }
    }

    // Forms of fixed gates hold fixed angles only.
    private void Add(ImmutableArray<GateOperation> steps, ReadOnlySpan<int> q)
    {
        Span<int> moved = stackalloc int[4];
        Span<double> angles = stackalloc double[3];
        foreach (var step in steps)
        {
            for (var k = 0; k < step.Qubits.Length; k++)
            {
                moved[k] = q[step.Qubits[k]];
            }

            for (var k = 0; k < step.Angles.Length; k++)
            {
                angles[k] = step.Angles[k].Offset;
            }

            Add(step.Info, moved[..step.Qubits.Length], angles[..step.Angles.Length]);
        }
    }

    private ulong Bit(int qubit) => 1UL << (qubits - 1 - qubit);

    private void OneQubit(int qubit, Complex[] m)
    {
        var w = waiting[qubit];
        waiting[qubit] = w is null ? m : ComplexMatrix.Product(m, w, 2);
    }

    private void Xor(int control, int target)
    {
        Flush(control);
        Flush(target);
        result.Add(new(PlanKind.Xor, Bit(target), Bit(control), 0));
    }

    private void Swap(ReadOnlySpan<int> q)
    {
        // Swapped qubits also exchange what waits on them.
        (waiting[q[0]], waiting[q[1]]) = (waiting[q[1]], waiting[q[0]]);
        result.Add(new(PlanKind.Xor, Bit(q[1]), Bit(q[0]), 0));
        result.Add(new(PlanKind.Xor, Bit(q[0]), Bit(q[1]), 0));
        result.Add(new(PlanKind.Xor, Bit(q[1]), Bit(q[0]), 0));
    }

    // exp(i phase n1 n2 ...), n = (1 - Z) / 2, expanded into Z strings.
    private void ControlledPhase(ReadOnlySpan<int> q, double phase)
    {
        foreach (var qubit in q)
        {
            FlushUnlessDiagonal(qubit);
        }

        var angle = phase / (1 << q.Length);
        for (var subset = 1; subset < 1 << q.Length; subset++)
        {
            ulong mask = 0;
            for (var k = 0; k < q.Length; k++)
            {
                mask |= ((subset >> k) & 1) == 1 ? Bit(q[k]) : 0;
            }

            result.Add(new(PlanKind.Phase, mask, 0, (BitOperations.PopCount((uint)subset) & 1) == 1 ? 2 * angle : -2 * angle));
        }

        global *= Complex.FromPolarCoordinates(1, angle);
    }

    // exp(-i angle P / 2): each letter is turned to Z, one diagonal, and back.
    private void Exponential(ReadOnlySpan<int> q, string letters, double angle)
    {
        var weight = letters.Count(static l => l != 'I');
        if (weight == 0)
        {
            global *= Complex.FromPolarCoordinates(1, -angle / 2);
            return;
        }

        if (weight == 1)
        {
            var k = letters.AsSpan().IndexOfAnyExcept('I');
            OneQubit(q[k], GateMatrices.Of(letters[k] == 'X' ? GateKind.RX : letters[k] == 'Y' ? GateKind.RY : GateKind.RZ, angle));
            return;
        }

        ulong mask = 0;
        for (var k = 0; k < q.Length; k++)
        {
            if (letters[k] != 'I')
            {
                mask |= Bit(q[k]);
                ToZ(q[k], letters[k], 1);
                FlushUnlessDiagonal(q[k]);
            }
        }

        result.Add(new(PlanKind.Phase, mask, 0, angle));
        for (var k = 0; k < q.Length; k++)
        {
            ToZ(q[k], letters[k], -1);
        }
    }

    // RY(-pi/2) turns X into Z, RX(pi/2) turns Y into Z.
    private void ToZ(int qubit, char letter, int sign)
    {
        if (letter == 'X')
        {
            OneQubit(qubit, GateMatrices.Of(GateKind.RY, -sign * Math.PI / 2));
        }
        else if (letter == 'Y')
        {
            OneQubit(qubit, GateMatrices.Of(GateKind.RX, sign * Math.PI / 2));
        }
    }

    private void FlushUnlessDiagonal(int qubit)
    {
        var w = waiting[qubit];
        if (w is not null && (w[1].Magnitude > Tiny || w[2].Magnitude > Tiny))
        {
            Flush(qubit);
        }
    }

    private void Flush(int qubit)
    {
        var m = waiting[qubit];
        if (m is null)
        {
            return;
        }

        waiting[qubit] = null!;
        var bit = Bit(qubit);
        if (m[1].Magnitude <= Tiny && m[2].Magnitude <= Tiny)
        {
            Diagonal(bit, m[0].Phase, m[3].Phase);
            return;
        }

        if (m[0].Magnitude <= Tiny && m[3].Magnitude <= Tiny)
        {
            // [[0, b], [c, 0]] = X diag(c, b).
            Diagonal(bit, m[2].Phase, m[1].Phase);
            result.Add(new(PlanKind.Flip, bit, 0, 0));
            return;
        }

        // m = e^{ig} RZ(after) RY(theta) RZ(before), 0 <= theta <= pi.
        var theta = 2 * Math.Atan2(m[2].Magnitude, m[0].Magnitude);
        double sum = m[3].Phase - m[0].Phase;
        double difference = m[2].Phase - (-m[1]).Phase;
        var after = (sum + difference) / 2;
        var before = (sum - difference) / 2;
        // The phase of m[0] is g - sum/2, that of m[2] is g + (after - before)/2; they fix g and the branch of the halves.
        var phase = m[0].Phase + (sum / 2);
        var check = m[2].Phase - (phase + (difference / 2));
        if (Math.Cos(check) < 0)
        {
            after += Math.PI;
            before -= Math.PI;
        }

        // RY(theta) RZ(k pi) = RZ(k pi) RY(theta or, for odd k, -theta): whatever is left of a phase before the rotation
        // costs a sweep of its own, so real rotations must not keep one, not even a rounding error.
        var turns = Math.Round(before / Math.PI);
        before -= turns * Math.PI;
        after += turns * Math.PI;
        theta = ((int)turns & 1) == 0 ? theta : -theta;
        if (Math.Abs(before) > Rounding)
        {
            Diagonal(bit, -before / 2, before / 2);
        }

        global *= Complex.FromPolarCoordinates(1, phase);
        if (Math.Abs(theta) <= Math.PI / 2)
        {
            result.Add(new(PlanKind.Rotation, bit, 0, theta));
            Diagonal(bit, -after / 2, after / 2);
            return;
        }

        // RY(pi) = X Z and RZ(after) X = X RZ(-after), so the tangent of the half angle stays below 1.
        var half = Math.CopySign(Math.PI, theta);
        global *= theta < 0 ? -1 : 1;
        result.Add(new(PlanKind.Rotation, bit, 0, theta - half));
        Diagonal(bit, after / 2, Math.PI - (after / 2));
        result.Add(new(PlanKind.Flip, bit, 0, 0));
    }

    // diag(e^{i zero}, e^{i one}) on one bit.
    private void Diagonal(ulong bit, double zero, double one)
    {
        global *= Complex.FromPolarCoordinates(1, (zero + one) / 2);
        var angle = one - zero;
        if (angle != 0)
        {
            result.Add(new(PlanKind.Phase, bit, 0, angle));
        }
    }
}
