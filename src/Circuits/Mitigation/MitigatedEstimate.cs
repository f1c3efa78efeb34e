using System.Collections.Immutable;

namespace Quiver.Circuits.Mitigation;

/// <summary>A corrected energy.</summary>
/// <param name="Energy">The energy, in the operator's unit.</param>
/// <param name="StandardError">Its standard error from shots or trajectories; 0 for an exact answer.</param>
/// <param name="Points">The energies at each factor of the noise.</param>
/// <param name="ShotsFactor">How many times the shots of an evaluation without extrapolation the same standard error takes.</param>
/// <param name="Model">What was extrapolated by; null for nothing.</param>
public sealed record MitigatedEstimate(
    double Energy, double StandardError, ImmutableArray<MitigatedPoint> Points, double ShotsFactor, ExtrapolationModel? Model);
