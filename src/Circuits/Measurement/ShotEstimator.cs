using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Measurement;

/// <summary>Estimates energies as a quantum computer would: group by group, from shots.</summary>
public static class ShotEstimator
{
    /// <summary>Estimates the energy of the state a circuit prepares.</summary>
    /// <param name="simulator">Where the circuits run.</param>
    /// <param name="circuit">A circuit with bound angles on the plan's qubits.</param>
    /// <param name="plan">How the operator is measured.</param>
    /// <param name="shots">Shots in all, at least 2 per group; see <see cref="MeasurementPlan.Allocate"/>.</param>
    /// <param name="noise">Pauli noise after every gate, those of the diagonalising circuit included.</param>
    /// <param name="seed">Fixes the outcomes of the native simulator.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The estimate with its standard error.</returns>
    /// <exception cref="ArgumentException">The circuit does not fit the plan, or there are too few shots.</exception>
    public static async Task<ShotEstimate> EnergyAsync(
        ICircuitSimulator simulator,
        Circuit circuit,
        MeasurementPlan plan,
        int shots,
        PauliNoise noise = default,
        int seed = 0,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(simulator);
        ArgumentNullException.ThrowIfNull(circuit);
        ArgumentNullException.ThrowIfNull(plan);
        if (circuit.Qubits != plan.Qubits)
        {
            throw new ArgumentException($"The circuit has {circuit.Qubits} qubits, the operator {plan.Qubits}.", nameof(circuit));
        }

        var allocation = plan.Allocate(shots);
        var circuits = plan.Groups.Select(g => circuit.Then(g.Circuit)).ToArray();
        var outcomes = await simulator.SampleAsync(circuits, allocation, noise, seed, cancellationToken).ConfigureAwait(false);
        var (energy, variance) = (plan.Constant, 0.0);
        for (var g = 0; g < outcomes.Length; g++)
        {
            double sum = 0, squares = 0;
            foreach (var same in outcomes[g].CountBy(static o => o))
            {
                var value = plan.Value(g, same.Key);
                sum += same.Value * value;
                squares += same.Value * value * value;
            }

            var count = outcomes[g].Length;
            var mean = sum / count;
            energy += mean;
            variance += Math.Max(0, (squares / count) - (mean * mean)) / (count - 1);
        }

        return new(energy, Math.Sqrt(variance), allocation.Sum());
    }
}
