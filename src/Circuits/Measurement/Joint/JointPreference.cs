namespace Quiver.Circuits.Measurement.Joint;

/// <summary>
/// How much shots, groups and two-qubit gates matter against each other. What is lowered is their weighted sum, each in units of what
/// sorted insertion's fully commuting groups need.
/// </summary>
/// <param name="Shots">Weight of eps^2 M, at least 0.</param>
/// <param name="Groups">Weight of the number of groups, at least 0.</param>
/// <param name="Gates">Weight of the two-qubit gates of all circuits, at least 0.</param>
public readonly record struct JointPreference(double Shots, double Groups, double Gates)
{
    /// <summary>What one way to measure costs under this preference.</summary>
    /// <param name="epsilon2M">Shots times the square of the standard error, over the reference's.</param>
    /// <param name="groups">Circuits, over the reference's.</param>
    /// <param name="twoQubitGates">Of all circuits, over the reference's.</param>
    /// <returns>The weighted sum; lower is better.</returns>
    public double Cost(double epsilon2M, double groups, double twoQubitGates) =>
        (Shots * epsilon2M) + (Groups * groups) + (Gates * twoQubitGates);
}
