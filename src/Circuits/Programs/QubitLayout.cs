using System.Collections.Immutable;

namespace Quiver.Circuits.Programs;

/// <summary>Where the qubits of a program are on a device after routing.</summary>
/// <param name="Names">Names of the original qubits, for example <c>q[0]</c>.</param>
/// <param name="Initial">Initial[k] is the device qubit that holds original qubit k at the start.</param>
/// <param name="Final">The same at the end.</param>
public sealed record QubitLayout(ImmutableArray<string> Names, ImmutableArray<int> Initial, ImmutableArray<int> Final)
{
    /// <inheritdoc/>
    public bool Equals(QubitLayout? other) => other is not null && Names.AsSpan().SequenceEqual(other.Names.AsSpan())
        && Initial.AsSpan().SequenceEqual(other.Initial.AsSpan()) && Final.AsSpan().SequenceEqual(other.Final.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => Names.Length;
}
