namespace Quiver.Circuits.Design;

/// <summary>What a search for the smallest circuit within an error went by.</summary>
/// <param name="TargetError">The error asked for, in the problem's unit.</param>
/// <param name="Anchor">Where the growing circuit was heading; errors are estimated against its estimate, never against an exact
/// answer.</param>
/// <param name="Qubits">Qubits that were searched on: all, or what the symmetries leave.</param>
/// <param name="Best">The circuit within the target with the fewest CX, then layers and angles, those that keep <see cref="Margin"/>
/// first; null where none is.</param>
public sealed record DesignGoal(double TargetError, DesignAnchor Anchor, int Qubits, DesignResult? Best)
{
    /// <summary>What <see cref="Best"/> stays below the target, where any circuit does, for what the estimate may be off.</summary>
    public double Margin { get; init; }

    /// <summary>The estimated error of a cost, in the problem's unit.</summary>
    /// <param name="cost">The cost.</param>
    /// <returns>Its distance from the anchor's estimate.</returns>
    public double EstimatedError(double cost) => cost - Anchor.Estimate;
}
