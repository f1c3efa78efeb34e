namespace Quiver.Circuits.Design;

/// <summary>Where a growing circuit's cost is heading: the yardstick of a search that must not know the exact answer.</summary>
/// <param name="Reached">The cost the circuit reached.</param>
/// <param name="Estimate">
/// The least cost by extrapolation: along the last steps the cost falls in proportion to the observable's variance, which an eigenstate
/// has not.
/// </param>
/// <param name="Variance">The variance that was left, the cost's unit squared.</param>
/// <param name="Reference">The cost of the reference.</param>
/// <param name="Path">The circuits on the way, one a step, the reference first.</param>
public sealed record DesignAnchor(double Reached, double Estimate, double Variance, double Reference, IReadOnlyList<DesignResult> Path)
{
    /// <summary>How far the estimate lies below what was reached: its own error is a fraction of this.</summary>
    public double Remainder => Reached - Estimate;
}
