using Quiver.Core.Runs;

namespace Quiver.Circuits.Optimization;

/// <summary>
/// Minimises functions of several variables. Settings are fixed when an optimiser is made; it holds no results, and the same settings and
/// start give the same result.
/// </summary>
public interface IOptimizer
{
    /// <summary>The method's name, as tables print it.</summary>
    string Name { get; }

    /// <summary>Minimises a function.</summary>
    /// <param name="objective">The function. Methods that take no derivatives ask for values only.</param>
    /// <param name="start">Where to begin; left as it is.</param>
    /// <param name="progress">Told of every iteration, with the value reached.</param>
    /// <param name="cancellationToken">Ends the run with an exception.</param>
    /// <returns>The point reached, never worse than the start, and how the run ended.</returns>
    /// <exception cref="ArgumentException">The start has another number of variables, or it or its value is not finite.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    OptimizationResult Minimize(
        IObjective objective, ReadOnlySpan<double> start, IProgress<ProgressReport>? progress = null,
        CancellationToken cancellationToken = default);
}
