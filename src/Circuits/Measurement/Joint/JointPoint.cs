using Quiver.Hamiltonians.Grouping;

namespace Quiver.Circuits.Measurement.Joint;

/// <summary>A partition with what it costs in three ways.</summary>
/// <param name="Grouping">Fully commuting groups of the terms without the identity.</param>
/// <param name="Epsilon2M">Shots times the square of the standard error, in the square of the operator's unit.</param>
/// <param name="TwoQubitGates">Of all circuits.</param>
public sealed record JointPoint(MeasurementGrouping Grouping, double Epsilon2M, int TwoQubitGates)
{
    /// <summary>Circuits.</summary>
    public int Groups => Grouping.Count;

    /// <summary>Whether this is at least as good in all three, with a share to spare in the first.</summary>
    internal bool Covers(double epsilon2M, int groups, int gates, double slack) =>
        Epsilon2M <= epsilon2M * (1 + slack) && Groups <= groups && TwoQubitGates <= gates;
}
