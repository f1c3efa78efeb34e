using Quiver.Circuits.Gates;
using Quiver.Circuits.Noise;

namespace Quiver.Circuits.Measurement;

/// <summary>The state that a circuit prepares on a noisy device; noise acts on its gates, on those of the settings and on the
/// readout.</summary>
/// <param name="device">The device.</param>
/// <param name="preparation">A circuit with bound angles.</param>
public sealed class NoisyState(NoisyDevice device, Circuit preparation) : IMeasuredState
{
    /// <inheritdoc/>
    public int Qubits => preparation.Qubits;

    /// <inheritdoc/>
    public Task<IReadOnlyList<(ulong Outcome, long Count)>[]> CountAsync(
        IReadOnlyList<Circuit> circuits, IReadOnlyList<int> shots, int seed, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(circuits);
        ArgumentNullException.ThrowIfNull(shots);
        var result = new IReadOnlyList<(ulong, long)>[circuits.Count];
        for (var k = 0; k < result.Length; k++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            result[k] = shots[k] < 1
                ? []
                : Counted.Of(device.Outcomes(preparation.Then(circuits[k]), cancellationToken).Sample(shots[k], Counted.Random(seed, k)));
        }

        return Task.FromResult(result);
    }
}
