using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Measurement;

/// <summary>The state that a circuit prepares on any simulator; all settings go to it as one batch.</summary>
/// <param name="simulator">Where circuits run; not disposed with the state.</param>
/// <param name="preparation">A circuit with bound angles.</param>
/// <param name="noise">Pauli noise after every gate, those of the settings included.</param>
public sealed class CircuitState(ICircuitSimulator simulator, Circuit preparation, PauliNoise noise = default) : IMeasuredState
{
    /// <inheritdoc/>
    public int Qubits => preparation.Qubits;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<(ulong Outcome, long Count)>[]> CountAsync(
        IReadOnlyList<Circuit> circuits, IReadOnlyList<int> shots, int seed, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(circuits);
        ArgumentNullException.ThrowIfNull(shots);
        var used = Enumerable.Range(0, circuits.Count).Where(k => shots[k] > 0).ToArray();
        var outcomes = await simulator.SampleAsync(
            [.. used.Select(k => preparation.Then(circuits[k]))], [.. used.Select(k => shots[k])], noise, seed, cancellationToken)
                .ConfigureAwait(false);
        var result = new IReadOnlyList<(ulong, long)>[circuits.Count];
        Array.Fill(result, []);
        for (var i = 0; i < used.Length; i++)
        {
            result[used[i]] = Counted.Of(outcomes[i]);
        }

        return result;
    }
}
