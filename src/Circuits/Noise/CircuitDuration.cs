using Quiver.Circuits.Gates;
using Quiver.Circuits.Programs;

namespace Quiver.Circuits.Noise;

/// <summary>How long a circuit takes on a device when every gate begins as early as its qubits allow.</summary>
public static class CircuitDuration
{
    /// <summary>The time from the first gate to the end of the last one.</summary>
    /// <param name="circuit">A circuit, with or without free angles; gates that the device does not have are carried out as one-qubit gates
    /// and CX.</param>
    /// <param name="profile">The device.</param>
    /// <returns>Nanoseconds.</returns>
    public static double Nanoseconds(Circuit circuit, DeviceProfile profile)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        ArgumentNullException.ThrowIfNull(profile);
        var clock = new double[circuit.Qubits];
        var (place, next) = (0, 0);
        foreach (var operation in circuit.Operations)
        {
            next = circuit.Hold(place++, next, clock);
            foreach (var gate in profile.IsNative(operation) ? [operation] : GateDecomposition.ToCx(operation))
            {
                double start = 0;
                foreach (var q in gate.Qubits)
                {
                    start = Math.Max(start, clock[q]);
                }

                foreach (var q in gate.Qubits)
                {
                    clock[q] = start + profile.Of(gate.Kind).DurationNanoseconds;
                }
            }
        }

        return clock.Length == 0 ? 0 : clock.Max();
    }

    /// <summary>The time that a program takes at most: gates hold to barriers, of a branch the longer side counts, and it begins when the
    /// bits that decide it are known. Measurements, resets and assignments take no time, for profiles do not tell it.</summary>
    /// <param name="program">The program.</param>
    /// <param name="profile">The device.</param>
    /// <returns>Nanoseconds.</returns>
    public static double Nanoseconds(CircuitProgram program, DeviceProfile profile)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(profile);
        return new ProgramClock(program, profile).End;
    }
}
