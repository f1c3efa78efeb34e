using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Noise;

/// <summary>
/// Lays a circuit out in time on a device: every gate as early as its qubits allow. A qubit relaxes for the time since its last
/// gate began, its waiting included, in one step before its next gate. Barriers hold gates back.
/// </summary>
internal static class NoiseSchedule
{
    public static List<NoiseStep> Of(Circuit circuit, DeviceProfile profile, NoiseOptions options)
    {
        var steps = new List<NoiseStep>(4 * circuit.Count);
        var clock = new double[circuit.Qubits];
        var relaxing = new double[circuit.Qubits];
        var ready = new double[circuit.Qubits];
        var relaxes = double.IsFinite(profile.T1Microseconds) || double.IsFinite(profile.T2Microseconds);
        var (place, next) = (0, 0);
        foreach (var operation in circuit.Operations)
        {
            next = circuit.Hold(place++, next, ready);
            if (profile.IsNative(operation))
            {
                Add(operation);
                continue;
            }

            foreach (var part in GateDecomposition.ToCx(operation))
            {
                Add(part);
            }
        }

        var end = clock.Length == 0 ? 0 : clock.Max();
        for (var q = 0; q < circuit.Qubits; q++)
        {
            Relax(q, end);
        }

        return steps;

        void Add(GateOperation gate)
        {
            var noise = profile.Of(gate.Kind);
            double start = 0;
            foreach (var q in gate.Qubits)
            {
                start = Math.Max(start, ready[q]);
            }

            foreach (var q in gate.Qubits)
            {
                // A virtual gate takes no time and leaves the clock alone.
                Relax(q, start);
                clock[q] = ready[q] = start + noise.DurationNanoseconds;
                relaxing[q] = noise.DurationNanoseconds;
            }

            steps.Add(new(gate, profile.DepolarizingProbability(noise, gate.Qubits.Length), 0, 0));
        }

        void Relax(int qubit, double start)
        {
            var time = relaxing[qubit] + (options.Idle ? start - clock[qubit] : 0);
            relaxing[qubit] = 0;
            clock[qubit] = start;
            if (relaxes && time > 0)
            {
                steps.Add(new(null, 0, qubit, time / 1000));
            }
        }
    }
}
