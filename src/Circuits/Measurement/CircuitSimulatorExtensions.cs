using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Measurement;

/// <summary>Shorter forms of a simulator's methods.</summary>
public static class CircuitSimulatorExtensions
{
    /// <summary>Prepares states and measures all qubits, equally often for every circuit.</summary>
    /// <param name="simulator">The simulator.</param>
    /// <param name="circuits">Circuits with bound angles.</param>
    /// <param name="shots">Measurements per circuit, at least 1.</param>
    /// <param name="noise">Pauli noise after every gate.</param>
    /// <param name="seed">Fixes the outcomes; noise in Q# alone is drawn by Q# itself.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Basis indices, [circuits][shots], in no particular order.</returns>
    public static Task<int[][]> SampleAsync(
        this ICircuitSimulator simulator, IReadOnlyList<Circuit> circuits, int shots, PauliNoise noise = default, int seed = 0,
            CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(simulator);
        ArgumentNullException.ThrowIfNull(circuits);
        return simulator.SampleAsync(circuits, Enumerable.Repeat(shots, circuits.Count).ToArray(), noise, seed, cancellationToken);
    }

    internal static void RequireShots(IReadOnlyList<Circuit> circuits, IReadOnlyList<int> shots)
    {
        ArgumentNullException.ThrowIfNull(circuits);
        ArgumentNullException.ThrowIfNull(shots);
        if (shots.Count != circuits.Count || shots.Any(static s => s < 1))
        {
            throw new ArgumentException($"{circuits.Count} circuits need as many numbers of shots, each at least 1.", nameof(shots));
        }
    }
}
