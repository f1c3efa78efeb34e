using System.Collections.Immutable;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Programs;

namespace Quiver.Circuits.Noise;

/// <summary>The times at which qubits and classical bits of a program are free, by the longer side of every branch. A branch begins when
/// the bits that decide it are known; measurements, resets and assignments take no time.</summary>
internal sealed class ProgramClock
{
    private readonly DeviceProfile profile;
    private readonly double[] qubits;
    private readonly double[] bits;

    public ProgramClock(CircuitProgram program, DeviceProfile profile)
    {
        this.profile = profile;
        (qubits, bits) = (new double[program.Qubits], new double[program.Bits]);
        Walk(program.Steps, 0);
    }

    private ProgramClock(ProgramClock other) =>
        (profile, qubits, bits) = (other.profile, [.. other.qubits], [.. other.bits]);

    /// <summary>When the last qubit is free.</summary>
    public double End => qubits.Length == 0 ? 0 : qubits.Max();

    private void Walk(ImmutableArray<ProgramStep> steps, double earliest)
    {
        foreach (var step in steps)
        {
            switch (step)
            {
                case GateStep { Gate: var gate }:
                    foreach (var part in profile.IsNative(gate) ? [gate] : GateDecomposition.ToCx(gate))
                    {
                        Set(part.Qubits, Math.Max(earliest, Latest(part.Qubits)) + profile.Of(part.Kind).DurationNanoseconds);
                    }

                    break;
                case BarrierStep { Qubits: var held }:
                    Set(held.AsSpan(), Latest(held.AsSpan()));
                    break;
                case MeasureStep { Bit: >= 0 } measured:
                    bits[measured.Bit] = qubits[measured.Qubit];
                    break;
                case AssignStep assigned:
                    var known = Known(assigned.Value);
                    foreach (var bit in assigned.Bits)
                    {
                        bits[bit] = known;
                    }

                    break;
                case BranchStep branch:
                    Longer(branch, Math.Max(earliest, Known(branch.Condition)));
                    break;
                default:
                    break;
            }
        }
    }

    private void Longer(BranchStep branch, double begin)
    {
        var other = new ProgramClock(this);
        Walk(branch.Then, begin);
        other.Walk(branch.Else, begin);
        Take(qubits, other.qubits);
        Take(bits, other.bits);

        static void Take(double[] times, double[] others)
        {
            for (var k = 0; k < times.Length; k++)
            {
                times[k] = Math.Max(times[k], others[k]);
            }
        }
    }

    private double Known(BitExpression expression)
    {
        var latest = Math.Max(expression.Left is { } left ? Known(left) : 0, expression.Right is { } right ? Known(right) : 0);
        foreach (var bit in expression.Bits)
        {
            latest = Math.Max(latest, bits[bit]);
        }

        return latest;
    }

    private double Latest(ReadOnlySpan<int> held)
    {
        var latest = 0.0;
        foreach (var q in held)
        {
            latest = Math.Max(latest, qubits[q]);
        }

        return latest;
    }

    private void Set(ReadOnlySpan<int> held, double time)
    {
        foreach (var q in held)
        {
            qubits[q] = time;
        }
    }
}
