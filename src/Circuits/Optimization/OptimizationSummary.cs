namespace Quiver.Circuits.Optimization;

/// <summary>How a fit in place ended; the variables are in the caller's array.</summary>
/// <param name="Value">Value at the variables returned.</param>
/// <param name="Iterations">Iterations.</param>
/// <param name="Evaluations">Evaluations of the function, with or without gradient.</param>
/// <param name="Converged">Whether a tolerance was met rather than a limit.</param>
public readonly record struct OptimizationSummary(double Value, int Iterations, int Evaluations, bool Converged);
