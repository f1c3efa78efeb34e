using System.Collections.Immutable;

namespace Quiver.Circuits.Programs;

/// <summary>Classical bits take a value computed from classical bits.</summary>
/// <param name="Bits">The bits written, least significant first.</param>
/// <param name="Value">The value; bits beyond its width become 0.</param>
public sealed record AssignStep(ImmutableArray<int> Bits, BitExpression Value) : ProgramStep
{
    /// <inheritdoc/>
    public bool Equals(AssignStep? other) => other is not null && Bits.AsSpan().SequenceEqual(other.Bits.AsSpan())
        && Value.Equals(other.Value);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Bits.Length, Value);
}
