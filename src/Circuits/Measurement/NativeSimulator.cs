using System.Numerics;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Noise;
using Quiver.Circuits.Simulation;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Measurement;

/// <summary>The toolkit's own state-vector simulator in double precision.</summary>
/// <param name="threads">Threads for circuits of 14 qubits and more, at least 1.</param>
public sealed class NativeSimulator(int threads = 1) : ICircuitSimulator
{
    private readonly SimulationOptions options = new() { Threads = threads };

    /// <inheritdoc/>
    public string Name => "native";

    /// <inheritdoc/>
    public Task<Complex[][]> StatesAsync(IReadOnlyList<Circuit> circuits, CancellationToken cancellationToken = default) =>
        Task.FromResult(Each(circuits, static (_, state) => state.ToArray(), cancellationToken));

    /// <inheritdoc/>
    public Task<double[]> EnergiesAsync(
        IReadOnlyList<Circuit> circuits, PauliSum observable, CancellationToken cancellationToken = default) =>
        Task.FromResult(Each(circuits, (_, state) => StateObservables.Expectation(observable, state), cancellationToken));

    /// <inheritdoc/>
    public Task<int[][]> SampleAsync(
        IReadOnlyList<Circuit> circuits, IReadOnlyList<int> shots, PauliNoise noise = default, int seed = 0,
            CancellationToken cancellationToken = default)
    {
        CircuitSimulatorExtensions.RequireShots(circuits, shots);
        PauliNoise.Checked(noise);
        var random = new Random(seed);
        return Task.FromResult(noise.IsNone
            ? Each(
                circuits, (k, state) => StateObservables.Sample(StateObservables.Probabilities(state), shots[k], random), cancellationToken)
            : [.. circuits.Select((c, k) => Noisy(c, shots[k], noise, random, cancellationToken))]);
    }

    /// <summary>Nothing is held between calls.</summary>
    public void Dispose()
    {
    }

    // Small circuits: all shots from one density matrix. Larger ones: one trajectory per shot, with errors drawn between the gates.
    private int[] Noisy(Circuit circuit, int shots, PauliNoise noise, Random random, CancellationToken cancellationToken)
    {
        if (circuit.Qubits is > 0 and <= DensityMatrix.MaximumQubits)
        {
            var mixed = new DensityMatrix(circuit.Qubits);
            var channel = PauliTransfer.OfChannel(NoiseChannels.Pauli(noise.X, noise.Y, noise.Z));
            foreach (var operation in circuit.Operations)
            {
                cancellationToken.ThrowIfCancellationRequested();
                mixed.Apply(new Circuit(circuit.Qubits, [operation]));
                foreach (var qubit in operation.Qubits)
                {
                    mixed.ApplyTransfer(channel, qubit);
                }
            }

            return StateObservables.Sample(mixed.Probabilities(), shots, random);
        }

        var outcomes = new int[shots];
        using var state = new StateVector<double>(circuit.Qubits);
        for (var shot = 0; shot < shots; shot++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var builder = new CircuitBuilder(circuit.Qubits);
            foreach (var operation in circuit.Operations)
            {
                builder.Add(operation);
                foreach (var qubit in operation.Qubits)
                {
                    var draw = random.NextDouble();
                    if (draw < noise.X + noise.Y + noise.Z)
                    {
                        builder.Add(draw < noise.X ? GateKind.X : draw < noise.X + noise.Y ? GateKind.Y : GateKind.Z, qubit);
                    }
                }
            }

            state.Reset();
            Run(builder.Build(), state);
            outcomes[shot] = StateObservables.Sample(StateObservables.Probabilities(state), 1, random)[0];
        }

        return outcomes;
    }

    private void Run(Circuit circuit, StateVector<double> state)
    {
        circuit.RequireParameters(0);
        if (circuit.Qubits <= DirectSimulation.MaximumQubits)
        {
            DirectSimulation.Apply(circuit, state);
            return;
        }

        using var compiled = CompiledCircuit<double>.Compile(circuit, [], options);
        compiled.Apply(state);
    }

    private T[] Each<T>(IReadOnlyList<Circuit> circuits, Func<int, StateVector<double>, T> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(circuits);
        var results = new T[circuits.Count];
        for (var i = 0; i < results.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var state = new StateVector<double>(circuits[i].Qubits);
            Run(circuits[i], state);
            results[i] = read(i, state);
        }

        return results;
    }
}
