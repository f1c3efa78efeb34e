using Quiver.Circuits.Gates;

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
        foreach (var gate in circuit.Operations.SelectMany(o => profile.IsNative(o) ? [o] : GateDecomposition.ToCx(o)))
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

        return clock.Length == 0 ? 0 : clock.Max();
    }
}
