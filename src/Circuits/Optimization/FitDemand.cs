namespace Quiver.Circuits.Optimization;

/// <summary>What a fit is for: where it may end before it has converged.</summary>
/// <param name="Wanted">The value below which the fit is of use; it is given up where the quadratic model promises far less.</param>
/// <param name="Settled">Below <paramref name="Wanted"/> it ends once the quadratic model promises half of this, in the value's unit;
/// 0 for never.</param>
internal readonly record struct FitDemand(double Wanted, double Settled = 0);
