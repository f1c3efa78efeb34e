using Quiver.Circuits.Gradients;

namespace Quiver.Circuits.Problems;

/// <summary>A cost that also knows what rotations would do that are not in its circuit yet.</summary>
internal interface IInsertionCost : ICircuitCost
{
    /// <summary>Derivatives of the cost by rotations put in at angle 0, all in one sweep.</summary>
    /// <param name="x">Angles of the circuit, radians.</param>
    /// <param name="probes">Where which rotations would stand, in the frame of the circuit's <see cref="PauliProgram"/>.</param>
    /// <param name="derivatives">Receives d cost / d angle of each, per radian.</param>
    /// <returns>The cost, and the variance of the observable behind it.</returns>
    (double Value, double Variance) Insertions(ReadOnlySpan<double> x, ReadOnlySpan<RotationProbe> probes, Span<double> derivatives);
}
