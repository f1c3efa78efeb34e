namespace Quiver.Circuits.Measurement.Estimators;

/// <summary>How groups share shots.</summary>
public enum ShotSharing
{
    /// <summary>In proportion to the deviations in the prior state, without one as <see cref="Norm"/>.</summary>
    Optimal,

    /// <summary>In proportion to the root of the sum of squared coefficients.</summary>
    Norm,

    /// <summary>Equally.</summary>
    Uniform,
}
