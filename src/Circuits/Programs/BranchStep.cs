using System.Collections.Immutable;

namespace Quiver.Circuits.Programs;

/// <summary>Steps that are done or not, by the classical bits.</summary>
/// <param name="Condition">What decides; any value but 0 is true.</param>
/// <param name="Then">Steps when it is true.</param>
/// <param name="Else">Steps when it is false.</param>
public sealed record BranchStep(BitExpression Condition, ImmutableArray<ProgramStep> Then, ImmutableArray<ProgramStep> Else) : ProgramStep
{
    /// <inheritdoc/>
    public bool Equals(BranchStep? other) => other is not null && Condition.Equals(other.Condition)
        && Then.AsSpan().SequenceEqual(other.Then.AsSpan()) && Else.AsSpan().SequenceEqual(other.Else.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Condition, Then.Length, Else.Length);
}
