using Quiver.Circuits.Gates;
using Quiver.Circuits.Simulation;
using Quiver.Hamiltonians.States;

namespace Quiver.Circuits.Measurement;

/// <summary>A known state, measured by the toolkit's own simulator. Its amplitudes are set, not prepared by gates.</summary>
public sealed class SimulatedState : IMeasuredState, IDisposable
{
    /// <summary>The most qubits: 1 GiB of amplitudes for every thread.</summary>
    public const int MaximumQubits = 26;

    private const int FewQubits = 18;
    private readonly StateVector<double> amplitudes;

    /// <summary>Takes a state.</summary>
    /// <param name="state">A state of 1 to 26 qubits.</param>
    /// <exception cref="ArgumentException">Too many qubits, or none.</exception>
    public SimulatedState(QuantumState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Qubits is < 1 or > MaximumQubits)
        {
            throw new ArgumentException(
                $"States of 1 to {MaximumQubits} qubits can be measured in simulation, not of {state.Qubits}.", nameof(state));
        }

        amplitudes = new StateVector<double>(state.Qubits);
        amplitudes.Reset();
        amplitudes.Real[0] = 0;
        for (var i = 0; i < state.Support; i++)
        {
            amplitudes.Real[(int)state.Basis[i]] = state.Real[i];
            amplitudes.Imaginary[(int)state.Basis[i]] = state.Imaginary.IsEmpty ? 0 : state.Imaginary[i];
        }
    }

    /// <inheritdoc/>
    public int Qubits => amplitudes.Qubits;

    /// <inheritdoc/>
    public Task<IReadOnlyList<(ulong Outcome, long Count)>[]> CountAsync(
        IReadOnlyList<Circuit> circuits, IReadOnlyList<int> shots, int seed, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(circuits);
        ArgumentNullException.ThrowIfNull(shots);
        var result = new IReadOnlyList<(ulong, long)>[circuits.Count];
        Parallel.For(
            0, circuits.Count,
            new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Qubits > FewQubits ? 2 : -1 }, k =>
            result[k] = shots[k] < 1 ? [] : Counted.Of(StateObservables.Sample(Probabilities(circuits[k]), shots[k], Counted.Random(seed, k))));
        return Task.FromResult(result);
    }

    /// <summary>Exact probabilities of all outcomes behind a circuit.</summary>
    /// <param name="circuit">A circuit with bound angles on all qubits.</param>
    /// <returns>2^n numbers.</returns>
    public double[] Probabilities(Circuit circuit)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        if (circuit.Qubits != Qubits)
        {
            throw new ArgumentException($"The circuit has {circuit.Qubits} qubits, the state {Qubits}.", nameof(circuit));
        }

        using var copy = new StateVector<double>(Qubits);
        copy.CopyFrom(amplitudes);
        if (Qubits <= DirectSimulation.MaximumQubits)
        {
            DirectSimulation.Apply(circuit, copy);
        }
        else
        {
            using var compiled = CompiledCircuit<double>.Compile(circuit);
            compiled.Apply(copy);
        }

        return StateObservables.Probabilities(copy);
    }

    /// <inheritdoc/>
    public void Dispose() => amplitudes.Dispose();
}
