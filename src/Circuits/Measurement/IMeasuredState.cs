using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Measurement;

/// <summary>A state that can be prepared again and again and measured behind any circuit: simulated, noisy, or on a device.</summary>
public interface IMeasuredState
{
    /// <summary>Number of qubits.</summary>
    int Qubits { get; }

    /// <summary>Prepares the state, runs a circuit and measures all qubits, many times.</summary>
    /// <param name="circuits">Circuits with bound angles, on all qubits.</param>
    /// <param name="shots">Measurements behind each circuit; 0 for none.</param>
    /// <param name="seed">Fixes the outcomes.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>For each circuit, how often each basis index was seen (qubit 0 most significant), ascending by index.</returns>
    Task<IReadOnlyList<(ulong Outcome, long Count)>[]> CountAsync(
        IReadOnlyList<Circuit> circuits, IReadOnlyList<int> shots, int seed, CancellationToken cancellationToken = default);
}
