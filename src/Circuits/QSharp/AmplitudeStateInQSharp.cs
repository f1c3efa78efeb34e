using System.Numerics;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Measurement;
using Quiver.Circuits.Simulation;

namespace Quiver.Circuits.QSharp;

/// <summary>A state given by amplitudes, prepared and measured in Q#: exact states are dumped there, and our seeded sampler
/// measures them.</summary>
/// <param name="simulator">The Q# simulator; not disposed with the state.</param>
/// <param name="amplitudes">2^n amplitudes with norm 1.</param>
public sealed class AmplitudeStateInQSharp(QSharpSimulator simulator, IReadOnlyList<Complex> amplitudes) : IMeasuredState
{
    /// <summary>The most qubits: preparing 2^n amplitudes takes 2^n controlled rotations.</summary>
    public const int MaximumQubits = 10;

    /// <inheritdoc/>
    public int Qubits => BitOperations.Log2((uint)amplitudes.Count);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<(ulong Outcome, long Count)>[]> CountAsync(
        IReadOnlyList<Circuit> circuits, IReadOnlyList<int> shots, int seed, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(circuits);
        ArgumentNullException.ThrowIfNull(shots);
        var states = await simulator.StatesFromAsync(amplitudes, circuits, cancellationToken).ConfigureAwait(false);
        return [.. states.Select((s, k) => shots[k] < 1 ? [] : Counted.Of(StateObservables.Sample(
            [.. s.Select(static a => (a.Real * a.Real) + (a.Imaginary * a.Imaginary))], shots[k], Counted.Random(seed, k))))];
    }
}
