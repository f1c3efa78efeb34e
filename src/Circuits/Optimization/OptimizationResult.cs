using System.Collections.Immutable;

namespace Quiver.Circuits.Optimization;

/// <summary>What an optimiser found.</summary>
/// <param name="X">The variables reached.</param>
/// <param name="Value">The value there.</param>
/// <param name="Iterations">Iterations (sweeps for Rotosolve).</param>
/// <param name="Evaluations">Evaluations of the function, with or without gradient.</param>
/// <param name="Converged">Whether a tolerance was met rather than a limit.</param>
public sealed record OptimizationResult(ImmutableArray<double> X, double Value, int Iterations, int Evaluations, bool Converged);
