using System.Collections.Immutable;

namespace Quiver.Circuits.Programs;

/// <summary>A line that no rewriting may move gates across.</summary>
/// <param name="Qubits">The qubits it holds, in the order of the file.</param>
public sealed record BarrierStep(ImmutableArray<int> Qubits) : ProgramStep
{
    /// <inheritdoc/>
    public bool Equals(BarrierStep? other) => other is not null && Qubits.AsSpan().SequenceEqual(other.Qubits.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => Qubits.IsDefaultOrEmpty ? 0 : HashCode.Combine(Qubits.Length, Qubits[0], Qubits[^1]);
}
